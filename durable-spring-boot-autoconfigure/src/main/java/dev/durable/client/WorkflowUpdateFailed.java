package dev.durable.client;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * An update was accepted and has failed. The run goes on. If the update method has
 * thrown, the cause says what it threw: an {@link dev.durable.ApplicationFailure} with
 * the name of its class as type, or the failure of the API that it was.
 */
public class WorkflowUpdateFailed extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String workflowId;

	private final String update;

	/**
	 * Create an exception. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @param update the name of the update
	 * @param message what went wrong and what to do, to follow a colon
	 * @param cause what the update method has thrown, if it was called
	 */
	public WorkflowUpdateFailed(String workflowId, String update, String message, @Nullable Throwable cause) {
		super("Update '" + update + "' of workflow '" + workflowId + "' failed: " + message, cause);
		this.workflowId = workflowId;
		this.update = update;
	}

	/**
	 * The workflow that was to be updated.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

	/**
	 * The update that has failed.
	 * @return the name of the update
	 */
	public String update() {
		return this.update;
	}

}
