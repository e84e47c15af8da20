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

/**
 * Internal. What a runtime binds to the threads that run workflow code, and what
 * {@link Durable} delegates to.
 * <p>
 * The runtime {@linkplain #bind(WorkflowContext) binds} a context before user code begins
 * on a thread and unbinds it before the thread is used for something else. Threads that
 * user code starts inherit no context, only a mark that tells where they come from.
 */
public interface WorkflowContext {

	/**
	 * See {@link Durable#sleep(Duration)}.
	 * @param duration the time to sleep; zero or negative returns at once
	 */
	void sleep(Duration duration);

	/**
	 * See {@link Durable#await(BooleanSupplier)}.
	 * @param condition the condition
	 */
	void await(BooleanSupplier condition);

	/**
	 * See {@link Durable#await(Duration, BooleanSupplier)}.
	 * @param limit the longest time to wait
	 * @param condition the condition
	 * @return {@code true} if the condition holds, {@code false} if time ran out
	 */
	boolean await(Duration limit, BooleanSupplier condition);

	/**
	 * See {@link Durable#async(Callable)}.
	 * @param <T> the type of the result
	 * @param callable the block
	 * @return the outcome of the branch
	 */
	<T extends @Nullable Object> Promise<T> async(Callable<T> callable);

	/**
	 * See {@link Durable#all(Collection)}.
	 * @param <T> the type of the results
	 * @param promises the promises
	 * @return the joint outcome
	 */
	<T extends @Nullable Object> Promise<List<T>> all(Collection<Promise<T>> promises);

	/**
	 * See {@link Durable#any(Collection)}.
	 * @param <T> the type of the result
	 * @param promises the promises, at least one
	 * @return the first outcome
	 */
	<T extends @Nullable Object> Promise<T> any(Collection<Promise<T>> promises);

	/**
	 * See {@link Durable#now()}.
	 * @return the time of the current turn
	 */
	Instant now();

	/**
	 * See {@link Durable#randomUuid()}.
	 * @return the UUID
	 */
	UUID randomUuid();

	/**
	 * See {@link Durable#random()}.
	 * @return the generator
	 */
	RandomGenerator random();

	/**
	 * See {@link Durable#sideEffect(Class, Supplier)}.
	 * @param <T> the type of the value
	 * @param type the type as which the recorded value is read
	 * @param supplier gives the value
	 * @return the value, which may be {@code null}
	 */
	<T> @Nullable T sideEffect(Class<T> type, Supplier<@Nullable T> supplier);

	/**
	 * See {@link Durable#version(String, int, int)}.
	 * @param changeId the name of the change
	 * @param min the oldest version that the code still knows
	 * @param max the version of the code
	 * @return the version that holds in this run
	 */
	int version(String changeId, int min, int max);

	/**
	 * See {@link Durable#continueAsNew(Object...)}.
	 * @param <T> the type that the caller wants to return
	 * @param args the arguments of the next run
	 * @return never
	 */
	<T extends @Nullable Object> T continueAsNew(@Nullable Object... args);

	/**
	 * See {@link Durable#attribute(String, Object)}.
	 * @param name the name, checked
	 * @param value the value, or {@code null} to remove it
	 */
	void attribute(String name, @Nullable Object value);

	/**
	 * See {@link Durable#memo(String, Object)}.
	 * @param name the name, checked
	 * @param value the value, or {@code null} to remove it
	 */
	void memo(String name, @Nullable Object value);

	/**
	 * See {@link Durable#detached(Callable)}.
	 * @param <T> the type of the result
	 * @param block the block; what it throws is thrown as it is, checked exceptions too
	 * @return the result of the block
	 */
	<T extends @Nullable Object> T detached(Callable<T> block);

	/**
	 * See {@link Durable#scope(Runnable)}.
	 * @param block the block
	 * @return the scope
	 */
	CancellationScope scope(Runnable block);

	/**
	 * See {@link Durable#with}.
	 * @param <A> the type of the bean
	 * @param activity the activity bean
	 * @param options what differs
	 * @return the bean with these options
	 */
	<A> A with(A activity, ActivityOptions options);

	/**
	 * See {@link Durable#child}.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param options how the child is started
	 * @return the stub of the child
	 */
	<W> W child(Class<W> type, ChildOptions options);

	/**
	 * See {@link Durable#external(Class, String)}.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param workflowId the workflow id, checked
	 * @return the stub of the workflow
	 */
	<W> W external(Class<W> type, String workflowId);

	/**
	 * See {@link Durable#cancelExternal(String)}.
	 * @param workflowId the workflow id, checked
	 */
	void cancelExternal(String workflowId);

	/**
	 * See {@link Durable#queue(int)}.
	 * @param <T> the type of the values
	 * @param capacity the largest number of values, at least 1
	 * @return the queue
	 */
	<T> DurableQueue<T> queue(int capacity);

	/**
	 * See {@link Durable#lock()}.
	 * @return the lock
	 */
	DurableLock lock();

	/**
	 * See {@link Durable#semaphore(int)}.
	 * @param permits the number of permits at first, not negative
	 * @return the semaphore
	 */
	DurableSemaphore semaphore(int permits);

	/**
	 * See {@link Durable#allHandlersFinished()}.
	 * @return {@code true} if no handler is at work
	 */
	boolean allHandlersFinished();

	/**
	 * See {@link Durable#info()}.
	 * @return the run
	 */
	WorkflowInfo info();

	/**
	 * Whether the code that runs now only repeats what is recorded already, or is unwound
	 * and only comes here to leave memory.
	 * @return {@code true} while log lines and metrics would be repetitions
	 */
	boolean isReplaying();

	/**
	 * Whether a failure is a bug of the workflow's code, which leaves the run open and
	 * stuck, and not a failure of the business that closes it.
	 * @param failure the failure
	 * @return {@code true} if the run is to be stuck
	 */
	boolean isBug(Throwable failure);

	/**
	 * Whether the instance of the workflow still lives in memory. Called from any thread.
	 * While it returns {@code true} the runtime keeps a strong reference to this context.
	 * @return {@code false} once the run is closed or has left memory
	 */
	boolean isOpen();

	/**
	 * The context that is bound to the calling thread.
	 * @return the context, or {@code null} if the thread is none of a workflow's own
	 */
	static @Nullable WorkflowContext current() {
		return WorkflowContextHolder.current();
	}

	/**
	 * The context that is bound to the calling thread.
	 * @param operation the name of the method of {@link Durable} that needs it
	 * @return the context
	 * @throws IllegalStateException if none is bound; the message tells why and what to
	 * do instead
	 */
	static WorkflowContext required(String operation) {
		return WorkflowContextHolder.required(operation);
	}

	/**
	 * Bind a context to the calling thread, in place of the one that was bound, and mark
	 * the threads that it will start.
	 * @param context the context, or {@code null} to unbind
	 */
	static void bind(@Nullable WorkflowContext context) {
		WorkflowContextHolder.bind(context);
	}

	/**
	 * Whether user code of an open workflow instance has started the calling thread. A
	 * thread of a pool that existed before is not recognised.
	 * @return {@code true} if the thread is marked, the instance still lives in memory,
	 * and the thread is none of a workflow's own
	 */
	static boolean startedInsideWorkflow() {
		return WorkflowContextHolder.startedInsideWorkflow();
	}

	/**
	 * Whether a failure is of the kinds that are bugs when nothing is configured: any
	 * {@link Error}, {@link NullPointerException}, {@link ClassCastException},
	 * {@link IndexOutOfBoundsException} and {@link ReadOnlyViolation}.
	 * @param failure the failure
	 * @return {@code true} if the failure is of one of these kinds
	 */
	static boolean isBugByDefault(Throwable failure) {
		return failure instanceof Error || failure instanceof NullPointerException
				|| failure instanceof ClassCastException || failure instanceof IndexOutOfBoundsException
				|| failure instanceof ReadOnlyViolation;
	}

}
