package dev.durable.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.durable.client.ClientInterceptor.Operation;
import dev.durable.client.HistoryEvent;
import dev.durable.client.Names;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import dev.durable.node.HandlerCall;
import dev.durable.node.StartedRun;
import dev.durable.node.Target;
import dev.durable.proxy.ClientCalls.Subject;
import dev.durable.proxy.WorkflowDefinition.Handlers;
import dev.durable.store.RunRow;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A handle: to the run that was started, to a certain run, or to whichever run of an id
 * is current.
 *
 * @param <R> the type of the result
 */
final class RunHandle<R extends @Nullable Object> implements WorkflowHandle<R> {

	private static final String ALTERNATIVE = "Ask and steer other runs from an activity, by a WorkflowClient that the"
			+ " activity bean has";

	private final WorkflowRuntime runtime;

	private final String id;

	private final @Nullable UUID runId;

	private final boolean pinned;

	private final @Nullable String type;

	private final Type resultType;

	/** Whether the run has been there: if it is there no more, it was deleted. */
	private volatile boolean known;

	private RunHandle(WorkflowRuntime runtime, Target target, boolean pinned, @Nullable String type, Type resultType) {
		this.runtime = runtime;
		this.id = target.workflowId();
		this.runId = target.runId();
		this.pinned = pinned;
		this.type = type;
		this.resultType = resultType;
	}

	static <R extends @Nullable Object> RunHandle<R> toStarted(WorkflowRuntime runtime, StartedRun run,
			StartPlan plan) {
		return new RunHandle<>(runtime, new Target(run.workflowId(), run.runId()), false, plan.type(),
				plan.resultType());
	}

	/**
	 * Make a handle to one run, or without a run id to the current one.
	 */
	static <R> RunHandle<R> to(WorkflowRuntime runtime, Target target, @Nullable String type, Type resultType) {
		return new RunHandle<>(runtime, target, target.runId() != null, type, resultType);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String runId() {
		return (this.runId != null) ? this.runId.toString() : begun("WorkflowHandle.runId").toString();
	}

	private void refuseInsideWorkflow(String operation) {
		this.runtime.refuseInsideWorkflow(operation, ALTERNATIVE);
	}

	private Target target() {
		return new Target(this.id, this.pinned ? this.runId : null);
	}

	/**
	 * The run with which this handle begins.
	 */
	private UUID begun(String operation) {
		refuseInsideWorkflow(operation);
		if (this.runId == null) {
			return this.runtime.current(this.id).runId();
		}
		return this.pinned ? this.runtime.run(this.id, this.runId).runId() : this.runId;
	}

	/**
	 * The run that the handle stands for by now.
	 */
	private UUID current(String operation) {
		if (this.pinned || this.runId == null) {
			return begun(operation);
		}
		refuseInsideWorkflow(operation);
		return this.runtime.find(this.id).map(RunRow::runId).orElse(this.runId);
	}

	/**
	 * The start of the run has committed.
	 */
	void known() {
		this.known = true;
	}

	/**
	 * Tell whether a run has been there. Only one whose start may not have committed yet,
	 * or that is only ordered, may still come.
	 */
	private boolean isKnown(UUID run) {
		return this.known || this.pinned || !run.equals(this.runId);
	}

	@Override
	public R result() {
		return follow((run, end) -> Waits.get(end, this.id));
	}

	@Override
	public R result(Duration limit) throws TimeoutException {
		long begin = System.nanoTime();
		return this.<TimeoutException>follow((run, end) -> {
			try {
				return Waits.get(end, this.id, limit.minusNanos(System.nanoTime() - begin));
			}
			catch (TimeoutException ex) {
				if (isKnown(run) && isDeleted(run)) {
					throw WorkflowRuntime.noRun(this.id, run);
				}
				throw new TimeoutException("Run '" + run + "' of workflow '" + this.id + "' is still open after "
						+ limit + "; it goes on, and its result can be asked for again");
			}
		});
	}

	/**
	 * Tell whether a run that has been there is there no more. The node may not have seen
	 * that yet.
	 */
	private boolean isDeleted(UUID run) {
		try {
			return this.runtime.apart(() -> this.runtime.service().find(run)).isEmpty();
		}
		catch (StoreException ex) {
			return false;
		}
	}

	private <X extends Exception> R follow(Wait<X> wait) throws X {
		UUID run = waitable();
		while (true) {
			Terminal terminal = endOf(run, wait);
			UUID next = (terminal != null) ? next(run, terminal) : heir(run);
			if (terminal != null && next == null) {
				return outcome(run, terminal);
			}
			run = Objects.requireNonNull(next, "next");
		}
	}

	/**
	 * Wait for the end of a run.
	 * @return how it has ended, or null if it was deleted
	 */
	private <X extends Exception> @Nullable Terminal endOf(UUID run, Wait<X> wait) throws X {
		try {
			return wait.get(run, end(run));
		}
		catch (WorkflowNotFound ex) {
			return null;
		}
	}

	private CompletableFuture<Terminal> end(UUID run) {
		return isKnown(run) ? this.runtime.service().resultOfKnown(run) : this.runtime.service().result(run);
	}

	/**
	 * Find the run that goes on with a chain whose first run was deleted.
	 */
	private UUID heir(UUID run) {
		return this.runtime.apart(() -> this.runtime.find(this.id))
			.filter((row) -> !this.pinned && !row.runId().equals(run))
			.filter((row) -> row.firstRunId().equals(run) || row.firstRunId().equals(this.runId))
			.map(RunRow::runId)
			.orElseThrow(() -> WorkflowRuntime.noRun(this.id, run));
	}

	/**
	 * What follows on the future is code of the user and does not run on a thread of the
	 * node.
	 */
	@Override
	public CompletableFuture<R> resultAsync() {
		UUID run = waitable();
		CompletableFuture<R> result = new CompletableFuture<>();
		settle(run, result);
		return result;
	}

	private void settle(UUID run, CompletableFuture<R> result) {
		CompletableFuture<Terminal> end = end(run);
		result.whenComplete((unused, failure) -> end.cancel(false));
		end.whenCompleteAsync((terminal, failure) -> {
			try {
				UUID next = this.runtime.apart(() -> Optional.ofNullable(next(run, terminal, failure))).orElse(null);
				if (next == null) {
					result.complete(outcome(run, terminal));
				}
				else if (!result.isDone()) {
					settle(next, result);
				}
			}
			catch (RuntimeException ex) {
				result.completeExceptionally(ex);
			}
		});
	}

	private @Nullable UUID next(UUID run, Terminal terminal, @Nullable Throwable failure) {
		RuntimeException failed = (failure != null) ? Waits.failed(failure, this.id) : null;
		if (failed instanceof WorkflowNotFound) {
			return heir(run);
		}
		if (failed != null) {
			throw failed;
		}
		return next(run, terminal);
	}

	private UUID waitable() {
		UUID run = begun("WorkflowHandle.result");
		this.runtime.refuseUncommitted("result", this.id);
		return run;
	}

	/**
	 * Find the run that goes on with the chain. One that has closed for good may have
	 * been reset or tried again later, of which its last event tells nothing.
	 */
	private @Nullable UUID next(UUID run, Terminal terminal) {
		if (this.pinned) {
			return null;
		}
		if (terminal.next() != null || terminal instanceof Terminal.WorkflowCompleted) {
			return terminal.next();
		}
		RunRow current = this.runtime.find(this.id).orElse(null);
		if (current == null || current.runId().equals(run)) {
			return null;
		}
		return this.runtime.service()
			.find(run)
			.filter((row) -> row.firstRunId().equals(current.firstRunId()))
			.map((row) -> current.runId())
			.orElse(null);
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	private R outcome(UUID run, Terminal terminal) {
		return (R) new Outcome(this.id, run, terminal).result(this.runtime, this.resultType);
	}

	private Subject subject(Operation operation, @Nullable String name,
			Function<Handlers, Map<String, Method>> handlers) {
		WorkflowDefinition workflow = (this.type != null) ? this.runtime.definitions().workflow(this.type) : null;
		Method method = (workflow != null && name != null) ? handlers.apply(workflow.handlers()).get(name) : null;
		return new Subject(operation, this.id, this.type, name,
				(workflow != null && method != null) ? workflow.parameterTypes(method) : null);
	}

	@Override
	public void signal(String name, @Nullable Object... args) {
		send(name, null, args);
	}

	void send(String name, @Nullable String signalId, @Nullable Object[] args) {
		refuseInsideWorkflow("WorkflowHandle.signal");
		Names.requireName("signal name", name);
		this.runtime.calls().call(() -> subject(Operation.SIGNAL, name, Handlers::signals), args, (arguments) -> {
			this.runtime.service()
				.signal(target(), this.runtime.handlerCall(name, signalId, arguments).expecting(this.type));
			this.runtime.touched(this.id);
			return null;
		});
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T query(String name, Class<T> answerType, @Nullable Object... args) {
		return (T) ask(name, answerType, args);
	}

	@Nullable Object ask(String name, Type answerType, @Nullable Object[] args) {
		refuseInsideWorkflow("WorkflowHandle.query");
		Names.requireName("query name", name);
		return this.runtime.calls().call(() -> subject(Operation.QUERY, name, Handlers::queries), args, (arguments) -> {
			Payload written = this.runtime.converter().writeArguments(arguments);
			Payload answer = this.runtime.service().query(current("WorkflowHandle.query"), name, written);
			return this.runtime.read("The answer of query '" + name + "' of workflow '" + this.id + "'", answer,
					answerType);
		});
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T update(String name, Class<T> answerType, @Nullable Object... args) {
		return (T) change(name, null, answerType, args);
	}

	@Nullable Object change(String name, @Nullable String updateId, Type answerType, @Nullable Object[] args) {
		refuseInsideWorkflow("WorkflowHandle.update");
		Names.requireName("update name", name);
		this.runtime.refuseUncommitted("answer", this.id);
		return this.runtime.calls()
			.call(() -> subject(Operation.UPDATE, name, Handlers::updates), args, (arguments) -> {
				HandlerCall call = this.runtime.handlerCall(name, updateId, arguments);
				Payload answer = Waits.get(accept(call), this.id);
				return this.runtime.read("The answer of update '" + name + "' of workflow '" + this.id + "'", answer,
						answerType);
			});
	}

	/**
	 * What is wrong with the call itself rejects it as a validator would.
	 */
	private CompletableFuture<Payload> accept(HandlerCall call) {
		try {
			return this.runtime.service().update(target(), call);
		}
		catch (IllegalArgumentException ex) {
			throw new WorkflowUpdateRejected(this.id, call.name(), String.valueOf(ex.getMessage()), null);
		}
	}

	@Override
	public void cancel() {
		request(null);
	}

	@Override
	public void cancel(String reason) {
		request(Names.requireReason(reason));
	}

	private void request(@Nullable String reason) {
		steer(Operation.CANCEL, "WorkflowHandle.cancel", () -> this.runtime.service().cancel(target(), reason));
	}

	@Override
	public void terminate(String reason) {
		Names.requireReason(reason);
		steer(Operation.TERMINATE, "WorkflowHandle.terminate", () -> {
			try {
				this.runtime.service().terminate(target(), reason);
			}
			catch (WorkflowNotFound ex) {
				if (!isThere()) {
					throw ex;
				}
			}
		});
	}

	private boolean isThere() {
		return (this.pinned && this.runId != null)
				? this.runtime.service().find(this.runId).filter((row) -> row.workflowId().equals(this.id)).isPresent()
				: this.runtime.find(this.id).isPresent();
	}

	private void steer(Operation operation, String name, Runnable order) {
		refuseInsideWorkflow(name);
		Supplier<Subject> subject = () -> new Subject(operation, this.id, this.type, null, new Type[0]);
		this.runtime.calls().call(subject, new Object[0], (arguments) -> {
			order(name, order);
			return null;
		});
	}

	private void order(String name, Runnable order) {
		refuseInsideWorkflow(name);
		order.run();
		this.runtime.touched(this.id);
	}

	@Override
	public void pause() {
		order("WorkflowHandle.pause", () -> this.runtime.service().pause(target()));
	}

	@Override
	public void resume() {
		order("WorkflowHandle.resume", () -> this.runtime.service().resume(target()));
	}

	@Override
	public WorkflowHandle<R> reset(long toSeq) {
		refuseInsideWorkflow("WorkflowHandle.reset");
		UUID run = this.runtime.service().reset(target(), toSeq, "Reset to event " + toSeq);
		this.runtime.touched(this.id);
		return new RunHandle<>(this.runtime, new Target(this.id, run), false, this.type, this.resultType);
	}

	@Override
	public void retry() {
		order("WorkflowHandle.retry", () -> this.runtime.service().retry(target()));
	}

	@Override
	public void delete() {
		order("WorkflowHandle.delete", () -> this.runtime.service().delete(target()));
	}

	@Override
	public WorkflowDescription describe() {
		return this.runtime.service().describe(current("WorkflowHandle.describe"));
	}

	@Override
	public List<? extends HistoryEvent> history() {
		return this.runtime.service().history(current("WorkflowHandle.history"));
	}

	@Override
	public String toString() {
		return "Handle to workflow '" + this.id + "'" + ((this.runId != null) ? ", run '" + this.runId + "'" : "");
	}

	/**
	 * Waits for the end of a run.
	 *
	 * @param <X> what is thrown if that takes too long
	 */
	@FunctionalInterface
	private interface Wait<X extends Exception> {

		Terminal get(UUID run, CompletableFuture<Terminal> end) throws X;

	}

}
