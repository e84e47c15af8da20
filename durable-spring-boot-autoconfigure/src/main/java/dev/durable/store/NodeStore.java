package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Nodes, their leases and their fences.
 * <p>
 * Lease times only tell when others <em>may</em> expire a node. What makes it safe is the
 * fence: rows that nobody updates, of which each writing transaction of the node locks
 * one. {@link #expire} deletes them, which waits for what is in flight and refuses what
 * comes later.
 */
public interface NodeStore {

	/**
	 * Join as a new node, under an id that was never used before. A build that no node
	 * has had before is seen for the first time.
	 * @param registration what the node says of itself
	 * @param lease how long the first lease lasts
	 * @return the id, and the time by the clock of the store
	 */
	Membership join(NodeRegistration registration, Duration lease);

	/**
	 * Return when each build was first seen, by the clock of the store.
	 * @return the times by the ids of the builds
	 */
	Map<String, Instant> builds();

	/**
	 * Renew the lease of a node, whether it had run out or not, if its fence is still
	 * there.
	 * @param nodeId the node
	 * @param lease how long the lease lasts from now on
	 * @return the time by the clock of the store
	 * @throws FenceLostException if another node has expired this one: it must drop all
	 * its runs and join anew
	 */
	Instant renew(long nodeId, Duration lease);

	/**
	 * Return the nodes that may be expired or swept by somebody else: their lease is over
	 * by the clock of the store, or their fence is gone but they have a row, runs or
	 * taken attempts left.
	 * @param self the node that asks, which is never among them
	 * @return the ids
	 */
	List<Long> expiredNodes(long self);

	/**
	 * Delete the fence of a node, in a transaction of its own, unless its lease was
	 * renewed in the meantime. When this returns true no transaction of that node can
	 * commit any more, and what it had in flight has committed or never will.
	 * @param nodeId the node
	 * @return false if the node has renewed its lease
	 */
	boolean expire(long nodeId);

	/**
	 * Delete the fence of the calling node itself, in good order, whatever its lease.
	 * @param nodeId the node
	 */
	void leave(long nodeId);

	/**
	 * Free the runs of a node whose fence is gone: they become parked and due now. When
	 * neither runs nor taken attempts are left the node's row is deleted. Does nothing
	 * for a node that has a fence. A run that is freed in this way for the third time
	 * since it last left its owner by itself is {@linkplain Takeovers suspect}.
	 * @param nodeId the node
	 * @return how many runs were freed
	 */
	int release(long nodeId);

	/**
	 * Free the runs of a node that has left in good order, as {@link #release}; they do
	 * not count as taken from a dead node.
	 * @param nodeId the node
	 * @return how many runs were freed
	 */
	int handOver(long nodeId);

	/**
	 * Retire a slot after a transaction under it ended in doubt: delete its row, which
	 * waits for that transaction or makes it void, and insert it anew. When this returns,
	 * what a read sees of that transaction is final, if the transaction had locked the
	 * slot before its commit was asked for.
	 * @param fence the slot
	 * @throws FenceLostException if the row is gone
	 */
	default void retire(Fence fence) {
		retire(fence, fence);
	}

	/**
	 * Retire a slot for good, and insert another one in its place. A transaction that was
	 * sent as a whole may reach its lock only after this has returned; it finds no slot
	 * then. May be repeated when it is not known whether it has happened.
	 * @param fence the slot
	 * @param next the slot that takes its place
	 * @throws FenceLostException if the row is gone
	 */
	void retire(Fence fence, Fence next);

	/**
	 * Ask the store for the time, which is the cheapest proof that it answers.
	 * @return the time by its clock
	 */
	Instant now();

	/**
	 * List all nodes, for operators.
	 * @return the nodes
	 */
	List<NodeRow> nodes();

}
