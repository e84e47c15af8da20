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
	OUTCOME_UNKNOWN,

	/** {@link dev.durable.ChildWorkflowFailure}. */
	CHILD,

	/** {@link dev.durable.CancelledFailure}. */
	CANCELLED,

	/** {@link dev.durable.TerminatedFailure}. */
	TERMINATED,

	/** {@link dev.durable.ExternalWorkflowFailure}. */
	EXTERNAL,

	/** {@link dev.durable.client.WorkflowAlreadyStarted}. */
	ALREADY_STARTED,

	/** {@link dev.durable.ReadOnlyViolation}. */
	READ_ONLY

}
