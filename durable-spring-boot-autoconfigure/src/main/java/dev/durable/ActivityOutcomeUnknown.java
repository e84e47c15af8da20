package dev.durable;

import java.io.Serial;

/**
 * The only attempt of an activity that must run at most once was lost with its node.
 * Whether its side effects have happened is unknown, and it was not run again.
 */
public final class ActivityOutcomeUnknown extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String activity;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param activity the name of the activity
	 */
	public ActivityOutcomeUnknown(String activity) {
		super("""
				The outcome of activity '%s' is unknown: its node ended during the attempt, and maximumAttempts = 1 \
				allows no other. Find out by other means whether its effects have happened, or allow more attempts \
				and make the activity idempotent.""".formatted(activity), null);
		this.activity = activity;
	}

	/**
	 * The activity whose outcome is unknown.
	 * @return the name of the activity
	 */
	public String activity() {
		return this.activity;
	}

}
