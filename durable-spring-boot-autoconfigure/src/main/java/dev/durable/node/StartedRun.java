package dev.durable.node;

import java.util.UUID;

/**
 * A run that was started or joined.
 *
 * @param workflowId the business key
 * @param runId the run
 */
public record StartedRun(String workflowId, UUID runId) {

}
