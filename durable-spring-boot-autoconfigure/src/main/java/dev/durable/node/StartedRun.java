package dev.durable.node;

import java.util.UUID;

/**
 * A run that was started or joined.
 *
 * @param workflowId the business key
 * @param runId the run
 * @param promised whether the run is only ordered: it is started when another one has
 * been ended
 */
public record StartedRun(String workflowId, UUID runId, boolean promised) {

	/**
	 * Create what tells of a run that is there once the caller's transaction has
	 * committed.
	 * @param workflowId the business key
	 * @param runId the run
	 */
	public StartedRun(String workflowId, UUID runId) {
		this(workflowId, runId, false);
	}

}
