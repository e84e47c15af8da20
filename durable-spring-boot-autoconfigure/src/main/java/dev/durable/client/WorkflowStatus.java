package dev.durable.client;

/**
 * The state of a run.
 */
public enum WorkflowStatus {

	/** Open. A run that cannot advance is open too, and has a {@link StuckReason}. */
	RUNNING,
	/**
	 * Open, and held by an operator: no code of the workflow moves until it is resumed.
	 */
	PAUSED,
	/** Closed: the workflow method has returned. */
	COMPLETED,
	/** Closed: a failure has left the workflow method or a handler. */
	FAILED,
	/** Closed: a cancel request has ended the workflow method. */
	CANCELLED,
	/** Closed from outside, with no code of its own running any more. */
	TERMINATED,
	/** Closed: the run timeout or the execution timeout has passed. */
	TIMED_OUT,
	/** Closed: the workflow goes on in a new run with a fresh history. */
	CONTINUED_AS_NEW;

	/**
	 * Whether the run has ended. A closed run stays as it is.
	 * @return {@code true} unless the run is open
	 */
	public boolean isClosed() {
		return this != RUNNING && this != PAUSED;
	}

}
