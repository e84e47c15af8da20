package dev.durable;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a concurrent branch of a workflow, which may not be there yet.
 * <p>
 * It belongs to the run that has made it: only the run's own threads may use it, and it
 * is no {@code Future} of {@code java.util.concurrent}, whose callbacks would run outside
 * the workflow. A failed promise that nobody reads is logged and harms nothing.
 *
 * @param <T> the type of the result
 */
public interface Promise<T extends @Nullable Object> {

	/**
	 * Wait for the outcome. May be called any number of times, by any branch of the run.
	 * If the branch has failed, its exception is thrown here as it is, checked ones too.
	 * @return the result
	 * @throws ReadOnlyViolation if the caller may only read and would have to wait
	 */
	T get();

	/**
	 * Wait for the outcome, but not longer than the limit. The wait is a durable timer,
	 * which is cancelled when it was not needed. A timeout stops the wait only: the
	 * branch goes on.
	 * @param limit the longest time to wait; zero or negative does not wait at all
	 * @return the result
	 * @throws TimeoutFailure with {@link TimeoutType#WAIT} if the limit has passed first
	 * @throws ReadOnlyViolation if the caller may only read and would have to wait
	 */
	T get(Duration limit);

	/**
	 * Whether the outcome, a result or a failure, is there. Never blocks.
	 * @return {@code true} if {@link #get()} would return or throw at once
	 */
	boolean isDone();

	/**
	 * Derive a promise by applying a function to the result. The function runs inside the
	 * workflow and may block on durable calls; what it throws fails the derived promise.
	 * @param <U> the type of the derived result
	 * @param function the function; not called if this promise fails
	 * @return the derived promise, which fails with this one
	 */
	<U extends @Nullable Object> Promise<U> map(Function<? super T, ? extends U> function);

	/**
	 * Derive a promise by applying a function that itself gives a promise.
	 * @param <U> the type of the derived result
	 * @param function the function; not called if this promise fails
	 * @return a promise with the outcome of the promise that the function gives, which
	 * fails with this one
	 */
	<U extends @Nullable Object> Promise<U> flatMap(Function<? super T, Promise<U>> function);

	/**
	 * Derive a promise that has a result in place of a failure. Failures that are bugs of
	 * the workflow are passed on and not given to the function.
	 * @param function gives the result for the failure; not called if this promise
	 * succeeds. What it throws fails the derived promise
	 * @return the derived promise
	 */
	Promise<T> exceptionally(Function<Throwable, ? extends T> function);

}
