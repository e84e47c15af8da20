package dev.durable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What workflow code may do that plain Java cannot do durably: wait, branch, and ask for
 * time and chance so that a replay gives the same answers.
 * <p>
 * Every method but {@link #logger(Class)} and {@link #activity()} works only inside a
 * workflow's own threads: the workflow method, a handler, or a block given to
 * {@link #async(Callable)}. Elsewhere it throws an {@link IllegalStateException} that
 * says so. In a query, an await condition or a side-effect function the calls that would
 * be recorded throw {@link ReadOnlyViolation}.
 */
public final class Durable {

	private Durable() {
	}

	/**
	 * Let time pass. The timer is durable: it survives restarts, is never early by the
	 * clock of the database, and is due at once after an outage that was longer.
	 * @param duration the time to sleep; zero or negative returns at once and records
	 * nothing
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static void sleep(Duration duration) {
		WorkflowContext.required("sleep").sleep(duration);
	}

	/**
	 * Block until a condition holds. It is looked at whenever the run has moved, so it
	 * should read fields of the workflow only.
	 * @param condition the condition, free of side effects
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static void await(BooleanSupplier condition) {
		WorkflowContext.required("await").await(condition);
	}

	/**
	 * Block until a condition holds, but not longer than the limit. When this returns,
	 * the timer is gone: fired, cancelled, or never started if the condition held
	 * already.
	 * @param limit the longest time to wait; zero or negative does not wait
	 * @param condition the condition, free of side effects
	 * @return {@code true} if the condition holds, {@code false} if time ran out first
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static boolean await(Duration limit, BooleanSupplier condition) {
		return WorkflowContext.required("await").await(limit, condition);
	}

	/**
	 * Run a block as a concurrent branch of this workflow. Branches move one at a time,
	 * in the order of their creation, so fields need no locks. A branch that was started
	 * runs to its first blocking call even if the workflow method returns before.
	 * @param <T> the type of the result
	 * @param callable the block, which may block on durable calls
	 * @return the outcome of the block; an exception of the block appears there and
	 * nowhere else
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static <T extends @Nullable Object> Promise<T> async(Callable<T> callable) {
		return WorkflowContext.required("async").async(callable);
	}

	/**
	 * Run a block without a result as a concurrent branch of this workflow. See
	 * {@link #async(Callable)}.
	 * @param runnable the block, which may block on durable calls
	 * @return the outcome of the block, whose result is {@code null}
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static Promise<@Nullable Void> async(Runnable runnable) {
		Callable<@Nullable Void> callable = () -> {
			runnable.run();
			return null;
		};
		return WorkflowContext.required("async").async(callable);
	}

	/**
	 * Join promises: all of them must succeed.
	 * @param <T> the type of the results
	 * @param promises the promises; none gives an empty list
	 * @return the results in the order of the promises, or the first failure
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static <T extends @Nullable Object> Promise<List<T>> all(Collection<Promise<T>> promises) {
		return WorkflowContext.required("all").all(promises);
	}

	/**
	 * Join promises: the first outcome counts. The others go on, but do not keep the run
	 * open.
	 * @param <T> the type of the result
	 * @param promises the promises, at least one
	 * @return the outcome, a result or a failure, of the promise that is done first; of
	 * several that are done already, of the first in order
	 * @throws IllegalArgumentException if there are no promises
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static <T extends @Nullable Object> Promise<T> any(Collection<Promise<T>> promises) {
		return WorkflowContext.required("any").any(promises);
	}

	/**
	 * The time, by the clock of the database. It stands still while the code does not
	 * block, never goes back, and is the same on replay. Allowed in queries.
	 * @return the time of the current turn, in microseconds
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static Instant now() {
		return WorkflowContext.required("now").now();
	}

	/**
	 * A random UUID: the same on replay, different between runs.
	 * @return a UUID of version 4
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static UUID randomUuid() {
		return WorkflowContext.required("randomUuid").randomUuid();
	}

	/**
	 * A source of random numbers: the same on replay, different between runs. Not for
	 * secrets.
	 * @return the generator, to be used by this run only
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static RandomGenerator random() {
		return WorkflowContext.required("random").random();
	}

	/**
	 * Ask for a value that a replay cannot find again, and record it: the function runs
	 * once per recorded turn, a replay returns what was recorded. Meant for short, local
	 * questions such as a setting; work that may fail or take time belongs into an
	 * activity.
	 * @param <T> the type of the value
	 * @param type the type as which the recorded value is read
	 * @param supplier gives the value; what it throws is the workflow's own exception and
	 * is not recorded
	 * @return the value, {@code null} if the function gave {@code null}
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static <T> @Nullable T sideEffect(Class<T> type, Supplier<@Nullable T> supplier) {
		return WorkflowContext.required("sideEffect").sideEffect(type, supplier);
	}

	/**
	 * The run that calls. Allowed in queries.
	 * @return ids, type, start time and history length of the run
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static WorkflowInfo info() {
		return WorkflowContext.required("info").info();
	}

	/**
	 * A logger that is silent while a workflow is replayed, so that each line appears
	 * once. Outside a workflow it logs as any other. May be kept in a static field.
	 * @param type the class whose name the logger has
	 * @return the logger, the same for each call with the class
	 */
	public static Logger logger(Class<?> type) {
		return ReplaySilentLogger.of(type);
	}

	/**
	 * The attempt of an activity that runs on the calling thread.
	 * @return the attempt
	 * @throws IllegalStateException if called outside an activity: in a plain call of the
	 * bean, in workflow code, or on a thread that the activity has started
	 */
	public static ActivityContext activity() {
		return ActivityContexts.required();
	}

}
