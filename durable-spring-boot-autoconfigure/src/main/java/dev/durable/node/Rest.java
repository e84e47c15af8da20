package dev.durable.node;

import java.time.Duration;

/**
 * Keeps a look at the store, for which there may be many reasons, from being repeated
 * before some times as long as it has taken: twenty times, or a poll interval if that is
 * shorter, unless somebody wants it to rest longer.
 */
final class Rest {

	/** How many times as long as a look has taken the store is left alone. */
	static final int FACTOR = 20;

	private final NodeContext node;

	private final int factor;

	private final long mostNanos;

	private volatile long untilNanos;

	Rest(NodeContext node) {
		this(node, FACTOR, node.settings().pollInterval());
	}

	/**
	 * Create a rest of another length.
	 * @param node the node
	 * @param factor how many times as long as a look has taken the store is left alone
	 * @param most the longest rest
	 */
	Rest(NodeContext node, int factor, Duration most) {
		this.node = node;
		this.factor = factor;
		this.mostNanos = most.toNanos();
		this.untilNanos = node.executor().nanos();
	}

	/**
	 * Return how long it is too early for another look.
	 */
	Duration left() {
		Duration left = Duration.ofNanos(this.untilNanos - this.node.executor().nanos());
		return left.isNegative() ? Duration.ZERO : left;
	}

	/**
	 * Look, and rest from then on.
	 */
	void after(Runnable look) {
		long begin = this.node.executor().nanos();
		look.run();
		long end = this.node.executor().nanos();
		this.untilNanos = end + Math.min((end - begin) * this.factor, this.mostNanos);
	}

}
