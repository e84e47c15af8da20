package dev.durable.client;

import java.io.Serial;

/**
 * Nothing was started, because a run with the workflow id is open.
 */
public class WorkflowAlreadyStarted extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String workflowId;

	private final String runId;

	/**
	 * Create an exception. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @param runId the run id of the open run
	 */
	public WorkflowAlreadyStarted(String workflowId, String runId) {
		super("""
				Workflow '%s' was not started: its run '%s' is open, and at most one run with an id is. Wait for it, \
				use another id, or start with the conflict policy USE_EXISTING to get a handle to it."""
			.formatted(workflowId, runId));
		this.workflowId = workflowId;
		this.runId = runId;
	}

	/**
	 * The id that is in use.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

	/**
	 * The open run.
	 * @return the run id
	 */
	public String runId() {
		return this.runId;
	}

}
