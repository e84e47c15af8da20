package dev.durable.proxy;

import java.util.Objects;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ReflectionUtils;

/**
 * Turns the call of the workflow method of an injected bean into a run. Signals and
 * queries are refused: the bean stands for no run.
 */
final class WorkflowInterceptor implements MethodInterceptor {

	private final ObjectProvider<WorkflowRuntime> runtime;

	WorkflowInterceptor(ObjectProvider<WorkflowRuntime> runtime) {
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
		WorkflowDefinition.Role role = workflow.role(invocation.getMethod());
		if (role == null) {
			return invocation.proceed();
		}
		if (role.kind() != WorkflowDefinition.Kind.MAIN) {
			throw new IllegalStateException("""
					%s.%s was called on the injected bean, which stands for no run. Say which run is meant: \
					client.stub(%s.class, id).%s(...), with the WorkflowClient as client.""".formatted(
					workflow.type().getSimpleName(), role.method().getName(), workflow.type().getSimpleName(),
					role.method().getName()));
		}
		return current.call(workflow, invocation.getArguments());
	}

}
