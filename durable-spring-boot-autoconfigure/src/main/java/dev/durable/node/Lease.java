package dev.durable.node;

import java.time.Duration;

import dev.durable.store.FenceLostException;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lease of this node, and expires nodes whose lease is over. After an outage of
 * the store everybody renews first: a node expires others only after one and a half renew
 * intervals of unbroken contact.
 */
final class Lease {

	private static final Logger logger = LoggerFactory.getLogger(Lease.class);

	private final NodeContext node;

	private long contactSinceNanos;

	private volatile boolean closed;

	Lease(NodeContext node) {
		this.node = node;
		this.contactSinceNanos = node.executor().nanos();
	}

	void start() {
		this.node.executor().schedule(Lane.LEASE, this.node.settings().renewInterval(), this::step);
	}

	void close() {
		this.closed = true;
	}

	private void step() {
		if (this.closed || this.node.isGone()) {
			return;
		}
		Duration wait = this.node.settings().renewInterval();
		try {
			this.node.clock()
				.observe(this.node.store().renew(this.node.nodeId(), this.node.settings().leaseDuration()));
			this.node.renewed();
			if (hasBeenInContact()) {
				expireOthers();
			}
		}
		catch (FenceLostException ex) {
			this.node.lost();
			return;
		}
		catch (StoreException ex) {
			this.contactSinceNanos = this.node.executor().nanos();
			wait = wait.dividedBy(10);
			logger.warn("The lease of node {} could not be renewed: {}", this.node.nodeId(), ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("The lease of node {} could not be renewed", this.node.nodeId(), ex);
		}
		this.node.executor().schedule(Lane.LEASE, wait, this::step);
	}

	private boolean hasBeenInContact() {
		long contact = this.node.executor().nanos() - this.contactSinceNanos;
		return contact >= this.node.settings().renewInterval().toNanos() * 3 / 2;
	}

	private void expireOthers() {
		for (long other : this.node.store().expiredNodes(this.node.nodeId())) {
			if (this.node.store().expire(other)) {
				int freed = this.node.store().release(other);
				logger.info("Node {} is gone; its {} runs are free", other, freed);
			}
		}
	}

}
