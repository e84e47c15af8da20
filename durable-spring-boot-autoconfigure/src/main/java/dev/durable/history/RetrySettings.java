package dev.durable.history;

import java.time.Duration;
import java.util.List;

/**
 * How often and after which waits something that has failed is tried again.
 *
 * @param initialInterval the wait before the second attempt
 * @param backoffCoefficient by how much each further wait grows
 * @param maximumInterval the longest wait
 * @param maximumAttempts how many attempts there are at the most, 0 for no limit
 * @param nonRetryable names of the exception classes after which there is no further
 * attempt; subclasses match
 * @param jitter by how much of itself a wait is varied at random, 0.0 to 1.0
 */
public record RetrySettings(Duration initialInterval, double backoffCoefficient, Duration maximumInterval,
		int maximumAttempts, List<String> nonRetryable, double jitter) {

	/**
	 * What holds where nothing is said: for ever, after 1 s, 2 s, 4 s up to 100 s.
	 */
	public static final RetrySettings DEFAULTS = new RetrySettings(Duration.ofSeconds(1), 2.0, Duration.ofSeconds(100),
			0, List.of(), 0.0);

	public RetrySettings {
		nonRetryable = List.copyOf(nonRetryable);
	}

	/**
	 * Tell whether an attempt is the last that the settings allow.
	 * @param attempt the number of the attempt, from 1
	 * @return true if no other may follow it
	 */
	public boolean isLastAttempt(int attempt) {
		return this.maximumAttempts > 0 && attempt >= this.maximumAttempts;
	}

	/**
	 * Return the wait after a failed attempt, before jitter.
	 * @param attempt the number of the attempt that failed, from 1
	 * @return the wait, at most {@code maximumInterval}
	 */
	public Duration backoff(int attempt) {
		double factor = Math.pow(this.backoffCoefficient, attempt - 1.0);
		double millis = Math.min(this.initialInterval.toMillis() * factor, this.maximumInterval.toMillis());
		return Duration.ofMillis((long) millis);
	}

}
