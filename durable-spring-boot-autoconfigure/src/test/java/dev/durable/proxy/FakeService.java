package dev.durable.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.DeadLetter;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.FailureInfo;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.node.HandlerCall;
import dev.durable.node.StartRequest;
import dev.durable.node.StartedRun;
import dev.durable.node.Target;
import dev.durable.node.ThrownFailure;
import dev.durable.node.WorkflowService;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

/**
 * A service that only writes down what it is asked for.
 */
class FakeService implements WorkflowService {

	final List<StartRequest> started = new ArrayList<>();

	final List<String> calls = new ArrayList<>();

	final List<HandlerCall> handlers = new ArrayList<>();

	final List<FailureInfo> failures = new ArrayList<>();

	final Map<UUID, RunRow> rows = new HashMap<>();

	final Map<UUID, Terminal> ended = new HashMap<>();

	final Set<UUID> deleted = new HashSet<>();

	final UUID runId = new UUID(0, 1);

	boolean promised;

	@Nullable RuntimeException refusal;

	CompletableFuture<Terminal> result = new CompletableFuture<>();

	CompletableFuture<Payload> updated = CompletableFuture.completedFuture(Payload.NULL);

	Payload answer = Payload.NULL;

	void row(UUID run, String workflowId, UUID firstRun, WorkflowStatus status) {
		this.rows.put(run, new RunRow(run, workflowId, firstRun, "Orders", StartDetails.DEFAULT_QUEUE, status, null,
				null, null, null, null, null, "1", java.time.Instant.EPOCH, null, null, false));
	}

	private void note(String what, Object... details) {
		StringBuilder text = new StringBuilder(what);
		for (Object detail : details) {
			text.append(' ')
				.append((detail instanceof Target target)
						? target.workflowId() + ((target.runId() != null) ? "/" + target.runId() : "") : detail);
		}
		this.calls.add(text.toString());
		if (this.refusal != null) {
			throw this.refusal;
		}
	}

	private static String text(HandlerCall call) {
		return call.name() + new String(call.arguments().json()) + ((call.id() != null) ? " as " + call.id() : "");
	}

	@Override
	public StartedRun start(StartRequest request) {
		this.started.add(request);
		return new StartedRun(request.workflowId(), this.runId, this.promised);
	}

	@Override
	public StartedRun signalWithStart(StartRequest request, HandlerCall signal) {
		this.handlers.add(signal);
		note("signal", request.workflowId(), text(signal));
		return start(request);
	}

	@Override
	public void signal(Target target, HandlerCall signal) {
		this.handlers.add(signal);
		note("signal", target, text(signal));
	}

	@Override
	public CompletableFuture<Payload> update(Target target, HandlerCall update) {
		this.handlers.add(update);
		note("update", target, text(update));
		return this.updated;
	}

	@Override
	public CompletableFuture<Payload> updateWithStart(StartRequest request, HandlerCall update) {
		this.handlers.add(update);
		note("update", request.workflowId(), text(update));
		start(request);
		return this.updated;
	}

	@Override
	public void cancel(Target target, @Nullable String reason) {
		note("cancel", target, String.valueOf(reason));
	}

	@Override
	public void terminate(Target target, String reason) {
		note("terminate", target, reason);
	}

	@Override
	public void pause(Target target) {
		note("pause", target);
	}

	@Override
	public void resume(Target target) {
		note("resume", target);
	}

	@Override
	public UUID reset(Target target, long toSeq, String reason) {
		note("reset", target, toSeq);
		return new UUID(0, 2);
	}

	@Override
	public UUID retry(Target target) {
		note("retry", target);
		return new UUID(0, 2);
	}

	@Override
	public void delete(Target target) {
		note("delete", target);
	}

	@Override
	public void completeActivity(String token, Payload payload) {
		note("complete", token, new String(payload.json()));
	}

	@Override
	public void failActivity(String token, ThrownFailure failure) {
		note("fail", token);
		this.failures.add(failure.info());
	}

	@Override
	public void heartbeatActivity(String token, Payload details) {
		note("heartbeat", token, new String(details.json()));
	}

	@Override
	public List<DeadLetter> deadLetters(String workflowId) {
		note("dead letters", workflowId);
		return List.of();
	}

	@Override
	public void redeliver(String deadLetterId) {
		note("redeliver", deadLetterId);
	}

	@Override
	public Payload query(UUID run, String name, Payload arguments) {
		note("query", run, name + new String(arguments.json()));
		return this.answer;
	}

	@Override
	public CompletableFuture<Terminal> result(UUID run) {
		Terminal terminal = this.ended.get(run);
		// a node gives each caller a future of his own, which he may cancel
		return (terminal != null) ? CompletableFuture.completedFuture(terminal) : this.result.copy();
	}

	@Override
	public CompletableFuture<Terminal> resultOfKnown(UUID run) {
		return this.deleted.contains(run) ? CompletableFuture.failedFuture(WorkflowNotFound.none(run.toString()))
				: result(run);
	}

	/**
	 * The latest has the highest id.
	 */
	@Override
	public Optional<RunRow> find(String workflowId) {
		return this.rows.values()
			.stream()
			.filter((row) -> row.workflowId().equals(workflowId))
			.max((one, other) -> one.runId().compareTo(other.runId()));
	}

	@Override
	public Optional<RunRow> find(UUID run) {
		return Optional.ofNullable(this.rows.get(run));
	}

	@Override
	public WorkflowDescription describe(UUID run) {
		note("describe", run);
		return null;
	}

	@Override
	public List<Recorded> history(UUID run) {
		note("history", run);
		return List.of();
	}

	@Override
	public List<WorkflowDescription> list(WorkflowQuery query) {
		note("list");
		return List.of();
	}

}
