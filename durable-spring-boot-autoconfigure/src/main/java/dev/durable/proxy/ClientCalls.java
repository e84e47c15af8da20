package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Supplier;

import dev.durable.client.ClientInterceptor;
import dev.durable.client.ClientInterceptor.Operation;
import dev.durable.engine.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the calls of clients, with the interceptors of the application around them.
 */
final class ClientCalls {

	private final Supplier<List<ClientInterceptor>> interceptors;

	/**
	 * Create it.
	 * @param interceptors gives the interceptors, the outermost first
	 */
	ClientCalls(Supplier<List<ClientInterceptor>> interceptors) {
		this.interceptors = interceptors;
	}

	/**
	 * Carry out a call.
	 * @param subject tells what is asked for, if there is anybody to be told
	 * @param arguments the arguments as the caller gave them
	 * @param target does it, with the arguments that the interceptors have left
	 * @return what the outermost interceptor has returned
	 */
	@Nullable Object call(Supplier<Subject> subject, @Nullable Object[] arguments, Target target) {
		List<ClientInterceptor> around = this.interceptors.get();
		if (around.isEmpty()) {
			return target.on(arguments);
		}
		try {
			return call(new Call(this, around, subject.get(), target, arguments, 0));
		}
		catch (Throwable ex) {
			throw Failures.sneaky(ex);
		}
	}

	private @Nullable Object call(Call call) throws Throwable {
		return (call.index() == call.around().size()) ? call.target().on(call.values())
				: call.around().get(call.index()).intercept(call);
	}

	/**
	 * Does what was asked for.
	 */
	@FunctionalInterface
	interface Target {

		@Nullable Object on(@Nullable Object[] arguments);

	}

	/**
	 * What is asked for.
	 *
	 * @param operation the kind of the call
	 * @param workflowId the workflow id
	 * @param workflowType the workflow type, or null if it is not known
	 * @param name the signal, query or update, or null for other operations
	 * @param types the types of the parameters, or null if they are not known
	 */
	record Subject(Operation operation, String workflowId, @Nullable String workflowType, @Nullable String name,
			Type @Nullable [] types) {

	}

	/**
	 * A call on its way.
	 */
	private record Call(ClientCalls calls, List<ClientInterceptor> around, Subject subject, Target target,
			@Nullable Object[] values, int index) implements ClientInterceptor.ClientCall {

		@Override
		public Operation operation() {
			return this.subject.operation();
		}

		@Override
		public String workflowId() {
			return this.subject.workflowId();
		}

		@Override
		public @Nullable String workflowType() {
			return this.subject.workflowType();
		}

		@Override
		public @Nullable String name() {
			return this.subject.name();
		}

		@Override
		public @Nullable Object[] arguments() {
			return this.values.clone();
		}

		@Override
		public @Nullable Object proceed() throws Throwable {
			return proceedWith(this.values);
		}

		@Override
		public @Nullable Object proceed(@Nullable Object[] arguments) throws Throwable {
			Type[] types = this.subject.types();
			String what = this.subject.operation() + " of workflow '" + workflowId() + "'";
			return proceedWith((types != null) ? ArgumentFit.require(what, types, arguments) : arguments.clone());
		}

		private @Nullable Object proceedWith(@Nullable Object[] arguments) throws Throwable {
			return this.calls
				.call(new Call(this.calls, this.around, this.subject, this.target, arguments, this.index + 1));
		}

	}

}
