package dev.durable.client;

import org.jspecify.annotations.Nullable;

/**
 * Stands around the calls by which ordinary code starts and steers workflows, through
 * {@link WorkflowClient}, handles, stubs and workflow beans alike: to check, to log, to
 * change arguments or results.
 * <p>
 * It runs on the thread of the caller and in its transaction. {@code signalWithStart} and
 * {@code updateWithStart} are two calls to it: a {@link Operation#START} around a
 * {@link Operation#SIGNAL} or an {@link Operation#UPDATE}.
 * <p>
 * Every Spring bean of this type is used. They are ordered by {@code @Order} or
 * {@code Ordered}: the first one is the outermost.
 */
@FunctionalInterface
public interface ClientInterceptor {

	/**
	 * Carry out a call, usually by {@link ClientCall#proceed()}.
	 * @param call the call
	 * @return the result of the call, as {@link ClientCall#proceed()} gives it; ignored
	 * for a call without a result
	 * @throws Throwable what the call is to fail with
	 */
	@Nullable Object intercept(ClientCall call) throws Throwable;

	/**
	 * What is asked for.
	 */
	enum Operation {

		/** A run is started. */
		START,
		/** A signal is sent. */
		SIGNAL,
		/** A query is asked. */
		QUERY,
		/** An update is asked for. */
		UPDATE,
		/** A run is asked to cancel. */
		CANCEL,
		/** A run is terminated. */
		TERMINATE

	}

	/**
	 * A call of a client.
	 */
	interface ClientCall {

		/**
		 * What is asked for.
		 * @return the operation
		 */
		Operation operation();

		/**
		 * The workflow that is started or spoken to.
		 * @return the workflow id
		 */
		String workflowId();

		/**
		 * The type of the workflow.
		 * @return the name of the workflow type, or {@code null} where the caller does
		 * not say it: for calls of an untyped handle
		 */
		@Nullable String workflowType();

		/**
		 * The signal, query or update.
		 * @return the name, or {@code null} for the other operations
		 */
		@Nullable String name();

		/**
		 * The arguments of the workflow method, the signal, the query or the update.
		 * @return a copy, in the order of the parameters; empty for
		 * {@link Operation#CANCEL} and {@link Operation#TERMINATE}
		 */
		@Nullable Object[] arguments();

		/**
		 * Go on with the arguments as they are: with the next interceptor, or with the
		 * call.
		 * @return the answer of a query or an update; otherwise what the interceptor has
		 * to return and need not look at
		 * @throws Throwable what the call has thrown, as it is
		 */
		@Nullable Object proceed() throws Throwable;

		/**
		 * Go on with other arguments.
		 * @param arguments the arguments, which must fit the parameters
		 * @return the answer of a query or an update; otherwise what the interceptor has
		 * to return and need not look at
		 * @throws IllegalArgumentException if the arguments do not fit
		 * @throws Throwable what the call has thrown, as it is
		 */
		@Nullable Object proceed(@Nullable Object[] arguments) throws Throwable;

	}

}
