package dev.durable;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * An activity has failed for good: no further attempt is made. The cause is the last
 * failure.
 */
public final class ActivityFailure extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String activity;

	private final int attempts;

	private final RetryState retryState;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param activity the name of the activity
	 * @param attempts the number of attempts that were made
	 * @param retryState why no further attempt is made
	 * @param cause the last failure
	 */
	public ActivityFailure(String activity, int attempts, RetryState retryState, @Nullable Throwable cause) {
		super(message(activity, attempts, retryState), cause);
		this.activity = activity;
		this.attempts = attempts;
		this.retryState = retryState;
	}

	private static String message(String activity, int attempts, RetryState retryState) {
		String reason = switch (retryState) {
			case MAXIMUM_ATTEMPTS_REACHED -> "its retry policy allows no more";
			case NON_RETRYABLE_FAILURE -> "its last failure is not retryable";
			case TIMEOUT -> "its time is over";
			case CANCELLED -> "it was cancelled";
		};
		return "Activity '" + activity + "' failed after " + attempts + ((attempts == 1) ? " attempt: " : " attempts: ")
				+ reason + ". The cause is the last failure.";
	}

	/**
	 * The activity that has failed.
	 * @return the name of the activity
	 */
	public String activity() {
		return this.activity;
	}

	/**
	 * The number of attempts that were made.
	 * @return the number of attempts, those that were lost with their node included
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Why no further attempt is made.
	 * @return the reason
	 */
	public RetryState retryState() {
		return this.retryState;
	}

}
