package dev.durable.proxy;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.client.HistoryEvent;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.engine.Failures;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import dev.durable.node.StartedRun;
import dev.durable.store.RunRow;
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

	private final Type resultType;

	private RunHandle(WorkflowRuntime runtime, String id, @Nullable UUID runId, boolean pinned, Type resultType) {
		this.runtime = runtime;
		this.id = id;
		this.runId = runId;
		this.pinned = pinned;
		this.resultType = resultType;
	}

	static <R extends @Nullable Object> RunHandle<R> toStarted(WorkflowRuntime runtime, StartedRun run, Type type) {
		return new RunHandle<>(runtime, run.workflowId(), run.runId(), false, type);
	}

	static <R> RunHandle<R> toCurrent(WorkflowRuntime runtime, String id, Type type) {
		return new RunHandle<>(runtime, id, null, false, type);
	}

	static <R> RunHandle<R> toRun(WorkflowRuntime runtime, String id, UUID runId, Type type) {
		return new RunHandle<>(runtime, id, runId, true, type);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String runId() {
		return (this.runId != null) ? this.runId.toString() : run("WorkflowHandle.runId").toString();
	}

	private UUID run(String operation) {
		this.runtime.refuseInsideWorkflow(operation, ALTERNATIVE);
		if (this.runId == null) {
			return this.runtime.current(this.id).runId();
		}
		return this.pinned ? this.runtime.run(this.id, this.runId).runId() : this.runId;
	}

	@Override
	public R result() {
		UUID run = waitable();
		try {
			return outcome(run, this.runtime.service().result(run).get());
		}
		catch (ExecutionException ex) {
			throw failed(ex.getCause());
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	@Override
	public R result(Duration limit) throws TimeoutException {
		UUID run = waitable();
		try {
			long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
			return outcome(run, this.runtime.service().result(run).get(nanos, TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			throw new TimeoutException("Run '" + run + "' of workflow '" + this.id + "' is still open after " + limit
					+ "; it goes on, and its result can be asked for again");
		}
		catch (ExecutionException ex) {
			throw failed(ex.getCause());
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/**
	 * What follows on the future is code of the user and does not run on a thread of the
	 * node.
	 */
	@Override
	public CompletableFuture<R> resultAsync() {
		UUID run = waitable();
		CompletableFuture<R> result = new CompletableFuture<>();
		this.runtime.service().result(run).whenCompleteAsync((terminal, failure) -> {
			try {
				if (failure != null) {
					throw failed(failure);
				}
				result.complete(outcome(run, terminal));
			}
			catch (RuntimeException ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	private UUID waitable() {
		UUID run = run("WorkflowHandle.result");
		this.runtime.refuseUncommitted(this.id);
		return run;
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	private R outcome(UUID run, Terminal terminal) {
		if (terminal instanceof Terminal.WorkflowFailed failed) {
			throw new WorkflowFailed(this.id, run.toString(),
					Failures.restore(failed.failure(), this.runtime.converter()));
		}
		Payload result = ((Terminal.WorkflowCompleted) terminal).result();
		return (R) this.runtime.converter().read(result, this.resultType);
	}

	private RuntimeException failed(@Nullable Throwable cause) {
		return (cause instanceof RuntimeException failure) ? failure : new IllegalStateException(
				"The result of workflow '" + this.id + "' could not be read. The run is not affected", cause);
	}

	private RuntimeException interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new IllegalStateException(
				"The thread was interrupted while it waited for workflow '" + this.id + "'. The run goes on", cause);
	}

	@Override
	public void signal(String name, @Nullable Object... args) {
		this.runtime.refuseInsideWorkflow("WorkflowHandle.signal", ALTERNATIVE);
		if (this.pinned && this.runId != null) {
			RunRow row = this.runtime.run(this.id, this.runId);
			if (row.status().isClosed()) {
				throw WorkflowNotFound.closed(this.id);
			}
		}
		this.runtime.service().signal(this.id, name, this.runtime.converter().writeArguments(args));
		this.runtime.touched(this.id);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T query(String name, Class<T> type, @Nullable Object... args) {
		return (T) ask(name, type, args);
	}

	@Nullable Object ask(String name, Type type, @Nullable Object[] args) {
		UUID run = run("WorkflowHandle.query");
		Payload answer = this.runtime.service().query(run, name, this.runtime.converter().writeArguments(args));
		return this.runtime.converter().read(answer, type);
	}

	@Override
	public WorkflowDescription describe() {
		return this.runtime.service().describe(run("WorkflowHandle.describe"));
	}

	@Override
	public List<? extends HistoryEvent> history() {
		return this.runtime.service().history(run("WorkflowHandle.history"));
	}

	@Override
	public String toString() {
		return "Handle to workflow '" + this.id + "'" + ((this.runId != null) ? ", run '" + this.runId + "'" : "");
	}

}
