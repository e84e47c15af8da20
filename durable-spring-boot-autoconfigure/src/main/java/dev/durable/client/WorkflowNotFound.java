package dev.durable.client;

import java.io.Serial;

/**
 * There is no run, or no open run, with the id.
 */
public class WorkflowNotFound extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String workflowId;

	/**
	 * Create an exception. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @param message what was looked for, why it is not there, and what to do
	 */
	public WorkflowNotFound(String workflowId, String message) {
		super(message);
		this.workflowId = workflowId;
	}

	/**
	 * There is no run with the id. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @return the exception
	 */
	public static WorkflowNotFound none(String workflowId) {
		return new WorkflowNotFound(workflowId, """
				There is no workflow '%s'. Its id may be misspelt, the transaction that starts it may not have \
				committed, or it has been deleted. List the runs to see which ids exist.""".formatted(workflowId));
	}

	/**
	 * There are runs with the id, but no open one. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @return the exception
	 */
	public static WorkflowNotFound closed(String workflowId) {
		return new WorkflowNotFound(workflowId, """
				Workflow '%s' has no open run: the latest one is closed and takes no signals. Start a new run, or \
				read the outcome of the closed one from its handle.""".formatted(workflowId));
	}

	/**
	 * The id that was looked for.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

}
