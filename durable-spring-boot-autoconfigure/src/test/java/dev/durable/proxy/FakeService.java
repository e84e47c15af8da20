package dev.durable.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.node.StartRequest;
import dev.durable.node.StartedRun;
import dev.durable.node.WorkflowService;
import dev.durable.store.RunRow;

/**
 * A service that only writes down what it is asked for.
 */
class FakeService implements WorkflowService {

	final List<StartRequest> started = new ArrayList<>();

	final List<String> calls = new ArrayList<>();

	final Map<UUID, RunRow> rows = new HashMap<>();

	final UUID runId = new UUID(0, 1);

	CompletableFuture<Terminal> result = new CompletableFuture<>();

	Payload answer = Payload.NULL;

	@Override
	public StartedRun start(StartRequest request) {
		this.started.add(request);
		return new StartedRun(request.workflowId(), this.runId);
	}

	@Override
	public void signal(String workflowId, String name, Payload arguments) {
		this.calls.add("signal " + workflowId + " " + name + new String(arguments.json()));
	}

	@Override
	public Payload query(UUID run, String name, Payload arguments) {
		this.calls.add("query " + run + " " + name + new String(arguments.json()));
		return this.answer;
	}

	@Override
	public CompletableFuture<Terminal> result(UUID run) {
		return this.result;
	}

	@Override
	public Optional<RunRow> find(String workflowId) {
		return this.rows.values().stream().filter((row) -> row.workflowId().equals(workflowId)).findFirst();
	}

	@Override
	public Optional<RunRow> find(UUID run) {
		return Optional.ofNullable(this.rows.get(run));
	}

	@Override
	public WorkflowDescription describe(UUID run) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Recorded> history(UUID run) {
		return List.of();
	}

	@Override
	public List<WorkflowDescription> list(WorkflowQuery query) {
		return List.of();
	}

}
