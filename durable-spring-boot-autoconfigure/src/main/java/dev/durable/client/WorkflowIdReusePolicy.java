package dev.durable.client;

/**
 * What a start does when only closed runs have the workflow id.
 */
public enum WorkflowIdReusePolicy {

	/** A new run is started. */
	ALLOW_DUPLICATE,
	/**
	 * A new run is started if the latest one is {@link WorkflowStatus#FAILED},
	 * {@link WorkflowStatus#CANCELLED}, {@link WorkflowStatus#TERMINATED} or
	 * {@link WorkflowStatus#TIMED_OUT}. Otherwise the start throws
	 * {@link WorkflowAlreadyStarted}.
	 */
	ALLOW_DUPLICATE_FAILED_ONLY,
	/** The start throws {@link WorkflowAlreadyStarted}. */
	REJECT_DUPLICATE

}
