package dev.durable.node;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.store.EventRow;
import dev.durable.store.RunRow;

/**
 * Looks whether runs have closed that somebody here waits for and that are not in this
 * memory, or were deleted: one question for all who wait. As they may be many, it is not
 * asked again before twenty times as long as the answer has taken, or until the next
 * poll.
 */
final class ResultLookup {

	private final NodeContext node;

	private final Results results;

	private final Runnable again;

	private final AtomicBoolean delayed = new AtomicBoolean();

	private final Rest rest;

	/** When it was last looked for runs that have been deleted. */
	private volatile long deletedNanos;

	/**
	 * Create a lookup.
	 * @param node the node
	 * @param results who waits for what
	 * @param again makes the poller look for results again, after a rest
	 */
	ResultLookup(NodeContext node, Results results, Runnable again) {
		this.node = node;
		this.results = results;
		this.again = again;
		this.rest = new Rest(node);
		this.deletedNanos = node.executor().nanos();
	}

	/**
	 * Look, or later if it is too early.
	 */
	void lookRested() {
		Duration left = this.rest.left();
		if (left.isZero()) {
			look();
		}
		else if (this.delayed.compareAndSet(false, true)) {
			this.node.executor().schedule(Lane.POLL, left, () -> {
				this.delayed.set(false);
				this.again.run();
			});
		}
	}

	/**
	 * Look.
	 */
	void look() {
		Set<UUID> elsewhere = new HashSet<>(this.results.awaited());
		elsewhere.removeAll(this.node.residents().keySet());
		if (!elsewhere.isEmpty()) {
			this.rest.after(() -> look(elsewhere));
			lookForDeleted(elsewhere);
		}
	}

	/*
	 * Rare, so it is not looked for at each hint. What is read here is committed, unlike
	 * what the thread of a caller sees, who may be in a transaction with an older view.
	 */
	private void lookForDeleted(Set<UUID> elsewhere) {
		long now = this.node.executor().nanos();
		if (now - this.deletedNanos >= this.node.settings().pollInterval().toNanos()) {
			this.deletedNanos = now;
			Set<UUID> asked = new HashSet<>(elsewhere);
			asked.retainAll(this.results.awaited());
			if (!asked.isEmpty()) {
				this.results.looked(asked, this.node.store().existing(asked));
			}
		}
	}

	/**
	 * Tell those who wait for runs that have closed.
	 * @param runs the runs
	 */
	void look(Set<UUID> runs) {
		for (RunRow row : this.node.store().closed(runs)) {
			this.node.store().lastEvent(row.runId()).ifPresent((last) -> tell(row.runId(), last));
		}
	}

	/*
	 * An end that cannot be read is told to those who wait for it, and delays nobody
	 * else.
	 */
	private void tell(UUID runId, EventRow last) {
		try {
			if (this.node.codec().decode(last.kind(), last.data()) instanceof Terminal terminal) {
				this.results.closed(runId, terminal);
			}
		}
		catch (UnreadableException ex) {
			this.results.unreadable(runId, ex);
		}
	}

}
