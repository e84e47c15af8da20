package dev.durable;

import java.io.Serial;

/**
 * A signal or a cancel request of a workflow has not reached another one: no run with the
 * id is open.
 */
public final class ExternalWorkflowFailure extends DurableFailure {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String workflowId;

	/**
	 * Create a failure. For the engine and for tests.
	 * @param workflowId the workflow id that was spoken to
	 * @param message what was asked for, and why it has not reached the workflow
	 */
	public ExternalWorkflowFailure(String workflowId, String message) {
		super(message, null);
		this.workflowId = workflowId;
	}

	/**
	 * The workflow that was not reached.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

}
