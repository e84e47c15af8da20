package dev.durable;

import java.util.Optional;

/**
 * Hands values from one branch or handler of a run to another, in order. Made by
 * {@link Durable#queue(int)}.
 * <p>
 * It belongs to the run that has made it, is rebuilt by replay, and only the run's own
 * threads may use it. Those who wait are served in the order in which they came.
 *
 * @param <T> the type of the values
 */
public interface DurableQueue<T> {

	/**
	 * Append a value. Blocks while the queue is full.
	 * @param value the value
	 * @throws CancelledFailure if the caller was cancelled and would have to wait
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	void put(T value);

	/**
	 * Remove the first value. Blocks while the queue is empty.
	 * @return the value
	 * @throws CancelledFailure if the caller was cancelled and would have to wait
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	T take();

	/**
	 * Append a value if there is room. Never blocks.
	 * @param value the value
	 * @return {@code true} if it was appended, {@code false} if the queue is full
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	boolean offer(T value);

	/**
	 * Remove the first value if there is one. Never blocks.
	 * @return the value, or empty if the queue is
	 * @throws ReadOnlyViolation if the caller may only read
	 */
	Optional<T> poll();

}
