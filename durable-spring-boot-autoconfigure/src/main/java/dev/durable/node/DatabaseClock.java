package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * What a node knows of the time: a lower bound of the database's clock. It is the time in
 * a reply, plus the monotonic time since that reply arrived; so a timer that is due by it
 * is due by the database's clock, however wrong the clock of this machine is.
 * <p>
 * The reply that gives the latest time counts, since it took the shortest way, but only
 * for a minute: a machine whose clock runs faster than that of the database is ahead of
 * it by what it gains in that time, and not by more and more, and follows when the clock
 * of the database is set back.
 */
final class DatabaseClock {

	/** After this long others count than before, so none does for twice as long. */
	private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();

	private final LongSupplier nanos;

	private Reading reading;

	/** The best since the window began. */
	private Reading best;

	private long windowBegan;

	DatabaseClock(LongSupplier nanos, Instant first) {
		this.nanos = nanos;
		this.reading = new Reading(first, nanos.getAsLong());
		this.best = this.reading;
		this.windowBegan = this.reading.nanos();
	}

	/**
	 * Take note of a time in a reply that has just arrived. An earlier reply that gives a
	 * later time keeps its word for a while.
	 */
	synchronized void observe(Instant time) {
		Reading reply = new Reading(time, this.nanos.getAsLong());
		if (reply.nanos() - this.windowBegan >= WINDOW_NANOS) {
			this.reading = this.best;
			this.best = reply;
			this.windowBegan = reply.nanos();
		}
		this.best = reply.orLater(this.best);
		this.reading = reply.orLater(this.reading);
	}

	synchronized Instant now() {
		return this.reading.at(this.nanos.getAsLong()).truncatedTo(ChronoUnit.MICROS);
	}

	private record Reading(Instant time, long nanos) {

		Instant at(long now) {
			return this.time.plusNanos(now - this.nanos);
		}

		/*
		 * Called when this one has just been taken.
		 */
		Reading orLater(Reading before) {
			return this.time.isAfter(before.at(this.nanos)) ? this : before;
		}

	}

}
