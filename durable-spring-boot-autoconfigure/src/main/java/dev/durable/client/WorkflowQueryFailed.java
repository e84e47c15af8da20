package dev.durable.client;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A query was not answered. The run is not affected. If the query method has thrown, the
 * cause is what it threw.
 */
public class WorkflowQueryFailed extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String workflowId;

	private final String query;

	/**
	 * Create an exception. For the engine and for tests.
	 * @param workflowId the workflow id
	 * @param query the name of the query
	 * @param problem what went wrong and what to do, to follow a colon
	 * @param cause what the query method has thrown, if it was called
	 */
	public WorkflowQueryFailed(String workflowId, String query, String problem, @Nullable Throwable cause) {
		super("Query '" + query + "' of workflow '" + workflowId + "' failed: " + problem, cause);
		this.workflowId = workflowId;
		this.query = query;
	}

	/**
	 * The workflow that was asked.
	 * @return the workflow id
	 */
	public String workflowId() {
		return this.workflowId;
	}

	/**
	 * The query that was asked.
	 * @return the name of the query
	 */
	public String query() {
		return this.query;
	}

}
