package dev.durable.faults.node;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import dev.durable.ActivityContext;
import dev.durable.Durable;
import dev.durable.faults.ledger.Ledger;

/**
 * Tells the ledger what the attempt of the calling thread does.
 */
class Witness {

	private final Ledger ledger;

	private final String node;

	Witness(Ledger ledger, String node) {
		this.ledger = ledger;
		this.node = node;
	}

	String node() {
		return this.node;
	}

	/**
	 * Tell that the attempt begins. It may go on only when this returns.
	 */
	void begins() {
		write("BEGIN");
	}

	/**
	 * Take some time, so that faults hit attempts in their middle.
	 */
	void works() {
		LockSupport.parkNanos(Duration.ofMillis(ThreadLocalRandom.current().nextInt(150)).toNanos());
	}

	/**
	 * Tell that the attempt has done what it was to do.
	 */
	void ends() {
		write("END");
	}

	private void write(String what) {
		ActivityContext attempt = Durable.activity();
		this.ledger.write(what, attempt.info().runId(), attempt.info().activityId(),
				Integer.toString(attempt.attempt()), attempt.idempotencyKey(), Long.toString(attempt.fencingToken()),
				this.node, attempt.info().type());
	}

}
