package dev.durable.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Letters: all that concerns a run and does not come from its owner. Sending one locks
 * nothing of the run.
 */
public interface LetterStore {

	/**
	 * Send a signal to the chain that is open under a workflow id now, inside the
	 * caller's transaction if there is one; without one it has committed on return.
	 * @param workflowId the workflow id
	 * @param name the name of the signal
	 * @param arguments the stored form of its arguments
	 * @return the run that was open; empty if there was none, and nothing was written
	 */
	Optional<UUID> signal(String workflowId, String name, byte[] arguments);

	/**
	 * Insert the result of a transactional attempt, and lock the fence, as the last
	 * statements of the transaction that is bound to the calling thread.
	 * @param fence a slot that belongs to this attempt alone
	 * @param result the letter, with the key of the attempt
	 * @throws FenceLostException if the node was expired: the transaction must roll back
	 * @throws AttemptAbandonedException if the attempt was given up: likewise
	 */
	void deliver(Fence fence, NewLetter result);

	/**
	 * Give an attempt up for good: insert a letter under its key, which waits for an
	 * attempt that is about to commit. Only to be asked while the attempt has no outcome
	 * in the history, since the key goes with the letter when that is consumed.
	 * @param fence the slot of the caller
	 * @param abandoned the letter, with the key of the attempt
	 * @return true if the attempt cannot commit any more, false if its result is there
	 * already
	 */
	boolean abandon(Fence fence, NewLetter abandoned);

	/**
	 * Return the letters that are addressed to a run or its chain and neither consumed
	 * nor put aside, in the order in which they are to be taken.
	 * @param runId the run
	 * @return the letters, new and held, by id
	 */
	List<Letter> letters(UUID runId);

	/**
	 * Return the runs of a node that have new letters and are not stuck.
	 * @param nodeId the node
	 * @param limit how many at the most
	 * @return their ids
	 */
	List<UUID> runsWithLetters(long nodeId, int limit);

	/**
	 * Put new letters aside that nobody can take now: of chains without an open run as
	 * dead, of stuck runs as held (who claims the run reads those too).
	 * @param fence the slot of the poller
	 * @param limit how many at the most
	 * @return how many were found dead
	 */
	int sort(Fence fence, int limit);

	/**
	 * Return the letters that were found dead or unreadable under a workflow id, oldest
	 * first.
	 * @param workflowId the workflow id
	 * @return the letters
	 */
	List<Letter> deadLetters(String workflowId);

}
