package dev.durable.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Queues: attempts of activities that are not made by the owner of their run, but by
 * whichever node of a queue takes them.
 * <p>
 * The run offers an attempt in a commit of its own, as an {@link ActivityRow} with a
 * {@link Routing}, and deletes the row when it wants the attempt no more. In between the
 * row says who may do what, and each step from one {@link RoutingState} to the next is
 * taken once: an attempt has one outcome, and one that its run has deleted has none.
 * Neither locks anything of the run.
 */
public interface QueueStore {

	/**
	 * Take attempts that are offered and due, the longest due first, within the limits of
	 * their activities. Those of paused runs wait.
	 * @param fence the slot of the poller
	 * @param filter which attempts, and how many
	 * @return the attempts
	 * @throws FenceLostException as {@link RunStore#commit}
	 * @throws OutcomeUnknownException if they may have been taken: retire the slot, then
	 * {@link #taken} tells
	 */
	List<AttemptRef> take(Fence fence, AttemptFilter filter);

	/**
	 * Return what a node has taken and not ended.
	 * @param nodeId the node
	 * @return the attempts
	 */
	List<TakenAttempt> taken(long nodeId);

	/**
	 * Read attempts.
	 * @param refs the attempts
	 * @return those that are there, with all that is needed to make them
	 */
	List<LoadedAttempt> attempts(Collection<AttemptRef> refs);

	/**
	 * End attempts: their outcomes become letters, together with the fence. To be called
	 * by the node that has taken them; or by another one, when a statement that was
	 * committed before has seen the fence of that node gone.
	 * @param fence the slot of the caller
	 * @param taker the node that has taken them
	 * @param ended the attempts and their outcomes
	 * @return those that have ended by this; others were over already, and nothing was
	 * written of them
	 * @throws FenceLostException as {@link RunStore#commit}
	 * @throws OutcomeUnknownException if it may have happened; it may be repeated
	 */
	Set<AttemptRef> end(Fence fence, long taker, Collection<EndedAttempt> ended);

	/**
	 * End a transactional attempt, and lock the fence, as the last statements of the
	 * transaction that is bound to the calling thread.
	 * @param fence a slot that belongs to this attempt alone
	 * @param ended the attempt, taken by the node of the fence
	 * @throws FenceLostException if the node was expired: the transaction must roll back
	 * @throws AttemptAbandonedException if the attempt was over already: likewise
	 */
	void deliver(Fence fence, EndedAttempt ended);

	/**
	 * Store what a heartbeat says of an attempt that the node of the fence has taken.
	 * @param fence the slot of the caller
	 * @param ref the attempt
	 * @param details the stored form of the details
	 * @return false if the attempt is over
	 */
	boolean heard(Fence fence, AttemptRef ref, byte[] details);

	/**
	 * Leave the outcome of an attempt that the node of the fence has taken to somebody
	 * who has its token, and tell its run. The attempt stays that node's until its code
	 * has {@linkplain #returned returned}.
	 * @param fence the slot of the caller
	 * @param ref the attempt
	 * @param begunAt when it has begun
	 * @param notice the letter to its run
	 * @return false if the attempt is over
	 */
	boolean completeLater(Fence fence, AttemptRef ref, Instant begunAt, NewLetter notice);

	/**
	 * Note that the code of an attempt that is completed by its token has returned: from
	 * now on it is not lost with any node. Does nothing if the attempt is over.
	 * @param fence the slot of the caller, whose node has made the attempt
	 * @param ref the attempt
	 */
	void returned(Fence fence, AttemptRef ref);

	/**
	 * Offer an attempt again that the node of the fence has taken and not begun.
	 * @param fence the slot of the caller
	 * @param ref the attempt
	 * @return false if the attempt is over
	 */
	boolean giveBack(Fence fence, AttemptRef ref);

	/**
	 * Keep anybody from taking an attempt.
	 * @param fence the slot of the caller
	 * @param ref the attempt
	 * @return true if nobody has taken it, nor ever will
	 */
	boolean withdraw(Fence fence, AttemptRef ref);

	/**
	 * Ask whoever has taken an attempt for its end.
	 * @param fence the slot of the caller
	 * @param ref the attempt
	 */
	void requestCancel(Fence fence, AttemptRef ref);

}
