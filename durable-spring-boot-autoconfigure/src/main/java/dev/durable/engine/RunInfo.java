package dev.durable.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.durable.WorkflowInfo;
import dev.durable.history.ParentRun;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.StartDetails;

/**
 * What workflow code can learn of its run, as it was when it asked.
 *
 * @param identity which run it is
 * @param type its type
 * @param details with what it was started
 * @param historyLength the position of the event that is being handled
 * @param continueAsNewSuggested whether the history has become long
 * @param memoPayloads the memo
 * @param attributePayloads the attributes
 * @param converter reads them
 */
record RunInfo(RunIdentity identity, String type, StartDetails details, long historyLength,
		boolean continueAsNewSuggested, Map<String, Payload> memoPayloads, Map<String, Payload> attributePayloads,
		PayloadConverter converter) implements WorkflowInfo {

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
		return this.details.attempt();
	}

	@Override
	public String queue() {
		return this.details.queue();
	}

	@Override
	public Optional<String> parentWorkflowId() {
		return Optional.ofNullable(this.details.parent()).map(ParentRun::workflowId);
	}

	@Override
	public Map<String, Object> memo() {
		return Notes.read(this.memoPayloads, this.converter);
	}

	@Override
	public Map<String, Object> attributes() {
		return Notes.read(this.attributePayloads, this.converter);
	}

}
