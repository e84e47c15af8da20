package dev.durable.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What moves runs: starting, claiming, loading and the commit path.
 */
public interface RunStore {

	/**
	 * Commit the changes of many runs in one transaction that holds the fence: all or
	 * nothing.
	 * <p>
	 * A change is refused if it starts a run whose workflow id has an open run and that
	 * is not optional ({@code ID_TAKEN}), or one whose reuse policy has something against
	 * a closed run of another chain with its id ({@code ID_USED}, decided after the
	 * insert), if it closes a run that awaits its inbox with letters that are unread and
	 * not taken by the change ({@code LETTERS_UNREAD}), if its {@code due} is later than
	 * the clock of the store ({@code TIMER_EARLY}), if a row it needs is locked for
	 * longer than 200 ms ({@code LOCKED}), if its first event's position is taken, a
	 * letter to consume is gone, or the run to update is not owned by the fence's node
	 * ({@code CONFLICT}), or if it can never be written ({@code REJECTED}).
	 * @param fence the slot of the calling committer
	 * @param writeId a new id, stored with what is written, for {@link #isWritten}
	 * @param changes the changes, at most one for a run
	 * @return the time by the clock of the store and the refusals; if there is one,
	 * nothing was written
	 * @throws BatchRefusedException if one of several changes was refused and the store
	 * cannot tell which: nothing was written, commit them in smaller batches. Never
	 * thrown for a single change
	 * @throws FenceLostException if the node was expired: nothing was written, nor will
	 * be
	 * @throws OutcomeUnknownException if the commit may or may not have happened:
	 * {@link NodeStore#retire retire} the slot, then ask {@link #isWritten}
	 */
	CommitReply commit(Fence fence, UUID writeId, List<RunChange> changes);

	/**
	 * Tell whether a commit in doubt has happened. Only meaningful after its slot was
	 * retired.
	 * @param writeId the write id of the commit
	 * @param changes its changes
	 * @return true if they were written, false if they never will be
	 */
	boolean isWritten(UUID writeId, List<RunChange> changes);

	/**
	 * Start a run inside the caller's transaction, if there is one, unowned and due at
	 * once or when it may begin; one with a limit gets in line for a place. It exists if
	 * and only if that transaction commits; without one it has committed on return. A
	 * refusal leaves the caller's transaction usable.
	 * @param run the run and its first events; it is neither owned nor optional, whatever
	 * it says
	 * @param letters letters for its chain, taken before any other
	 * @throws IdTakenException if the workflow id has an open run, or another transaction
	 * that is still open has started one, which is an {@link IdLockedException} then; or
	 * if the reuse policy has something against a closed run
	 */
	void start(RunStart run, List<NewLetter> letters);

	/**
	 * Delete a closed run inside the caller's transaction, if there is one: its row,
	 * history, attributes, and with the last run of its chain the letters of the chain.
	 * @param runId the run
	 * @return false if there is no such run or it is open; nothing was deleted
	 */
	boolean delete(UUID runId);

	/**
	 * Delete closed runs, each with all that {@link #delete} deletes, in one transaction:
	 * a run is there as a whole or not at all. Those that started first go first.
	 * @param age how long ago, by the clock of the store, a run closed at the least
	 * @param limit how many runs are deleted at the most
	 * @return how many were deleted; fewer than the limit if there are no more of them,
	 * or if others delete them at the same time
	 */
	int deleteOld(Duration age, int limit);

	/**
	 * Return those of the given runs that exist.
	 * @param runIds the runs
	 * @return the ones that exist, open or closed
	 */
	Set<UUID> existing(Collection<UUID> runIds);

	/**
	 * Return those of the given chains that have begun: their first run exists, or an
	 * open one that has come after it. The first one of a chain that goes on may have
	 * been deleted.
	 * @param firstRunIds the first runs of the chains
	 * @return the chains that have begun and are not known to be over and deleted
	 */
	Set<UUID> begun(Collection<UUID> firstRunIds);

	/**
	 * Claim parked runs for a node, under its fence. Of the types and queues of the
	 * filter: those that are due by the clock of the store, those with new letters that
	 * are neither stuck nor paused nor before their {@code startAt} nor waiting for a
	 * place, and those that are stuck but were not tried on this build and are not
	 * paused. Of any type and queue, stuck, paused, waiting or not begun: those with new
	 * orders, those waiting or not begun with a new request to cancel, and those whose
	 * timeout and its grace are over. Oldest first.
	 * <p>
	 * A run that needs a place under a limit gets one here, in the order of their starts,
	 * a delayed one in that of its begin. As long as it has none it is claimed only for
	 * an order, a request to cancel, or its timeout, and waits otherwise, due at its
	 * timeout at the latest, until a chain ends that had one. A place belongs to the
	 * chain, whoever owns its run.
	 * <p>
	 * Where builds are mixed, a run goes on where it was, if it can: one that is due, or
	 * has a new letter that is no order, is left for {@link ClaimFilter#OTHERS_FIRST} to
	 * nodes of the build that has claimed it last (at first the one that has started it),
	 * unless the filter is of that build, or none of its nodes is alive that has the type
	 * and serves the queue.
	 * @param fence the slot of the poller
	 * @param filter what the node can run
	 * @return the ids of the claimed runs. Their history and letters are to be read by
	 * {@link #load}, after this has returned
	 * @throws FenceLostException as {@link #commit}
	 * @throws OutcomeUnknownException if the claim may have happened: retire the slot,
	 * then {@link #owned} tells
	 */
	List<UUID> claim(Fence fence, ClaimFilter filter);

	/**
	 * Claim one run that is {@linkplain Takeovers suspect}, which {@link #claim} never
	 * takes but for orders and timeouts: of the types and queues of the filter, not
	 * paused, due, or stuck and not tried on this build.
	 * @param fence the slot of the poller
	 * @param filter what the node can run; its limit is not looked at
	 * @return the id of the claimed run
	 * @throws FenceLostException as {@link #commit}
	 * @throws OutcomeUnknownException as {@link #claim}
	 */
	Optional<UUID> claimSuspect(Fence fence, ClaimFilter filter);

	/**
	 * Return the open runs that a node owns.
	 * @param nodeId the node
	 * @return their ids
	 */
	List<UUID> owned(long nodeId);

	/**
	 * Read all that is needed to go on with a run.
	 * @param runId the run
	 * @return the run with history, letters (new and held) and activity rows; empty if
	 * there is none
	 */
	Optional<LoadedRun> load(UUID runId);

	/**
	 * Read all that is needed to go on with some runs, at about the cost of one. They
	 * must not be more than a claim takes.
	 * @param runIds the runs
	 * @return those of them that are open and {@link LoadedRun#isShort short}, in any
	 * order
	 */
	List<LoadedRun> load(Collection<UUID> runIds);

	/**
	 * Mark parked runs that have been due for longer than their patience and that no live
	 * node has code for, as stuck with {@code UNKNOWN_TYPE}. A mark, no claim: a node
	 * that has the type claims them all the same.
	 * @param fence the slot of the poller
	 * @param overdue how long they must be due
	 * @return how many were marked
	 */
	int markUnknownTypes(Fence fence, Duration overdue);

	/**
	 * Return those of the given runs that are closed.
	 * @param runIds the runs
	 * @return the closed ones
	 */
	List<RunRow> closed(Collection<UUID> runIds);

}
