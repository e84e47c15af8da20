package dev.durable.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.store.NodeRow;
import dev.durable.store.Store;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that this process has joined on one store.
 *
 * @param store what the store is called, if no other process uses it
 */
record ProcessNodes(@Nullable String store) {

	private static final Logger logger = LoggerFactory.getLogger(ProcessNodes.class);

	/**
	 * The nodes of different stores may have the same numbers.
	 */
	private static final Set<Joined> JOINED = ConcurrentHashMap.newKeySet();

	void joined(long nodeId) {
		JOINED.add(new Joined(this.store, nodeId));
	}

	void left(long nodeId) {
		JOINED.remove(new Joined(this.store, nodeId));
	}

	/**
	 * Expire the nodes of processes that have ended. The lock of the store's file proves
	 * that no other process uses it, so nobody needs to wait for the leases of nodes that
	 * this process has not joined.
	 * @return the nodes that are gone
	 */
	List<Long> expireDead(Store shared, long self) {
		List<Long> dead = new ArrayList<>();
		if (this.store == null) {
			return dead;
		}
		for (NodeRow other : shared.nodes()) {
			if (other.nodeId() != self && !JOINED.contains(new Joined(this.store, other.nodeId()))) {
				shared.leave(other.nodeId());
				int freed = shared.release(other.nodeId());
				logger.info("Node {} ended with its process; its {} runs are free", other.nodeId(), freed);
				dead.add(other.nodeId());
			}
		}
		return dead;
	}

	/**
	 * A node of this process.
	 *
	 * @param store what its store is called, if no other process uses it
	 * @param nodeId its number there
	 */
	private record Joined(@Nullable String store, long nodeId) {

	}

}
