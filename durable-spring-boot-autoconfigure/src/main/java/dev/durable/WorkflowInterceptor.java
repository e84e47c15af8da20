package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * Stands around the calls of a workflow's methods: to check, to log, to change arguments
 * or results.
 * <p>
 * It runs inside the workflow, and on each replay again. So it has the rules of workflow
 * code: time and chance come from {@link Durable}, side effects belong into activities,
 * and what it changes must be the same every time. Around a query or a validator it may
 * only read.
 * <p>
 * Every Spring bean of this type is used. They are ordered by {@code @Order} or
 * {@code Ordered}: the first one is the outermost.
 */
@FunctionalInterface
public interface WorkflowInterceptor {

	/**
	 * Carry out a call, usually by {@link WorkflowCall#proceed()}.
	 * @param call the call
	 * @return the result of the call; ignored for a method without a result
	 * @throws Throwable what the call is to fail with, as if the method had thrown it
	 */
	@Nullable Object intercept(WorkflowCall call) throws Throwable;

	/**
	 * What is called.
	 */
	enum Kind {

		/** The workflow method. */
		WORKFLOW,
		/** The handler of a signal. */
		SIGNAL,
		/** A query method. */
		QUERY,
		/** The handler of an update. */
		UPDATE,
		/** The validator of an update. */
		VALIDATOR

	}

	/**
	 * A call of a method of a workflow.
	 */
	interface WorkflowCall {

		/**
		 * What is called.
		 * @return the kind of the method
		 */
		Kind kind();

		/**
		 * The type of the workflow.
		 * @return the name of the workflow type
		 */
		String workflowType();

		/**
		 * Which method is called.
		 * @return the name of the signal, the query or the update, or for
		 * {@link Kind#WORKFLOW} that of the method
		 */
		String name();

		/**
		 * The arguments of the call, as they were recorded.
		 * @return a copy, in the order of the parameters
		 */
		@Nullable Object[] arguments();

		/**
		 * Go on with the arguments as they are: with the next interceptor, or with the
		 * method.
		 * @return the result, {@code null} for a method without a result
		 * @throws Throwable what the method has thrown, as it is
		 */
		@Nullable Object proceed() throws Throwable;

		/**
		 * Go on with other arguments. The recorded ones stay as they are.
		 * @param arguments the arguments, which must fit the parameters
		 * @return the result, {@code null} for a method without a result
		 * @throws IllegalArgumentException if the arguments do not fit
		 * @throws Throwable what the method has thrown, as it is
		 */
		@Nullable Object proceed(@Nullable Object[] arguments) throws Throwable;

	}

}
