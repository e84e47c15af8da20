package dev.durable.node;

import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Ids and randomness of a node. Run ids are ordered by time, so that the rows of young
 * runs lie together.
 */
public final class Ids {

	private static final int VERSION = 7;

	private final LongSupplier millis;

	private final RandomGenerator random;

	private long last;

	private int counter;

	/**
	 * Create the source.
	 * @param millis the time, for order only: it may be wrong
	 * @param random the randomness; used under a lock
	 */
	public Ids(LongSupplier millis, RandomGenerator random) {
		this.millis = millis;
		this.random = random;
	}

	/**
	 * Make an id, later in order than those made before by this source.
	 * @return an id in the form of UUID version 7
	 */
	public synchronized UUID next() {
		long now = Math.max(this.millis.getAsLong(), this.last);
		this.counter = (now == this.last) ? this.counter + 1 : 0;
		if (this.counter > 0xFFF) {
			now++;
			this.counter = 0;
		}
		this.last = now;
		long high = (now << 16) | (VERSION << 12) | this.counter;
		long low = (this.random.nextLong() >>> 2) | 0x8000000000000000L;
		return new UUID(high, low);
	}

	synchronized long nextLong() {
		return this.random.nextLong();
	}

	RandomGenerator random() {
		return this::nextLong;
	}

}
