package dev.durable.client;

import java.io.Serial;

/**
 * The run whose result was asked for has failed. The cause is the failure that has closed
 * it.
 */
public class WorkflowFailed extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String workflowId;

	private final String runId;

	/**
	 * Create an exception. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @param runId the run id
	 * @param cause the failure that has closed the run
	 */
	public WorkflowFailed(String workflowId, String runId, Throwable cause) {
		super("Run '" + runId + "' of workflow '" + workflowId + "' failed: " + cause.getMessage(), cause);
		this.workflowId = workflowId;
		this.runId = runId;
	}

	/**
	 * The workflow that has failed.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

	/**
	 * The run that has failed.
	 * @return the run id
	 */
	public String runId() {
		return this.runId;
	}

}
