package dev.durable.proxy;

import java.lang.reflect.Method;

import dev.durable.client.StubOptions;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.proxy.WorkflowDefinition.Kind;
import dev.durable.proxy.WorkflowDefinition.Role;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * A typed view of a workflow: signals it, asks it, changes it. An id that is for the next
 * signal or update stays until one has been accepted, so that a caller who was told
 * nothing may try again.
 */
final class SpeakingStub implements MethodInterceptor {

	private final WorkflowDefinition workflow;

	private final RunHandle<Object> handle;

	private volatile @Nullable String signalId;

	private volatile @Nullable String updateId;

	SpeakingStub(WorkflowDefinition workflow, RunHandle<Object> handle, StubOptions options) {
		this.workflow = workflow;
		this.handle = handle;
		this.signalId = options.signalId().orElse(null);
		this.updateId = options.updateId().orElse(null);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) {
		Method method = invocation.getMethod();
		Role role = this.workflow.role(method);
		if (role == null || role.kind() == Kind.MAIN) {
			throw new IllegalStateException(this.workflow.simpleName() + "." + method.getName()
					+ " was called on the stub of workflow '" + this.handle.id() + "', and is none of its"
					+ " @SignalMethods, @QueryMethods and @UpdateMethods. Start a run with client.start, and read its"
					+ " result from a handle");
		}
		@Nullable Object[] arguments = invocation.getArguments().clone();
		return switch (role.kind()) {
			case SIGNAL -> signal(role, arguments);
			case UPDATE -> update(role, arguments);
			default -> this.handle.ask(role.name(), this.workflow.resultType(role.method()), arguments);
		};
	}

	private @Nullable Object signal(Role role, @Nullable Object[] arguments) {
		this.handle.send(role.name(), this.signalId, arguments);
		this.signalId = null;
		return null;
	}

	private @Nullable Object update(Role role, @Nullable Object[] arguments) {
		try {
			Object answer = this.handle.change(role.name(), this.updateId, this.workflow.resultType(role.method()),
					arguments);
			this.updateId = null;
			return answer;
		}
		catch (WorkflowUpdateFailed | WorkflowUpdateRejected ex) {
			this.updateId = null;
			throw ex;
		}
	}

}
