package dev.durable.node;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The other nodes on the same database, as far as this node tells them to look. A node
 * that is alone tells nobody; one with much to tell gathers for a moment what it does
 * tell.
 */
final class Neighbours {

	private static final Duration GATHER = Duration.ofMillis(20);

	private final NodeExecutor executor;

	private final Hints hints;

	private final AtomicBoolean pending = new AtomicBoolean();

	private volatile long toldNanos;

	private volatile boolean absent;

	Neighbours(NodeExecutor executor, Hints hints) {
		this.executor = executor;
		this.hints = hints;
		this.toldNanos = executor.nanos() - GATHER.toNanos();
	}

	/**
	 * The other nodes were counted.
	 */
	void seen(boolean any) {
		this.absent = !any;
	}

	/**
	 * Something is durable that this node does not care for itself, or not only: let the
	 * others look.
	 */
	void hint() {
		if (!this.absent && this.pending.compareAndSet(false, true)) {
			Duration wait = GATHER.minusNanos(this.executor.nanos() - this.toldNanos);
			this.executor.schedule(Lane.HINT, wait.isNegative() ? Duration.ZERO : wait, this::send);
		}
	}

	private void send() {
		this.pending.set(false);
		this.toldNanos = this.executor.nanos();
		this.hints.send();
	}

}
