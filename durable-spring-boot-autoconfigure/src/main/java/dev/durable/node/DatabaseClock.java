package dev.durable.node;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * What a node knows of the time: a lower bound of the database's clock. It is the time in
 * a reply, plus the monotonic time since that reply arrived; so a timer that is due by it
 * is due by the database's clock, however wrong the clock of this machine is.
 */
final class DatabaseClock {

	private final LongSupplier nanos;

	private Reading reading;

	DatabaseClock(LongSupplier nanos, Instant first) {
		this.nanos = nanos;
		this.reading = new Reading(first, nanos.getAsLong());
	}

	/**
	 * Take note of a time in a reply that has just arrived. An earlier reply that gives a
	 * later time keeps its word.
	 */
	synchronized void observe(Instant time) {
		long now = this.nanos.getAsLong();
		if (time.isAfter(this.reading.at(now))) {
			this.reading = new Reading(time, now);
		}
	}

	synchronized Instant now() {
		return this.reading.at(this.nanos.getAsLong()).truncatedTo(ChronoUnit.MICROS);
	}

	private record Reading(Instant time, long nanos) {

		Instant at(long now) {
			return this.time.plusNanos(now - this.nanos);
		}

	}

}
