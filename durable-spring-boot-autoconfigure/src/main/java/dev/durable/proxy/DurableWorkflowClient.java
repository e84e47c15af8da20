package dev.durable.proxy;

import java.lang.reflect.Method;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import dev.durable.client.Names;
import dev.durable.client.StartOptions;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQuery;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;

/**
 * The client of an application: records a call of a workflow method and starts it as a
 * run.
 */
public final class DurableWorkflowClient implements WorkflowClient {

	private static final String START_ALTERNATIVE = "Start it from an activity, by a WorkflowClient that the activity"
			+ " bean has";

	private static final String ASK_ALTERNATIVE = "Ask and steer other runs from an activity, by a WorkflowClient that"
			+ " the activity bean has";

	private final WorkflowRuntime runtime;

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
		List<CallRecorder.RecordedCall> calls = this.runtime.recorder().record(type, block);
		if (calls.size() != 1) {
			throw new IllegalArgumentException("The block that starts " + type.getSimpleName() + " has called "
					+ (calls.isEmpty() ? "nothing" : calls.size() + " methods") + ". Let it call the workflow method '"
					+ workflow.main().getName() + "' once, on the object it is given");
		}
		CallRecorder.RecordedCall call = calls.get(0);
		WorkflowDefinition.Role role = workflow.role(call.method());
		if (role == null || role.kind() != WorkflowDefinition.Kind.MAIN) {
			throw new IllegalArgumentException(
					"The block that starts " + type.getSimpleName() + " has called '" + call.method().getName()
							+ "', which is not its workflow method. Let it call '" + workflow.main().getName()
							+ "'; signals and queries go to client.stub(" + type.getSimpleName() + ".class, id)");
		}
		return this.runtime.start(workflow, call.arguments(), chosen);
	}

	@Override
	public <W> W stub(Class<W> type, String id) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.stub", ASK_ALTERNATIVE);
		WorkflowDefinition workflow = this.runtime.definitions().workflow(type);
		RunHandle<Object> handle = RunHandle.toCurrent(this.runtime, Names.requireId("workflow id", id), Object.class);
		return CallRecorder.stub(type,
				(invocation) -> speak(workflow, handle, invocation.getMethod(), invocation.getArguments().clone()));
	}

	private static @Nullable Object speak(WorkflowDefinition workflow, RunHandle<Object> handle, Method method,
			@Nullable Object[] arguments) {
		WorkflowDefinition.Role role = workflow.role(method);
		if (role == null || role.kind() == WorkflowDefinition.Kind.MAIN) {
			throw new IllegalStateException(workflow.type().getSimpleName() + "." + method.getName()
					+ " was called on the stub of workflow '" + handle.id() + "', and is neither a @SignalMethod nor a"
					+ " @QueryMethod. Start a run with client.start, and read its result from a handle");
		}
		if (role.kind() == WorkflowDefinition.Kind.SIGNAL) {
			handle.signal(role.name(), arguments);
			return null;
		}
		return handle.ask(role.name(),
				GenericTypeResolver.resolveType(role.method().getGenericReturnType(), workflow.type()), arguments);
	}

	@Override
	public <R> WorkflowHandle<R> handle(String id, Class<R> resultType) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.handle", ASK_ALTERNATIVE);
		return RunHandle.toCurrent(this.runtime, Names.requireId("workflow id", id), resultType);
	}

	@Override
	public <R> WorkflowHandle<R> handle(String id, String runId, Class<R> resultType) {
		this.runtime.refuseInsideWorkflow("WorkflowClient.handle", ASK_ALTERNATIVE);
		return RunHandle.toRun(this.runtime, Names.requireId("workflow id", id), uuid(runId), resultType);
	}

	private static UUID uuid(String runId) {
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

}
