package dev.durable.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Letters: all that concerns a run and does not come from its owner. Sending one locks
 * nothing of the run.
 */
public interface LetterStore {

	/**
	 * Send a letter to the run that is open under a workflow id now, inside the caller's
	 * transaction if there is one; without one it has committed on return. Takes no lock
	 * on the run. If the key is there already, nothing is inserted and the letter counts
	 * as sent.
	 * @param letter the letter
	 * @return the letter; empty if no such run was open, and nothing was written
	 */
	Optional<SentLetter> send(OutgoingLetter letter);

	/**
	 * Return those of the given letters to other workflows that were sent.
	 * @param keys their keys, made by {@link OutgoingLetter#requestKey}
	 * @return the keys that are there
	 */
	Set<String> sent(Collection<String> keys);

	/**
	 * Return the given letters as far as they will not be taken any more: answered, dead
	 * or unreadable. Seen from outside any transaction of the caller.
	 * @param refs the letters
	 * @return the letters that are settled, with their answer as data
	 */
	List<Letter> settled(Collection<LetterRef> refs);

	/**
	 * Insert the outcome of an attempt that is to be completed later, inside the caller's
	 * transaction if there is one, under the key of the attempt.
	 * @param result the letter for a run, of kind {@link LetterKind#RESULT} or
	 * {@link LetterKind#ATTEMPT_FAILED}; its chain is not looked at but found
	 * @param activityId the activity
	 * @param attempt the attempt
	 * @return whom it has gone to; empty if the attempt does not wait for it (any more),
	 * and nothing was written
	 */
	Optional<Addressee> complete(NewLetter result, long activityId, int attempt);

	/**
	 * Store what a heartbeat says of an attempt that is to be completed later, inside the
	 * caller's transaction if there is one.
	 * @param runId the run
	 * @param activityId the activity
	 * @param attempt the attempt
	 * @param details the stored form of the details
	 * @return false if the attempt does not wait (any more)
	 */
	boolean heartbeat(UUID runId, long activityId, int attempt, byte[] details);

	/**
	 * Find a letter that was found dead or unreadable and is no order to restart.
	 * @param letterId its id
	 * @return the letter
	 */
	Optional<Letter> deadLetter(long letterId);

	/**
	 * Give a dead or unreadable letter to the run that is open under a workflow id now,
	 * as new, inside the caller's transaction if there is one. What becomes of something
	 * that a run has asked for goes to that run alone, as does an order to reset it, and
	 * an order to restart to nobody.
	 * @param letterId the letter
	 * @param workflowId the workflow id
	 * @return whom it has gone to; empty if there is no such letter or no open run, if it
	 * is not for that run, or if the chain has another letter with its key
	 */
	Optional<Addressee> redeliver(long letterId, String workflowId);

	/**
	 * Return the dead orders to start another run, which must not be lost: the run that
	 * was to be ended had closed before.
	 * @param limit how many at the most
	 * @return the letters of kind {@link LetterKind#RESTART}
	 */
	List<Letter> deadRestarts(int limit);

	/**
	 * Start the run that a dead order asks for, unowned, and delete the order, in one
	 * transaction. Does nothing if the order is gone: somebody else has obeyed it.
	 * @param letterId the order
	 * @param run the run
	 * @throws IdTakenException as {@link RunStore#start}; the order is left as it is
	 */
	void restart(long letterId, RunStart run);

	/**
	 * Insert the result of a transactional attempt, and lock the fence, as the last
	 * statements of the transaction that is bound to the calling thread.
	 * @param fence a slot that belongs to this attempt alone
	 * @param result the letter, with the key of the attempt
	 * @throws FenceLostException if the node was expired: the transaction must roll back
	 * @throws AttemptAbandonedException if the attempt was given up, or its run is not
	 * open any more: likewise
	 */
	void deliver(Fence fence, NewLetter result);

	/**
	 * Give an attempt up for good: insert a letter under its key, which waits for a
	 * moment for an attempt that is about to commit, or for a caller who is about to
	 * complete it; if that one takes longer, {@link StoreUnavailableException} is thrown.
	 * Only to be asked while the attempt has no outcome in the history, since the key
	 * goes with the letter when that is consumed.
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
	 * Return the first letters that {@link #letters(UUID)} returns.
	 * @param runId the run
	 * @param limit how many at the most
	 * @return the letters, new and held, by id
	 */
	default List<Letter> letters(UUID runId, int limit) {
		return letters(runId).stream().limit(limit).toList();
	}

	/**
	 * Return the runs of a node that have new letters and are neither stuck nor paused,
	 * or have new orders.
	 * @param nodeId the node
	 * @param limit how many at the most
	 * @return their ids
	 */
	List<UUID> runsWithLetters(long nodeId, int limit);

	/**
	 * Put new letters aside that nobody can take now: of chains without an open run as
	 * dead (results are deleted instead, as nobody misses them, and so are orders other
	 * than to restart), of stuck and paused runs as held (who claims the run reads those
	 * too; not orders).
	 * @param fence the slot of the poller
	 * @param limit how many at the most
	 * @return how many were found dead and are kept
	 */
	int sort(Fence fence, int limit);

	/**
	 * Return the letters that were found dead or unreadable under a workflow id, other
	 * than orders to restart, oldest first.
	 * @param workflowId the workflow id
	 * @return the letters
	 */
	List<Letter> deadLetters(String workflowId);

}
