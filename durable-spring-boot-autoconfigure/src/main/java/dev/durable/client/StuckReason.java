package dev.durable.client;

/**
 * Why an open run cannot advance. It is tried again with growing pauses, and at once by a
 * new build, so that a fixed deployment heals it with nothing lost.
 */
public enum StuckReason {

	/** The code asks for something else than what its history has recorded. */
	NON_DETERMINISM,
	/** The code has thrown an exception of the kinds that are bugs. */
	WORKFLOW_CODE_ERROR,
	/** No node has the code of the workflow type. */
	UNKNOWN_TYPE,
	/** A recorded value cannot be read as the type that the code expects. */
	UNREADABLE_PAYLOAD,
	/**
	 * The history has reached its largest length; continue-as-new would have kept it
	 * short.
	 */
	HISTORY_LIMIT,
	/** Each node that has taken the run over has ended while it ran. */
	TAKEOVER_LOOP,
	/** The code blocks its thread by other means than durable calls, or does not end. */
	BLOCKED_THREAD

}
