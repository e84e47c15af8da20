package dev.durable.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs the steps of a node. Steps of one lane may run at the same time, apart from
 * {@code COMMIT}, {@code POLL}, {@code QUEUE}, {@code LEASE}, {@code EXPIRY},
 * {@code HINT} and {@code WATCH}, of which the node never has two under way.
 */
public interface NodeExecutor {

	/**
	 * Run a step soon.
	 * @param lane what it does
	 * @param step the step; it does not throw
	 */
	void execute(Lane lane, Runnable step);

	/**
	 * Run a step as soon as the step that the calling thread runs has ended, on the same
	 * thread if it may be, which spares the change to another. To be called at the end of
	 * a step only; one that goes on nevertheless calls {@link #passOn} first.
	 * @param lane what it does
	 * @param step the step; it does not throw
	 */
	default void executeNext(Lane lane, Runnable step) {
		execute(lane, step);
	}

	/**
	 * The step that the calling thread runs goes on: what was to be run next on its
	 * thread is run by others.
	 */
	default void passOn() {
	}

	/**
	 * Run a step later.
	 * @param lane what it does
	 * @param delay how much later, by a monotonic clock
	 * @param step the step; it does not throw
	 * @return cancels the step if it has not begun
	 */
	Runnable schedule(Lane lane, Duration delay, Runnable step);

	/**
	 * Wait, on a thread of user code, until a step of this node has done something.
	 * Nothing but time depends on the wait.
	 * @param done completed when it is done
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if it will not be done
	 */
	void await(CompletableFuture<?> done) throws InterruptedException, ExecutionException;

	/**
	 * Return a monotonic time.
	 * @return nanoseconds since some instant
	 */
	long nanos();

}
