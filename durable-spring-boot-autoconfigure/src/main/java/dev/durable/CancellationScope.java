package dev.durable;

/**
 * A branch of a workflow that can be cancelled alone. Made by
 * {@link Durable#scope(Runnable)}. Only the threads of its run may use it.
 */
public interface CancellationScope {

	/**
	 * Cancel what runs in the scope: its activities, timers and children, in the order of
	 * their creation, and each further blocking call in it, outside
	 * {@link Durable#detached(Runnable)}; branches that its block has left behind, too.
	 * Returns at once. Once it is cancelled, or nothing is left in it, the scope ignores
	 * further calls.
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	void cancel();

	/**
	 * Whether the scope was cancelled: alone, or with the scope or the run around it.
	 * Never blocks.
	 * @return {@code true} once it was cancelled
	 */
	boolean isCancelled();

	/**
	 * Wait until the block of the scope has ended. If it ended with an exception, that is
	 * thrown here as it is: {@link CancelledFailure} if cancelling has ended it.
	 * @throws CancelledFailure if the caller or the block was cancelled
	 * @throws ReadOnlyViolation if the caller may only read and would have to wait
	 */
	void join();

}
