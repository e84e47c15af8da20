package dev.durable.proxy;

import java.util.Objects;

import dev.durable.engine.RunContext;
import dev.durable.proxy.WorkflowDefinition.Kind;
import dev.durable.proxy.WorkflowDefinition.Role;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ReflectionUtils;

/**
 * Turns the call of the workflow method of an injected bean into a run, or into a child
 * of the workflow that runs on the calling thread. Signals, queries and updates are
 * refused: the bean stands for no run.
 */
final class WorkflowAdvice implements MethodInterceptor {

	private final ObjectProvider<WorkflowRuntime> runtime;

	WorkflowAdvice(ObjectProvider<WorkflowRuntime> runtime) {
		this.runtime = runtime;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (ReflectionUtils.isObjectMethod(invocation.getMethod())) {
			return invocation.proceed();
		}
		Class<?> target = Objects.requireNonNull(invocation.getThis()).getClass();
		WorkflowRuntime current = this.runtime.getObject();
		WorkflowDefinition workflow = current.definitions().workflow(target);
		Role role = workflow.role(invocation.getMethod());
		if (role == null) {
			return invocation.proceed();
		}
		if (role.kind() != Kind.MAIN) {
			throw new IllegalStateException(
					"%s.%s was called on the injected bean, which stands for no run. Say which run is meant: %s."
						.formatted(workflow.simpleName(), role.method().getName(), remedy(workflow, role)));
		}
		return current.call(workflow, invocation.getArguments().clone());
	}

	private static String remedy(WorkflowDefinition workflow, Role role) {
		String call = "(" + workflow.simpleName() + ".class, id)." + role.method().getName() + "(...)";
		if (RunContext.currentOrNull() == null) {
			return "client.stub" + call + ", with the WorkflowClient as client";
		}
		return (role.kind() == Kind.SIGNAL) ? "Durable.external" + call
				: "client.stub" + call + " in an activity, with the WorkflowClient as client; what a workflow may do"
						+ " itself is to signal, by Durable.external(" + workflow.simpleName() + ".class, id)";
	}

}
