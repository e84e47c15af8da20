package dev.durable.history;

import java.util.UUID;

/**
 * Whose child a run is.
 *
 * @param chain the first run of the parent's chain, which is told of the end
 * @param workflowId the workflow id of the parent
 * @param runId the run that has started the child
 */
public record ParentRun(UUID chain, String workflowId, UUID runId) {
}
