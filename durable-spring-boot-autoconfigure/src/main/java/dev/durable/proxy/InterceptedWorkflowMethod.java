package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.List;

import dev.durable.WorkflowInterceptor;
import dev.durable.engine.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * A method of a workflow with interceptors around it. They run where the method runs, and
 * so on each replay again.
 *
 * @param method the method
 * @param interceptors the interceptors, the outermost first
 * @param kind what the method is
 * @param workflowType the name of the workflow type
 * @param name the name of the handler, or of the workflow method
 */
record InterceptedWorkflowMethod(Invocable method, List<WorkflowInterceptor> interceptors,
		WorkflowInterceptor.Kind kind, String workflowType, String name) implements Invocable {

	@Override
	public Type[] parameterTypes() {
		return this.method.parameterTypes();
	}

	@Override
	public Type resultType() {
		return this.method.resultType();
	}

	@Override
	public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
		return invoke(target, arguments, 0);
	}

	private @Nullable Object invoke(Object target, @Nullable Object[] arguments, int index) throws Throwable {
		if (index == this.interceptors.size()) {
			return this.method.invoke(target, arguments);
		}
		Object result = this.interceptors.get(index).intercept(new Call(this, target, arguments, index));
		return ArgumentFit.result(place(), resultType(), result);
	}

	private String place() {
		return "Method '" + this.name + "' of workflow type '" + this.workflowType + "'";
	}

	/**
	 * A call on its way.
	 */
	private record Call(InterceptedWorkflowMethod method, Object target, @Nullable Object[] values,
			int index) implements WorkflowInterceptor.WorkflowCall {

		@Override
		public WorkflowInterceptor.Kind kind() {
			return this.method.kind();
		}

		@Override
		public String workflowType() {
			return this.method.workflowType();
		}

		@Override
		public String name() {
			return this.method.name();
		}

		@Override
		public @Nullable Object[] arguments() {
			return this.values.clone();
		}

		@Override
		public @Nullable Object proceed() throws Throwable {
			return this.method.invoke(this.target, this.values, this.index + 1);
		}

		@Override
		public @Nullable Object proceed(@Nullable Object[] arguments) throws Throwable {
			return this.method.invoke(this.target,
					ArgumentFit.require(this.method.place(), this.method.parameterTypes(), arguments), this.index + 1);
		}

	}

}
