package dev.durable.client;

import java.io.Serial;

/**
 * Nothing was started, because the workflow id is in use: a run with it is open, or one
 * has closed and the {@link WorkflowIdReusePolicy} does not allow another.
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

	private WorkflowAlreadyStarted(String message, String workflowId, String runId) {
		super(message);
		this.workflowId = workflowId;
		this.runId = runId;
	}

	/**
	 * The id was used before, and may not be used again. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @param runId the run id of the latest run
	 * @param status the state of the latest run
	 * @return the exception
	 */
	public static WorkflowAlreadyStarted refusedReuse(String workflowId, String runId, WorkflowStatus status) {
		return new WorkflowAlreadyStarted("""
				Workflow '%s' was not started: its run '%s' is closed as %s, and the reuse policy allows no other. \
				Use another id, or start with the reuse policy ALLOW_DUPLICATE.""".formatted(workflowId, runId, status),
				workflowId, runId);
	}

	/**
	 * The id that is in use.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

	/**
	 * The run that has the id.
	 * @return the run id of the open run, or of the latest one
	 */
	public String runId() {
		return this.runId;
	}

}
