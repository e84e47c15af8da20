package dev.durable.proxy;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes UUIDs of version 7, increasing within this process.
 */
final class TimeOrderedIds {

	private static final int COUNTER_BITS = 12;

	private final AtomicLong last = new AtomicLong();

	UUID next() {
		long now = System.currentTimeMillis() << COUNTER_BITS;
		long tick = this.last.updateAndGet((previous) -> Math.max(previous + 1, now));
		long millis = tick >>> COUNTER_BITS;
		long counter = tick & ((1 << COUNTER_BITS) - 1);
		long random = ThreadLocalRandom.current().nextLong();
		return new UUID((millis << 16) | 0x7000L | counter, (random & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
	}

}
