package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * Stands around the attempts of activities: to check, to measure, to change arguments or
 * results.
 * <p>
 * It runs once for each attempt, on the thread of the attempt, where
 * {@link Durable#activity()} works. For a transactional activity it runs inside the
 * transaction. It is not called for plain calls of the bean.
 * <p>
 * Every Spring bean of this type is used. They are ordered by {@code @Order} or
 * {@code Ordered}: the first one is the outermost.
 */
@FunctionalInterface
public interface ActivityInterceptor {

	/**
	 * Carry out an attempt, usually by {@link ActivityCall#proceed()}.
	 * @param call the attempt
	 * @return the result of the activity; ignored for a method without a result
	 * @throws Throwable what the attempt is to fail with, as if the method had thrown it
	 */
	@Nullable Object intercept(ActivityCall call) throws Throwable;

	/**
	 * An attempt of an activity.
	 */
	interface ActivityCall {

		/**
		 * The name of the activity.
		 * @return the name, {@code Bean.method} unless it was set
		 */
		String activity();

		/**
		 * The arguments of the call, as they were recorded.
		 * @return a copy, in the order of the parameters
		 */
		@Nullable Object[] arguments();

		/**
		 * The call that the attempt serves.
		 * @return the call
		 */
		ActivityInfo info();

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
