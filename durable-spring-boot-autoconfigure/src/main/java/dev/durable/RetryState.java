package dev.durable;

/**
 * Why no further attempt is made after a failed one.
 */
public enum RetryState {

	/** The retry policy's number of attempts is used up. */
	MAXIMUM_ATTEMPTS_REACHED,
	/** No attempt can help: the last failure or the retry policy says so. */
	NON_RETRYABLE_FAILURE,
	/**
	 * Time is over: the next attempt would begin after the end of the schedule-to-close
	 * timeout, or none has begun within the schedule-to-start timeout.
	 */
	TIMEOUT,
	/** The workflow, or the scope that has called the activity, was cancelled. */
	CANCELLED

}
