package dev.durable.node;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

import dev.durable.store.StoreLimits;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic of times that may be missing, or beyond what can be stored.
 */
final class Times {

	private Times() {
	}

	static Instant plus(Instant time, Duration duration) {
		try {
			return StoreLimits.time(time.plus(duration));
		}
		catch (DateTimeException | ArithmeticException ex) {
			return StoreLimits.LATEST;
		}
	}

	/**
	 * Return a duration in milliseconds, or as many as there can be.
	 */
	static long millis(Duration duration) {
		try {
			return duration.toMillis();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isBefore(other) ? one : other;
	}

	static Instant later(Instant one, Instant other) {
		return one.isBefore(other) ? other : one;
	}

	static Duration until(Instant time, Instant now) {
		Duration wait = Duration.between(now, time);
		return wait.isNegative() ? Duration.ZERO : wait;
	}

}
