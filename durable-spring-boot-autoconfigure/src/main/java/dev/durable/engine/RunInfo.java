package dev.durable.engine;

import java.time.Instant;

import dev.durable.WorkflowInfo;

/**
 * What workflow code can learn of its run.
 *
 * @param identity which run it is
 * @param type its type
 * @param historyLength the position of the event that is being handled
 */
record RunInfo(RunIdentity identity, String type, long historyLength) implements WorkflowInfo {

	@Override
	public String workflowId() {
		return this.identity.workflowId();
	}

	@Override
	public String runId() {
		return this.identity.runId().toString();
	}

	@Override
	public String firstRunId() {
		return this.identity.firstRunId().toString();
	}

	@Override
	public Instant startedAt() {
		return this.identity.startedAt();
	}

	@Override
	public int attempt() {
		return 1;
	}

}
