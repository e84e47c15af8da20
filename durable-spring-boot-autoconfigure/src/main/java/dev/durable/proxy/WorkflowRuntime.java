package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

import dev.durable.WorkflowContext;
import dev.durable.client.StartOptions;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.history.PayloadConverter;
import dev.durable.node.CallerTransaction;
import dev.durable.node.StartRequest;
import dev.durable.node.StartedRun;
import dev.durable.node.WorkflowService;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;

/**
 * What the client and the workflow beans have in common: how a call becomes a run.
 */
public final class WorkflowRuntime {

	private final DurableDefinitions definitions;

	private final Supplier<WorkflowService> service;

	private final PayloadConverter converter;

	private final CallerTransaction transaction;

	private final TimeOrderedIds ids = new TimeOrderedIds();

	private final CallRecorder recorder = new CallRecorder();

	/**
	 * Create the runtime.
	 * @param definitions the workflows
	 * @param service gives the node when it is needed
	 * @param converter writes arguments and reads results
	 * @param transaction the transaction of callers
	 */
	public WorkflowRuntime(DurableDefinitions definitions, Supplier<WorkflowService> service,
			PayloadConverter converter, CallerTransaction transaction) {
		this.definitions = definitions;
		this.service = service;
		this.converter = converter;
		this.transaction = transaction;
	}

	DurableDefinitions definitions() {
		return this.definitions;
	}

	WorkflowService service() {
		return this.service.get();
	}

	PayloadConverter converter() {
		return this.converter;
	}

	CallRecorder recorder() {
		return this.recorder;
	}

	void refuseInsideWorkflow(String operation, String alternative) {
		WorkflowContext context = WorkflowContext.current();
		if (context != null) {
			throw new IllegalStateException("""
					%s was called inside workflow code. It would happen again on every replay. %s."""
				.formatted(operation, alternative));
		}
	}

	<R extends @Nullable Object> RunHandle<R> start(WorkflowDefinition workflow, @Nullable Object[] arguments,
			StartOptions options) {
		StartRequest request = request(workflow, arguments, options);
		StartedRun run = service().start(request);
		touched(run.workflowId());
		return RunHandle.toStarted(this, run, resultType(workflow));
	}

	/**
	 * Remember what the caller's transaction does, as nobody sees it before the commit.
	 */
	void touched(String workflowId) {
		if (this.transaction.isActive()) {
			TransactionRuns.add(workflowId);
		}
	}

	void refuseUncommitted(String workflowId) {
		if (this.transaction.isActive() && TransactionRuns.contains(workflowId)) {
			throw new IllegalStateException("""
					The result of workflow '%s' was asked for in the transaction that has started or signalled it. \
					The run sees nothing of that before the commit, so the answer would never come. Start, commit, \
					then wait: for example return the handle from the @Transactional method and wait outside of it."""
				.formatted(workflowId));
		}
	}

	private StartRequest request(WorkflowDefinition workflow, @Nullable Object[] arguments, StartOptions options) {
		WorkflowIdExpression expression = workflow.id();
		String id = options.id()
			.orElseGet(() -> (expression != null) ? expression.evaluate(arguments) : this.ids.next().toString());
		return new StartRequest(id, workflow.name(), this.converter.writeArguments(arguments),
				options.conflictPolicy());
	}

	private static Type resultType(WorkflowDefinition workflow) {
		return GenericTypeResolver.resolveType(workflow.main().getGenericReturnType(), workflow.type());
	}

	/**
	 * Start a run and wait for its result, apart from the caller's transaction.
	 */
	@Nullable Object call(WorkflowDefinition workflow, @Nullable Object[] arguments) {
		refuseInsideWorkflow("Workflow method " + workflow.type().getSimpleName() + "." + workflow.main().getName(),
				"It cannot be called there: start it from an activity, by a WorkflowClient that the activity bean has");
		StartRequest request = request(workflow, arguments,
				StartOptions.of((options) -> options.conflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING)));
		refuseUncommitted(request.workflowId());
		StartedRun run = this.transaction.isActive() ? startApart(request) : service().start(request);
		return RunHandle.toStarted(this, run, resultType(workflow)).result();
	}

	/**
	 * Start on a thread of its own, which no transaction is bound to.
	 */
	private StartedRun startApart(StartRequest request) {
		FutureTask<StartedRun> start = new FutureTask<>(() -> service().start(request));
		Thread thread = new Thread(start, "durable-start-" + request.workflowId());
		thread.setDaemon(true);
		thread.start();
		try {
			return start.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException("Workflow '" + request.workflowId() + "' could not be started", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("The thread was interrupted while it started workflow '"
					+ request.workflowId() + "', which may be started or not", ex);
		}
	}

	RunRow current(String workflowId) {
		return service().find(workflowId).orElseThrow(() -> WorkflowNotFound.none(workflowId));
	}

	RunRow run(String workflowId, UUID runId) {
		return service().find(runId)
			.filter((row) -> row.workflowId().equals(workflowId))
			.orElseThrow(() -> new WorkflowNotFound(workflowId, "Workflow '" + workflowId + "' has no run '" + runId
					+ "'. Its id may be misspelt, its transaction may not have committed, or it has been deleted"));
	}

}
