package dev.durable.client;

/**
 * The state of a run.
 */
public enum WorkflowStatus {

	/** Open. A run that cannot advance is open too, and has a {@link StuckReason}. */
	RUNNING,
	/** Closed: the workflow method has returned. */
	COMPLETED,
	/** Closed: a failure has left the workflow method or a handler. */
	FAILED;

	/**
	 * Whether the run has ended. A closed run stays as it is.
	 * @return {@code true} unless the run is open
	 */
	public boolean isClosed() {
		return this != RUNNING;
	}

}
