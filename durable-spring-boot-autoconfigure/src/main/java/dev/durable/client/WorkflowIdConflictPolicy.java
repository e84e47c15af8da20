package dev.durable.client;

/**
 * What a start does when a run with the workflow id is open.
 */
public enum WorkflowIdConflictPolicy {

	/** The start throws {@link WorkflowAlreadyStarted}. */
	FAIL,
	/** Nothing is started; the caller gets a handle to the open run. */
	USE_EXISTING,
	/** The open run is terminated, and a new one is started in the same transaction. */
	TERMINATE_EXISTING

}
