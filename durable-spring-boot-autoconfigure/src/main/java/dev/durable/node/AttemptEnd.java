package dev.durable.node;

import dev.durable.store.Fence;
import dev.durable.store.NewLetter;

/**
 * The end of a transactional attempt: the last statements of its transaction.
 */
public interface AttemptEnd {

	/**
	 * Return the slot that belongs to the attempt.
	 * @return the slot
	 */
	Fence fence();

	/**
	 * Insert the result of the attempt and lock the fence, in the transaction that is
	 * bound to the calling thread.
	 * @param result the letter
	 * @throws dev.durable.store.FenceLostException if the node was expired: the
	 * transaction must roll back
	 * @throws dev.durable.store.AttemptAbandonedException if the attempt was given up:
	 * likewise
	 */
	void write(NewLetter result);

}
