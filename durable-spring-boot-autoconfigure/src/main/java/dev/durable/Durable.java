package dev.durable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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
 * be recorded throw {@link ReadOnlyViolation}. Once the run or the scope around the
 * caller is cancelled, the calls that block throw {@link CancelledFailure}, outside
 * {@link #detached(Runnable)}.
 */
public final class Durable {

	/**
	 * The version of code that was recorded before a change was first asked for, see
	 * {@link #version(String, int, int)}.
	 */
	public static final int DEFAULT_VERSION = -1;

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
	 * block, never goes back, and is the same on replay. Allowed in queries. The wait of
	 * a run for its place, or for a node, is over by then.
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
	 * @param supplier gives the value; what it throws is recorded, too, and arrives as an
	 * {@link ApplicationFailure}, unless it counts as a bug
	 * @return the value, {@code null} if the function gave {@code null}
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static <T> @Nullable T sideEffect(Class<T> type, Supplier<@Nullable T> supplier) {
		return WorkflowContext.required("sideEffect").sideEffect(type, supplier);
	}

	/**
	 * Change code while runs are open: ask which version of a change holds in this run. A
	 * run that reaches the change for the first time gets the latest version, which is
	 * recorded; a run that was past it before the change was made gets
	 * {@link #DEFAULT_VERSION}. The answer stays the same for the whole run. A version
	 * that the code no longer knows leaves the run open and stuck.
	 * @param changeId the name of the change, 1 to 255 characters without control
	 * characters
	 * @param min the oldest version that the code still knows
	 * @param max the version of the code as it is now
	 * @return the version that holds in this run, from {@code min} to {@code max}
	 * @throws IllegalArgumentException if the name is out of its limits, or {@code min}
	 * is less than {@link #DEFAULT_VERSION} or greater than {@code max}
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static int version(String changeId, int min, int max) {
		WorkflowContext context = WorkflowContext.required("version");
		ValueRules.requireName("change id", changeId);
		ValueRules.requireAtLeast("minimum version of change '" + changeId + "'", min, DEFAULT_VERSION);
		ValueRules.requireAtLeast("maximum version of change '" + changeId + "'", max, min);
		return context.version(changeId, min, max);
	}

	/**
	 * Change code while runs are open, where there are two versions only: the new code
	 * and the code before. Short for
	 * {@code version(changeId, Durable.DEFAULT_VERSION, 1) == 1}.
	 * @param changeId the name of the change, 1 to 255 characters without control
	 * characters
	 * @return {@code true} if this run takes the new code, {@code false} if it was past
	 * the change before that was made
	 * @throws IllegalArgumentException if the name is out of its limits
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static boolean patched(String changeId) {
		return version(changeId, DEFAULT_VERSION, 1) == 1;
	}

	/**
	 * The same activity bean with other timeouts, another retry policy or another queue.
	 * What is not set stays as annotation and configuration say.
	 * @param <A> the type of the bean
	 * @param activity the activity bean, as it was injected
	 * @param options sets what differs
	 * @return the bean with these options, for this run only
	 * @throws IllegalArgumentException if an option is out of its limits, or the object
	 * is no activity bean
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static <A> A with(A activity, Consumer<ActivityOptions.Builder> options) {
		return WorkflowContext.required("with").with(activity, ActivityOptions.of(options));
	}

	/**
	 * A child workflow with options. A call of its workflow method on the stub starts the
	 * child and waits for its result; within {@link #async(Callable)} others go on
	 * meanwhile. The start commits together with what the parent has recorded.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param options sets id, queue and policies
	 * @return the stub, for one call. The call throws {@link ChildWorkflowFailure} if the
	 * child does not complete
	 * @throws IllegalArgumentException if an option is out of its limits, or the class is
	 * no known workflow
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static <W> W child(Class<W> type, Consumer<ChildOptions.Builder> options) {
		return WorkflowContext.required("child").child(type, ChildOptions.of(options));
	}

	/**
	 * Another workflow, to send it signals. Nothing is looked up before a signal method
	 * of the stub is called; that throws {@link ExternalWorkflowFailure} if no run with
	 * the id is open.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param workflowId the workflow id
	 * @return the stub
	 * @throws IllegalArgumentException if the id is out of its limits, or the class is no
	 * known workflow
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static <W> W external(Class<W> type, String workflowId) {
		return WorkflowContext.required("external").external(type, ValueRules.requireId("workflow id", workflowId));
	}

	/**
	 * Ask another workflow to cancel. Returns when the request was taken; what the other
	 * workflow makes of it is not waited for.
	 * @param workflowId the workflow id
	 * @throws ExternalWorkflowFailure if no run with the id is open
	 * @throws IllegalArgumentException if the id is out of its limits
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static void cancelExternal(String workflowId) {
		WorkflowContext.required("cancelExternal").cancelExternal(ValueRules.requireId("workflow id", workflowId));
	}

	/**
	 * Close this run and start the next one with a fresh history. Id, memo, attributes,
	 * children and unread signals go over to it, and what is left of the execution
	 * timeout. Never returns: the result is declared for {@code return continueAsNew(x)}.
	 * A {@link Saga} that it leaves compensates nothing.
	 * @param <T> the type that the caller wants to return
	 * @param args the arguments of the workflow method for the next run
	 * @return never
	 * @throws IllegalArgumentException if the arguments do not fit the workflow method;
	 * then this run goes on
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	@SuppressWarnings("TypeParameterUnusedInFormals")
	public static <T extends @Nullable Object> T continueAsNew(@Nullable Object... args) {
		return WorkflowContext.required("continueAsNew").continueAsNew(args);
	}

	/**
	 * Set an attribute, by which the run can be searched.
	 * @param name the name, 1 to 255 characters without control characters
	 * @param value the value, or {@code null} to remove the attribute
	 * @throws IllegalArgumentException if the name is out of its limits, or the value is
	 * of a type that cannot be searched
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static void attribute(String name, @Nullable Object value) {
		WorkflowContext.required("attribute").attribute(ValueRules.requireName("attribute name", name), value);
	}

	/**
	 * Note a value on the run, which is shown and not searchable.
	 * @param name the name, 1 to 255 characters without control characters
	 * @param value the value, or {@code null} to remove what was noted
	 * @throws IllegalArgumentException if the name is out of its limits
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static void memo(String name, @Nullable Object value) {
		WorkflowContext.required("memo").memo(ValueRules.requireName("memo name", name), value);
	}

	/**
	 * Run a block shielded from cancellation, to clean up: what blocks in it goes on as
	 * if nothing had been cancelled.
	 * @param <T> the type of the result
	 * @param block the block, which may block on durable calls; what it throws is thrown
	 * as it is, checked exceptions too
	 * @return the result of the block
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static <T extends @Nullable Object> T detached(Callable<T> block) {
		return WorkflowContext.required("detached").detached(block);
	}

	/**
	 * Run a block without a result shielded from cancellation. See
	 * {@link #detached(Callable)}.
	 * @param block the block, which may block on durable calls
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static void detached(Runnable block) {
		Callable<@Nullable Void> callable = () -> {
			block.run();
			return null;
		};
		WorkflowContext.required("detached").detached(callable);
	}

	/**
	 * Run a block as a concurrent branch that can be cancelled alone. It is cancelled
	 * with the scope or the run around it too.
	 * @param block the block, which may block on durable calls
	 * @return the scope; an exception of the block appears in its
	 * {@link CancellationScope#join()} and nowhere else
	 * @throws IllegalStateException if called outside a workflow's own threads
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	public static CancellationScope scope(Runnable block) {
		return WorkflowContext.required("scope").scope(block);
	}

	/**
	 * Make a queue between branches and handlers of this run. Making it records nothing.
	 * @param <T> the type of the values
	 * @param capacity the largest number of values that wait in it, at least 1
	 * @return the queue, which is empty
	 * @throws IllegalArgumentException if the capacity is less than 1
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static <T> DurableQueue<T> queue(int capacity) {
		return WorkflowContext.required("queue").queue(ValueRules.requireAtLeast("capacity of the queue", capacity, 1));
	}

	/**
	 * Make a lock between branches and handlers of this run. Making it records nothing.
	 * @return the lock, which nobody holds
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static DurableLock lock() {
		return WorkflowContext.required("lock").lock();
	}

	/**
	 * Make a semaphore between branches and handlers of this run. Making it records
	 * nothing.
	 * @param permits the number of permits at first; zero means that some must be
	 * released before any is acquired
	 * @return the semaphore
	 * @throws IllegalArgumentException if the number is negative
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static DurableSemaphore semaphore(int permits) {
		return WorkflowContext.required("semaphore")
			.semaphore(ValueRules.requireAtLeast("number of permits", permits, 0));
	}

	/**
	 * Whether all signal and update handlers that have begun have ended. Made for
	 * {@code await(Durable::allHandlersFinished)} before the workflow method returns.
	 * Allowed in queries and await conditions.
	 * @return {@code true} if no handler is at work
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static boolean allHandlersFinished() {
		return WorkflowContext.required("allHandlersFinished").allHandlersFinished();
	}

	/**
	 * The run that calls. Allowed in queries.
	 * @return ids, type, start time, history length and more of the run
	 * @throws IllegalStateException if called outside a workflow's own threads
	 */
	public static WorkflowInfo info() {
		return WorkflowContext.required("info").info();
	}

	/**
	 * A logger that is silent while a workflow is replayed, so that each line appears
	 * once, and while its code is unwound to leave memory. Outside a workflow it logs as
	 * any other. May be kept in a static field.
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
