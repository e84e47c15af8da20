package dev.durable.faults.chaos;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Something that is to happen once to a {@link ChaosDataSource}, and whether it has.
 */
public final class Blow {

	private static final long PARKED_SECONDS_MAX = 120;

	private final Kind kind;

	private final String statement;

	private final String state;

	private final CountDownLatch struck = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private int wait;

	Blow(Kind kind, String statement, int nth, String state) {
		this.kind = kind;
		this.statement = statement;
		this.wait = nth;
		this.state = state;
	}

	/**
	 * Tell whether it strikes here; it does once.
	 */
	synchronized boolean strikes(Kind where, String what) {
		if (this.kind != where || this.wait == 0 || !what.contains(this.statement)) {
			return false;
		}
		this.wait--;
		return this.wait == 0;
	}

	String state() {
		return this.state;
	}

	void struck() {
		this.struck.countDown();
	}

	void standStill() {
		try {
			this.released.await(PARKED_SECONDS_MAX, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Tell whether it has happened.
	 * @return true if so
	 */
	public boolean hasStruck() {
		return this.struck.getCount() == 0;
	}

	/**
	 * Let go on who is parked.
	 */
	public void release() {
		this.released.countDown();
	}

	/**
	 * What happens, and where.
	 */
	enum Kind {

		/** No connection is given. */
		NO_CONNECTION,
		/** A statement fails. */
		FAILS,
		/** A transaction stands still before a statement. */
		PARKS,
		/** The connection breaks before the commit. */
		COMMIT_LOST,
		/** The connection breaks after the commit. */
		REPLY_LOST

	}

}
