package dev.durable.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A run to be inserted.
 *
 * @param runId its id, ordered by time
 * @param workflowId the business key
 * @param firstRunId the first run of its chain; its own id if it begins one
 * @param type the workflow type
 * @param buildId the build that starts it
 * @param startedAt when it was started
 */
public record NewRun(UUID runId, String workflowId, UUID firstRunId, String type, String buildId, Instant startedAt) {

}
