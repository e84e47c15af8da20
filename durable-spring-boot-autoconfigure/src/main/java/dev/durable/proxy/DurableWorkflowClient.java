package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.durable.client.ClientInterceptor.Operation;
import dev.durable.client.DeadLetter;
import dev.durable.client.Names;
import dev.durable.client.StartOptions;
import dev.durable.client.StubOptions;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowQuery;
import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import dev.durable.node.StartRequest;
import dev.durable.node.StartedRun;
import dev.durable.node.Target;
import dev.durable.node.ThrownFailure;
import dev.durable.proxy.RecordedBlocks.Block;
import dev.durable.proxy.WorkflowDefinition.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The client of an application: records a call of a workflow method and starts it as a
 * run.
 */
public final class DurableWorkflowClient implements WorkflowClient {

	private static final String START_ALTERNATIVE = "Call the injected workflow bean or Durable.child to start a child,"
			+ " or start a run from an activity, by a WorkflowClient that the activity bean has";

	private static final String ASK_ALTERNATIVE = "Signal other runs by Durable.external; ask and steer them from an"
			+ " activity, by a WorkflowClient that the activity bean has";

	private static final String ACTIVITY_ALTERNATIVE = "Activities that were left to someone else are completed from"
			+ " ordinary code, or from an activity, by a WorkflowClient that its bean has";

	private final WorkflowRuntime runtime;

	private final RecordedBlocks blocks = new RecordedBlocks();

	/**
	 * Create a client.
	 * @param runtime starts and finds runs
	 */
	public DurableWorkflowClient(WorkflowRuntime runtime) {
		this.runtime = runtime;
	}

	@Override
	public <W, R extends @Nullable Object> WorkflowHandle<R> start(Class<W> type, Call<W, R> call) {
		return start(type, call, (options) -> {
		});
	}

	@Override
	public <W, R extends @Nullable Object> WorkflowHandle<R> start(Class<W> type, Call<W, R> call,
			Consumer<StartOptions.Builder> options) {
		return begin(type, call::on, options);
	}

	@Override
	public <W> WorkflowHandle<@Nullable Void> startVoid(Class<W> type, VoidCall<W> call) {
		return startVoid(type, call, (options) -> {
		});
	}

	@Override
	public <W> WorkflowHandle<@Nullable Void> startVoid(Class<W> type, VoidCall<W> call,
			Consumer<StartOptions.Builder> options) {
		return begin(type, call::on, options);
	}

	private <W, R extends @Nullable Object> WorkflowHandle<R> begin(Class<W> type, CallRecorder.Block<W> block,
			Consumer<StartOptions.Builder> options) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.start", START_ALTERNATIVE);
		WorkflowDefinition workflow = this.runtime.definitions().workflow(type);
		StartOptions chosen = StartOptions.of(options);
		Block main = this.blocks.read(workflow, Kind.MAIN, type, block);
		return this.runtime.start(this.runtime.plan(workflow, main.arguments(), chosen), main.arguments());
	}

	@Override
	public WorkflowHandle<@Nullable Object> start(String type, Consumer<StartOptions.Builder> options,
			@Nullable Object... args) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.start", START_ALTERNATIVE);
		Names.requireId("workflow type", type);
		StartOptions chosen = StartOptions.of(options);
		WorkflowDefinition workflow = this.runtime.definitions().workflow(type);
		@Nullable Object[] arguments = (workflow != null) ? typed(workflow, args) : args.clone();
		return this.runtime.start(this.runtime.plan(type, workflow, arguments, chosen), arguments);
	}

	/**
	 * Turn what is given for the arguments into what the method takes, as a run would.
	 */
	private @Nullable Object[] typed(WorkflowDefinition workflow, @Nullable Object[] args) {
		Type[] types = workflow.parameterTypes(workflow.main());
		Payload written = this.runtime.converter().writeArguments(args);
		try {
			return this.runtime.converter().readArguments(written, types);
		}
		catch (UnreadableException ex) {
			throw new IllegalArgumentException(
					"The arguments do not fit workflow type '" + workflow.name() + "', whose method takes "
							+ Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", ", "(", ")"))
							+ ": " + ex.getMessage(),
					ex);
		}
	}

	@Override
	public <W, R extends @Nullable Object> WorkflowHandle<R> signalWithStart(Class<W> type, Call<W, R> start,
			VoidCall<W> signal, Consumer<StartOptions.Builder> options) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.signalWithStart", START_ALTERNATIVE);
		WorkflowDefinition workflow = this.runtime.definitions().workflow(type);
		StartOptions chosen = joining(StartOptions.of(options));
		Block main = this.blocks.read(workflow, Kind.MAIN, type, start::on);
		Block handler = this.blocks.read(workflow, Kind.SIGNAL, type, signal::on);
		StartPlan plan = this.runtime.plan(workflow, main.arguments(), chosen);
		return this.runtime.start(plan, main.arguments(), (request) -> signalWithStart(request, handler));
	}

	/**
	 * What is sent along goes to the open run, so none is ended.
	 */
	private static StartOptions joining(StartOptions options) {
		if (options.conflictPolicy() == WorkflowIdConflictPolicy.TERMINATE_EXISTING) {
			throw new IllegalArgumentException("conflictPolicy(TERMINATE_EXISTING) was given for a start with a signal"
					+ " or an update, which goes to the open run if there is one. Leave it out; to end that run,"
					+ " terminate it or start another one in its place first");
		}
		return options;
	}

	private @Nullable StartedRun signalWithStart(StartRequest request, Block signal) {
		AtomicReference<@Nullable StartedRun> run = new AtomicReference<>();
		this.runtime.calls()
			.call(() -> signal.subject(Operation.SIGNAL, request.workflowId()), signal.arguments(), (arguments) -> {
				run.set(this.runtime.service()
					.signalWithStart(request, this.runtime.handlerCall(signal.role().name(), null, arguments)));
				return run.get();
			});
		return run.get();
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <W, U extends @Nullable Object> U updateWithStart(Class<W> type, Call<W, ?> start, Call<W, U> update,
			Consumer<StartOptions.Builder> options) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.updateWithStart", START_ALTERNATIVE);
		WorkflowDefinition workflow = this.runtime.definitions().workflow(type);
		StartOptions chosen = joining(StartOptions.of(options));
		Block main = this.blocks.read(workflow, Kind.MAIN, type, start::on);
		Block handler = this.blocks.read(workflow, Kind.UPDATE, type, update::on);
		StartPlan plan = this.runtime.plan(workflow, main.arguments(), chosen);
		this.runtime.refuseUncommitted("answer", plan.workflowId());
		List<@Nullable Object> answers = new ArrayList<>();
		this.runtime.calls().call(plan::subject, main.arguments(), (arguments) -> {
			Object answer = updateWithStart(this.runtime.request(plan, arguments), handler);
			answers.add(answer);
			return answer;
		});
		if (answers.isEmpty()) {
			throw WorkflowRuntime.notProceeded(plan);
		}
		return (U) answers.get(0);
	}

	private @Nullable Object updateWithStart(StartRequest request, Block update) {
		return this.runtime.calls()
			.call(() -> update.subject(Operation.UPDATE, request.workflowId()), update.arguments(), (arguments) -> {
				Payload answer = Waits.get(
						this.runtime.service()
							.updateWithStart(request, this.runtime.handlerCall(update.role().name(), null, arguments)),
						request.workflowId());
				return this.runtime.read("The answer of update '" + update.role().name() + "' of workflow '"
						+ request.workflowId() + "'", answer, update.workflow().resultType(update.role().method()));
			});
	}

	@Override
	public <W> W stub(Class<W> type, String id) {
		return stub(type, id, (options) -> {
		});
	}

	@Override
	public <W> W stub(Class<W> type, String id, Consumer<StubOptions.Builder> options) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.stub", ASK_ALTERNATIVE);
		WorkflowDefinition workflow = this.runtime.definitions().workflow(type);
		StubOptions chosen = StubOptions.of(options);
		Target target = new Target(Names.requireId("workflow id", id),
				chosen.runId().map(DurableWorkflowClient::uuid).orElse(null));
		RunHandle<Object> handle = RunHandle.to(this.runtime, target, workflow.name(), Object.class);
		return CallRecorder.stub(type, new SpeakingStub(workflow, handle, chosen));
	}

	@Override
	public <R> WorkflowHandle<R> handle(String id, Class<R> resultType) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.handle", ASK_ALTERNATIVE);
		return RunHandle.to(this.runtime, new Target(Names.requireId("workflow id", id), null), null, resultType);
	}

	@Override
	public <R> WorkflowHandle<R> handle(String id, String runId, Class<R> resultType) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.handle", ASK_ALTERNATIVE);
		return RunHandle.to(this.runtime, new Target(Names.requireId("workflow id", id), uuid(runId)), null,
				resultType);
	}

	private static UUID uuid(String runId) {
		Names.requireId("run id", runId);
		try {
			return UUID.fromString(runId);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("The run id '" + runId
					+ "' is no UUID. Take it from WorkflowHandle.runId() or a WorkflowDescription", ex);
		}
	}

	@Override
	public List<WorkflowDescription> list(WorkflowQuery query) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.list", ASK_ALTERNATIVE);
		return this.runtime.service().list(query);
	}

	@Override
	public List<DeadLetter> deadLetters(String workflowId) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.deadLetters", ASK_ALTERNATIVE);
		return this.runtime.service().deadLetters(Names.requireId("workflow id", workflowId));
	}

	@Override
	public void redeliver(String deadLetterId) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.redeliver", ASK_ALTERNATIVE);
		this.runtime.service().redeliver(Names.requireName("id of the dead letter", deadLetterId));
	}

	@Override
	public void completeActivity(String token, @Nullable Object result) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.completeActivity", ACTIVITY_ALTERNATIVE);
		Names.requireName("token of the activity", token);
		this.runtime.service().completeActivity(token, this.runtime.converter().write(result));
	}

	@Override
	public void failActivity(String token, Throwable failure) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.failActivity", ACTIVITY_ALTERNATIVE);
		Names.requireName("token of the activity", token);
		Assert.notNull(failure, "'failure' must not be null");
		this.runtime.service().failActivity(token, ThrownFailure.of(failure, this.runtime.converter()));
	}

	@Override
	public void heartbeatActivity(String token, @Nullable Object details) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.heartbeatActivity", ACTIVITY_ALTERNATIVE);
		Names.requireName("token of the activity", token);
		this.runtime.service().heartbeatActivity(token, this.runtime.converter().write(details));
	}

}
