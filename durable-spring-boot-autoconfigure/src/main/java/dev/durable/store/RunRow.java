package dev.durable.store;

import java.time.Instant;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import dev.durable.history.ConcurrencyLimit;
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
 * @param limit the limit under which it needs a place, or null for none
 * @param waiting whether it is open and waits for a place: no code of it may move
 */
public record RunRow(UUID runId, String workflowId, UUID firstRunId, String type, String queue, WorkflowStatus status,
		@Nullable StuckMark stuck, @Nullable Long owner, @Nullable Instant wakeAt, @Nullable Instant startAt,
		@Nullable Instant timeoutAt, @Nullable UUID parentChain, String buildId, Instant startedAt,
		@Nullable Instant closedAt, @Nullable ConcurrencyLimit limit, boolean waiting) {

	/**
	 * Return the row in another state.
	 * @param newStatus its status
	 * @param newStuck why it cannot advance, or null
	 * @param newOwner its owner, or null
	 * @param newWakeAt when it is due, or null
	 * @return the row
	 */
	RunRow placed(WorkflowStatus newStatus, @Nullable StuckMark newStuck, @Nullable Long newOwner,
			@Nullable Instant newWakeAt) {
		return new RunRow(this.runId, this.workflowId, this.firstRunId, this.type, this.queue, newStatus, newStuck,
				newOwner, newWakeAt, this.startAt, this.timeoutAt, this.parentChain, this.buildId, this.startedAt,
				this.closedAt, this.limit, this.waiting);
	}

	/**
	 * Return the row with another limit.
	 * @param newLimit the limit, or null
	 * @param waits whether it waits for a place
	 * @return the row
	 */
	RunRow limited(@Nullable ConcurrencyLimit newLimit, boolean waits) {
		return new RunRow(this.runId, this.workflowId, this.firstRunId, this.type, this.queue, this.status, this.stuck,
				this.owner, this.wakeAt, this.startAt, this.timeoutAt, this.parentChain, this.buildId, this.startedAt,
				this.closedAt, newLimit, waits);
	}

}
