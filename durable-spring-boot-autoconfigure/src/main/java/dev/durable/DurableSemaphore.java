package dev.durable;

import java.time.Duration;

/**
 * Lets a limited number of branches or handlers of a run pass at a time. Made by
 * {@link Durable#semaphore(int)}.
 * <p>
 * It belongs to the run that has made it, is rebuilt by replay, and only the run's own
 * threads may use it. A permit belongs to nobody: a branch may release what another has
 * acquired. Those who wait are served in the order in which they came.
 */
public interface DurableSemaphore {

	/**
	 * Take permits. Blocks until that many are there, and takes all of them or none.
	 * @param permits the number of permits, at least 1
	 * @throws IllegalArgumentException if the number is less than 1
	 * @throws CancelledFailure if the caller was cancelled and would have to wait
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	void acquire(int permits);

	/**
	 * Take permits, but do not wait longer than the limit. The wait is a durable timer,
	 * which is cancelled when it was not needed.
	 * @param permits the number of permits, at least 1
	 * @param limit the longest time to wait; zero or negative does not wait
	 * @return {@code true} if the permits were taken, {@code false} if time ran out first
	 * and none was
	 * @throws IllegalArgumentException if the number is less than 1
	 * @throws CancelledFailure if the caller was cancelled and would have to wait
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	boolean tryAcquire(int permits, Duration limit);

	/**
	 * Give permits back. Never blocks.
	 * @param permits the number of permits, at least 1
	 * @throws IllegalArgumentException if the number is less than 1
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	void release(int permits);

}
