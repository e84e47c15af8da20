package dev.durable.history;

/**
 * Which failure of the API a stored failure becomes again.
 */
public enum FailureKind {

	/** {@link dev.durable.ApplicationFailure}. */
	APPLICATION,

	/** {@link dev.durable.ActivityFailure}. */
	ACTIVITY,

	/** {@link dev.durable.TimeoutFailure}. */
	TIMEOUT,

	/** {@link dev.durable.ActivityOutcomeUnknown}. */
	OUTCOME_UNKNOWN

}
