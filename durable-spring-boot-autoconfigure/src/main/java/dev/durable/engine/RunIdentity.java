package dev.durable.engine;

import java.time.Instant;
import java.util.UUID;

/**
 * Which run it is.
 *
 * @param workflowId the business key
 * @param runId the run
 * @param firstRunId the first run of its chain
 * @param startedAt when it was started
 */
public record RunIdentity(String workflowId, UUID runId, UUID firstRunId, Instant startedAt) {

}
