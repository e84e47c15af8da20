package dev.durable;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A child workflow has not completed. The cause tells why: what has closed its run, or,
 * if it was not started because its id is in use,
 * {@code dev.durable.client.WorkflowAlreadyStarted}.
 */
public final class ChildWorkflowFailure extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String workflowType;

	private final String workflowId;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param workflowType the name of the child's workflow type
	 * @param workflowId the workflow id of the child
	 * @param cause why the child has not completed
	 */
	public ChildWorkflowFailure(String workflowType, String workflowId, @Nullable Throwable cause) {
		super("Child workflow '" + workflowId + "' of type '" + workflowType
				+ "' has not completed. The cause tells why.", cause);
		this.workflowType = workflowType;
		this.workflowId = workflowId;
	}

	/**
	 * The type of the child.
	 * @return the name of the workflow type
	 */
	public String workflowType() {
		return this.workflowType;
	}

	/**
	 * The id of the child.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

}
