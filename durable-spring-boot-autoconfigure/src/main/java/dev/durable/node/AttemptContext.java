package dev.durable.node;

import dev.durable.ActivityContext;
import dev.durable.ActivityInfo;

/**
 * What the code of an activity can learn of its attempt.
 */
final class AttemptContext implements ActivityContext, ActivityInfo {

	private final ResidentRun owner;

	private final long activityId;

	private final String type;

	private final int attempt;

	AttemptContext(ResidentRun owner, Attempt attempt, int number) {
		this.owner = owner;
		this.activityId = attempt.activityId();
		this.type = attempt.command().activity();
		this.attempt = number;
	}

	@Override
	public int attempt() {
		return this.attempt;
	}

	@Override
	public String idempotencyKey() {
		return runId() + "/" + this.activityId;
	}

	@Override
	public long fencingToken() {
		return this.attempt;
	}

	@Override
	public ActivityInfo info() {
		return this;
	}

	@Override
	public String workflowId() {
		return this.owner.workflowId();
	}

	@Override
	public String runId() {
		return this.owner.runId().toString();
	}

	@Override
	public String activityId() {
		return Long.toString(this.activityId);
	}

	@Override
	public String type() {
		return this.type;
	}

}
