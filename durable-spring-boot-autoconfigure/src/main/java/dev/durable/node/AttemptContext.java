package dev.durable.node;

import java.util.Optional;

import dev.durable.ActivityContext;
import dev.durable.ActivityInfo;
import dev.durable.history.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What the code of an activity can learn of its attempt, and say of it.
 */
final class AttemptContext implements ActivityContext, ActivityInfo {

	private final Execution execution;

	AttemptContext(Execution execution) {
		this.execution = execution;
	}

	@Override
	public int attempt() {
		return this.execution.number();
	}

	@Override
	public String idempotencyKey() {
		return runId() + "/" + activityId();
	}

	/*
	 * An attempt that is lost with its node counts, so no number is ever used twice.
	 */
	@Override
	public long fencingToken() {
		return this.execution.number();
	}

	@Override
	public ActivityInfo info() {
		return this;
	}

	@Override
	public void heartbeat(@Nullable Object details) {
		this.execution.heartbeat(details);
	}

	@Override
	public <T> Optional<T> lastHeartbeat(Class<T> type) {
		Payload details = this.execution.lastHeard();
		return (details != null) ? Optional.ofNullable(this.execution.read(details, type)) : Optional.empty();
	}

	@Override
	public String completeLater() {
		return this.execution.completeLater();
	}

	@Override
	public String workflowId() {
		return this.execution.owner().identity().workflowId();
	}

	@Override
	public String runId() {
		return this.execution.owner().identity().runId().toString();
	}

	@Override
	public String activityId() {
		return Long.toString(this.execution.activityId());
	}

	@Override
	public String type() {
		return this.execution.name();
	}

}
