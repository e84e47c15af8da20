package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.durable.WorkflowContext;
import dev.durable.client.ClientInterceptor;
import dev.durable.client.StartOptions;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.engine.ContextPropagation;
import dev.durable.engine.RunContext;
import dev.durable.history.Admission;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Precedence;
import dev.durable.history.UnreadableException;
import dev.durable.node.CallerTransaction;
import dev.durable.node.HandlerCall;
import dev.durable.node.StartRequest;
import dev.durable.node.StartedRun;
import dev.durable.node.WorkflowService;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * What the client and the workflow beans have in common: how a call becomes a run.
 */
public final class WorkflowRuntime {

	private static final StartOptions JOINING = StartOptions
		.of((options) -> options.conflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING));

	private final DurableDefinitions definitions;

	private final Supplier<WorkflowService> service;

	private final PayloadConverter converter;

	private final CallerTransaction transaction;

	private final ContextPropagation propagation;

	private final ClientCalls calls;

	private final StartValues values;

	private final ChildCalls children;

	private final TimeOrderedIds ids = new TimeOrderedIds();

	/**
	 * Create the runtime.
	 * @param definitions the workflows
	 * @param service gives the node when it is needed
	 * @param converter writes arguments and reads results
	 * @param transaction the transaction of callers
	 * @param propagation captures the context of callers
	 * @param interceptors gives what stands around the calls of clients, the outermost
	 * first; asked at the first call
	 */
	public WorkflowRuntime(DurableDefinitions definitions, Supplier<WorkflowService> service,
			PayloadConverter converter, CallerTransaction transaction, ContextPropagation propagation,
			Supplier<List<ClientInterceptor>> interceptors) {
		this.definitions = definitions;
		this.service = service;
		this.converter = converter;
		this.transaction = transaction;
		this.propagation = propagation;
		this.calls = new ClientCalls(SingletonSupplier.of(interceptors));
		this.values = new StartValues(converter);
		this.children = new ChildCalls(converter);
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

	ClientCalls calls() {
		return this.calls;
	}

	void refuseInsideWorkflow(String operation, String alternative) {
		WorkflowContext context = WorkflowContext.current();
		if (context != null) {
			throw new IllegalStateException("""
					%s was called inside workflow code. It would happen again on every replay. %s."""
				.formatted(operation, alternative));
		}
	}

	/**
	 * Remember what the caller's transaction does, as nobody sees it before the commit.
	 */
	void touched(String workflowId) {
		if (this.transaction.isActive()) {
			TransactionRuns.add(workflowId);
		}
	}

	void refuseUncommitted(String what, String workflowId) {
		if (this.transaction.isActive() && TransactionRuns.contains(workflowId)) {
			throw new IllegalStateException("""
					The %s of workflow '%s' was asked for in the transaction that has started or signalled it. \
					The run sees nothing of that before the commit, so the answer would never come. Start, commit, \
					then wait: for example return the handle from the @Transactional method and wait outside of it."""
				.formatted(what, workflowId));
		}
	}

	/**
	 * Decide what is started, before interceptors may change the arguments.
	 */
	StartPlan plan(WorkflowDefinition workflow, @Nullable Object[] arguments, StartOptions options) {
		return new StartPlan(id(workflow, arguments, options), workflow.name(), workflow, options,
				workflow.resultType(workflow.main()));
	}

	/**
	 * Decide what is started of a type that may be one of others.
	 */
	StartPlan plan(String type, @Nullable WorkflowDefinition workflow, @Nullable Object[] arguments,
			StartOptions options) {
		return new StartPlan(id(workflow, arguments, options), type, workflow, options, Object.class);
	}

	private String id(@Nullable WorkflowDefinition workflow, @Nullable Object[] arguments, StartOptions options) {
		AnnotatedValues.requireReachable("start delay", options.startDelay());
		WorkflowIdExpression expression = (workflow != null) ? workflow.id() : null;
		return options.id()
			.orElseGet(() -> (expression != null) ? expression.evaluate(arguments) : this.ids.next().toString());
	}

	StartRequest request(StartPlan plan, @Nullable Object[] arguments) {
		StartOptions options = plan.options();
		WorkflowDefinition workflow = plan.workflow();
		StartDefaults defaults = (workflow != null) ? workflow.defaults() : StartDefaults.NONE;
		ConcurrencyLimit limit = LimitRule.limit((workflow != null) ? workflow.limit() : null, options.concurrencyKey(),
				options.concurrency(), arguments);
		PrecedenceRule rule = (workflow != null) ? workflow.precedence() : PrecedenceRule.NONE;
		Precedence precedence = rule.precedence(options.fairnessKey(), options.priority(), arguments);
		return new StartRequest(plan.workflowId(), plan.type(), this.converter.writeArguments(arguments),
				options.conflictPolicy(), options.reusePolicy(), options.startDelay(),
				defaults.with(options)
					.toDetails(this.values.memo(options.memo()), this.values.attributes(options.attributes()),
							this.propagation.capture())
					.admitted(new Admission(limit, precedence)));
	}

	HandlerCall handlerCall(String name, @Nullable String id, @Nullable Object[] arguments) {
		return new HandlerCall(name, this.converter.writeArguments(arguments), id, this.propagation.capture());
	}

	/**
	 * Read an answer as what the caller has asked for.
	 */
	@Nullable Object read(String what, Payload answer, Type type) {
		try {
			return this.converter.read(answer, type);
		}
		catch (UnreadableException ex) {
			throw new IllegalArgumentException(what + " was asked for as " + type.getTypeName()
					+ ", as which it cannot be read: " + ex.getMessage(), ex);
		}
	}

	<R extends @Nullable Object> RunHandle<R> start(StartPlan plan, @Nullable Object[] arguments) {
		return start(plan, arguments, service()::start);
	}

	<R extends @Nullable Object> RunHandle<R> start(StartPlan plan, @Nullable Object[] arguments, Starter starter) {
		StartedRun run = begin(plan, arguments, starter);
		touched(run.workflowId());
		RunHandle<R> handle = RunHandle.toStarted(this, run, plan);
		if (!run.promised()) {
			this.transaction.afterCommit(handle::known);
		}
		return handle;
	}

	/**
	 * An interceptor has to pass on what it was given, but it may forget that.
	 */
	private StartedRun begin(StartPlan plan, @Nullable Object[] arguments, Starter starter) {
		AtomicReference<@Nullable StartedRun> begun = new AtomicReference<>();
		this.calls.call(plan::subject, arguments, (intercepted) -> {
			StartedRun run = starter.start(request(plan, intercepted));
			begun.set(run);
			return run;
		});
		StartedRun run = begun.get();
		if (run == null) {
			throw notProceeded(plan);
		}
		return run;
	}

	static IllegalStateException notProceeded(StartPlan plan) {
		return new IllegalStateException("Workflow '" + plan.workflowId()
				+ "' was not started: a ClientInterceptor has returned and not proceeded. Let it throw to refuse a start");
	}

	/**
	 * Call a workflow method on the injected bean: a child inside a workflow; else a run
	 * that is started and waited for, apart from the caller's transaction.
	 */
	@Nullable Object call(WorkflowDefinition workflow, @Nullable Object[] arguments) {
		RunContext context = RunContext.currentOrNull();
		if (context != null) {
			return context.child(this.children.call(workflow, arguments));
		}
		String place = "Workflow method " + workflow.simpleName() + "." + workflow.main().getName();
		if (ForeignThread.isCurrent()) {
			throw ForeignThread.refused(place);
		}
		refuseInsideWorkflow(place,
				"It cannot be called there: start it from an activity, by a WorkflowClient that the activity bean has");
		StartPlan plan = plan(workflow, arguments, JOINING);
		refuseUncommitted("result", plan.workflowId());
		StartedRun run = begin(plan, arguments, this.transaction.isActive() ? this::startApart : service()::start);
		RunHandle<@Nullable Object> handle = RunHandle.toStarted(this, run, plan);
		if (!run.promised()) {
			handle.known();
		}
		return handle.result();
	}

	private StartedRun startApart(StartRequest request) {
		return apart(() -> service().start(request));
	}

	/**
	 * Do something apart from the caller's transaction and its connection.
	 */
	<T> T apart(Supplier<T> work) {
		return this.transaction.apart(work);
	}

	Optional<RunRow> find(String workflowId) {
		return service().find(workflowId);
	}

	RunRow current(String workflowId) {
		return find(workflowId).orElseThrow(() -> WorkflowNotFound.none(workflowId));
	}

	RunRow run(String workflowId, UUID runId) {
		return service().find(runId)
			.filter((row) -> row.workflowId().equals(workflowId))
			.orElseThrow(() -> noRun(workflowId, runId));
	}

	static WorkflowNotFound noRun(String workflowId, UUID runId) {
		return new WorkflowNotFound(workflowId, "Workflow '" + workflowId + "' has no run '" + runId
				+ "'. Its id may be misspelt, its transaction may not have committed, or it has been deleted");
	}

	/**
	 * Starts a run, or what goes with a start.
	 */
	@FunctionalInterface
	interface Starter {

		/**
		 * Start it.
		 * @return the run, or null if an interceptor has kept it from being started
		 */
		@Nullable StartedRun start(StartRequest request);

	}

}
