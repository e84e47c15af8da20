package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.durable.store.FenceLostException;
import dev.durable.store.NodeRow;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lease of this node, and expires nodes whose lease is over. After an outage of
 * the store everybody renews first: a node expires others only after one and a half renew
 * intervals of unbroken contact.
 * <p>
 * It looks for nodes to expire whenever it renews, and also when the lease of another is
 * going to end before that: never while all are well, as each lease outlasts a renew
 * interval by far.
 */
final class Lease {

	private static final Logger logger = LoggerFactory.getLogger(Lease.class);

	private static final Duration SOON = Duration.ofMillis(100);

	private static final Duration AGAIN_WAIT = Duration.ofSeconds(1);

	private final NodeContext node;

	private final Runnable onFreed;

	/** Nodes that are gone and have runs that could not be freed yet. */
	private final Set<Long> locked = new HashSet<>();

	private volatile long contactSinceNanos;

	private volatile long lastContactNanos;

	private volatile boolean closed;

	/**
	 * Create the lease.
	 * @param node whose lease it is
	 * @param onFreed called when runs of a node that is gone have become free
	 */
	Lease(NodeContext node, Runnable onFreed) {
		this.node = node;
		this.onFreed = onFreed;
		this.contactSinceNanos = node.executor().nanos();
		this.lastContactNanos = this.contactSinceNanos;
	}

	void start() {
		this.node.executor().schedule(Lane.LEASE, this.node.settings().renewInterval(), this::renew);
		this.node.executor().schedule(Lane.EXPIRY, missingContact(), this::look);
	}

	void close() {
		this.closed = true;
	}

	private boolean isOver() {
		return this.closed || this.node.isGone();
	}

	private void renew() {
		if (isOver()) {
			return;
		}
		Duration wait = this.node.settings().renewInterval();
		try {
			long asked = this.node.executor().nanos();
			this.node.clock()
				.observe(this.node.store().renew(this.node.nodeId(), this.node.settings().leaseDuration()));
			this.node.renewed(asked);
			contact();
		}
		catch (FenceLostException ex) {
			this.node.lost();
			return;
		}
		catch (RuntimeException | Error ex) {
			this.contactSinceNanos = this.node.executor().nanos();
			wait = wait.dividedBy(10);
			logger.warn("The lease of node {} could not be renewed", this.node.nodeId(), ex);
		}
		this.node.executor().schedule(Lane.LEASE, wait, this::renew);
	}

	/*
	 * A node that has stood still has not seen whether the others could renew.
	 */
	private void contact() {
		long now = this.node.executor().nanos();
		if (now - this.lastContactNanos > patience().toNanos()) {
			this.contactSinceNanos = now;
		}
		this.lastContactNanos = now;
	}

	private Duration patience() {
		return this.node.settings().renewInterval().multipliedBy(3).dividedBy(2);
	}

	/*
	 * Apart from the renewal: to expire a node waits for what that node has in flight,
	 * and must not cost this one its own lease.
	 */
	private void look() {
		if (isOver()) {
			return;
		}
		Duration wait = missingContact();
		if (wait.isNegative() || wait.isZero()) {
			wait = this.node.settings().renewInterval();
			try {
				boolean all = expireOthers();
				wait = shorter(wait, all ? untilNextEnd() : AGAIN_WAIT);
			}
			catch (RuntimeException | Error ex) {
				wait = AGAIN_WAIT;
				logger.warn("Node {} could not look for nodes that are gone", this.node.nodeId(), ex);
			}
		}
		this.node.executor().schedule(Lane.EXPIRY, wait, this::look);
	}

	private Duration missingContact() {
		long now = this.node.executor().nanos();
		boolean broken = now - this.lastContactNanos > patience().toNanos();
		return broken ? patience() : patience().minusNanos(now - this.contactSinceNanos);
	}

	/*
	 * Each on its own: one that cannot be expired yet, for what it still has in flight,
	 * must not keep the others from it.
	 */
	private boolean expireOthers() {
		boolean all = true;
		for (long other : this.node.store().expiredNodes(this.node.nodeId())) {
			try {
				all &= expire(other);
			}
			catch (StoreException ex) {
				all = false;
				logger.warn("Node {} could not be expired yet: {}", other, ex.getMessage());
			}
		}
		return all;
	}

	/*
	 * Returns false if the node still has runs, which others have locked.
	 */
	private boolean expire(long other) {
		if (!this.node.store().expire(other)) {
			return true;
		}
		int freed = this.node.store().release(other);
		this.node.routed().inherit(other);
		if (freed > 0 || !this.locked.contains(other)) {
			this.node.listener().takenOver(freed);
			logger.info("Node {} is gone; its {} runs are free", other, freed);
			this.node.neighbours().hint();
			this.onFreed.run();
		}
		int left = this.node.store().owned(other).size();
		if (left == 0) {
			this.locked.remove(other);
		}
		else if (this.locked.add(other)) {
			logger.warn("{} runs of node {}, which is gone, are locked by other transactions and not free yet", left,
					other);
		}
		return left == 0;
	}

	/*
	 * The clock of this node may run a little faster than that of the store, so that a
	 * look at the end of a lease comes too early; then it is repeated soon.
	 */
	private Duration untilNextEnd() {
		Instant now = this.node.clock().now();
		List<NodeRow> others = this.node.store()
			.nodes()
			.stream()
			.filter((other) -> other.nodeId() != this.node.nodeId() && other.fenced())
			.toList();
		this.node.neighbours().seen(!others.isEmpty());
		return others.stream()
			.map(NodeRow::leaseUntil)
			.min(Comparator.naturalOrder())
			.map((end) -> longer(Times.until(end, now), SOON))
			.orElse(this.node.settings().renewInterval());
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
