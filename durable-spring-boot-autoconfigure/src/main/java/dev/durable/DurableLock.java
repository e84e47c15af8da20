package dev.durable;

import java.time.Duration;

/**
 * Lets one branch or handler of a run at a time pass a section that blocks. Made by
 * {@link Durable#lock()}. Code that does not block needs no lock: branches move one at a
 * time.
 * <p>
 * It belongs to the run that has made it, is rebuilt by replay, and only the run's own
 * threads may use it. The branch that holds it may take it again, and then has to give it
 * back as often. Those who wait are served in the order in which they came.
 */
public interface DurableLock {

	/**
	 * Take the lock. Blocks while another branch holds it.
	 * @throws CancelledFailure if the caller was cancelled and would have to wait
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	void lock();

	/**
	 * Take the lock, but do not wait longer than the limit. The wait is a durable timer,
	 * which is cancelled when it was not needed.
	 * @param limit the longest time to wait; zero or negative does not wait
	 * @return {@code true} if the caller holds the lock, {@code false} if time ran out
	 * first
	 * @throws CancelledFailure if the caller was cancelled and would have to wait
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	boolean tryLock(Duration limit);

	/**
	 * Give the lock back. Never blocks.
	 * @throws IllegalMonitorStateException if the calling branch does not hold the lock
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	void unlock();

}
