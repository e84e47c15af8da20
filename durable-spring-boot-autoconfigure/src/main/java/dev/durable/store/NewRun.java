package dev.durable.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.ParentClosePolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.history.ConcurrencyLimit;
import org.jspecify.annotations.Nullable;

/**
 * A run to be inserted.
 *
 * @param runId its id, ordered by time
 * @param workflowId the business key
 * @param firstRunId the first run of its chain; its own id if it begins one
 * @param type the workflow type
 * @param queue the queue whose nodes run it
 * @param buildId the build that starts it
 * @param startedAt when it was started
 * @param startAt before when no code may move, or null for at once
 * @param timeoutAt when it times out, or null for never
 * @param parentChain the chain of its parent, or null
 * @param closePolicy what becomes of it when that chain closes; null for what holds for
 * the runs before it in its own chain
 * @param reusePolicy whether the workflow id may be one of closed runs of other chains
 * @param attributes its attributes and memo
 * @param limit the limit under which it waits for a place, or null for none
 */
public record NewRun(UUID runId, String workflowId, UUID firstRunId, String type, String queue, String buildId,
		Instant startedAt, @Nullable Instant startAt, @Nullable Instant timeoutAt, @Nullable UUID parentChain,
		@Nullable ParentClosePolicy closePolicy, WorkflowIdReusePolicy reusePolicy, List<AttributeRow> attributes,
		@Nullable ConcurrencyLimit limit) {

	public NewRun {
		attributes = List.copyOf(attributes);
	}

	/**
	 * Make a run with nothing special.
	 * @param runId its id
	 * @param workflowId the business key
	 * @param firstRunId the first run of its chain
	 * @param type the workflow type
	 * @param buildId the build that starts it
	 * @param startedAt when it was started
	 */
	public NewRun(UUID runId, String workflowId, UUID firstRunId, String type, String buildId, Instant startedAt) {
		this(runId, workflowId, firstRunId, type, "default", buildId, startedAt, null, null, null, null,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE, List.of(), null);
	}

	/**
	 * Return the run with a limit.
	 * @param other the limit
	 * @return the same with it
	 */
	public NewRun limited(ConcurrencyLimit other) {
		return new NewRun(this.runId, this.workflowId, this.firstRunId, this.type, this.queue, this.buildId,
				this.startedAt, this.startAt, this.timeoutAt, this.parentChain, this.closePolicy, this.reusePolicy,
				this.attributes, other);
	}

}
