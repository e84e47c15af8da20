package dev.durable.store;

import java.time.Instant;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

/**
 * A run.
 *
 * @param runId its id
 * @param workflowId the business key
 * @param firstRunId the first run of its chain
 * @param type the workflow type
 * @param queue the queue whose nodes run it
 * @param status its status
 * @param stuck why it cannot advance, or null
 * @param owner the node that owns it, or null while it is parked or closed
 * @param wakeAt when it is due while parked, or null if only a letter wakes it
 * @param startAt before when no code may move, or null
 * @param timeoutAt when it times out, or null for never
 * @param parentChain the chain of its parent, or null
 * @param buildId the build that started it
 * @param startedAt when it was started
 * @param closedAt when it was closed
 */
public record RunRow(UUID runId, String workflowId, UUID firstRunId, String type, String queue, WorkflowStatus status,
		@Nullable StuckMark stuck, @Nullable Long owner, @Nullable Instant wakeAt, @Nullable Instant startAt,
		@Nullable Instant timeoutAt, @Nullable UUID parentChain, String buildId, Instant startedAt,
		@Nullable Instant closedAt) {

}
