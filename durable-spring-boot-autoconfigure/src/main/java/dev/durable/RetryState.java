package dev.durable;

/**
 * Why no further attempt is made after a failed one.
 */
public enum RetryState {

	/** The retry policy's number of attempts is used up. */
	MAXIMUM_ATTEMPTS_REACHED,
	/** No attempt can help: the last failure or the retry policy says so. */
	NON_RETRYABLE_FAILURE,
	/** The next attempt would begin after the end of the schedule-to-close timeout. */
	TIMEOUT

}
