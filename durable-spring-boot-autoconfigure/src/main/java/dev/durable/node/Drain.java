package dev.durable.node;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node takes work. It is said of the node, whatever its id: one that is
 * drained, is expired by others and joins again stays drained.
 */
final class Drain {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	private volatile boolean on;

	boolean isOn() {
		return this.on;
	}

	/**
	 * Take no more work, and hand over what there is.
	 */
	synchronized void begin(@Nullable NodeContext node, @Nullable Poller poller) {
		if (this.on) {
			return;
		}
		this.on = true;
		logger.info("Node {} is drained: it takes no more work and hands its runs over",
				(node != null) ? node.nodeId() : "(not joined)");
		if (node != null && poller != null) {
			poller.mayOwn();
			node.activities().giveUpUnbegun();
			node.handOver();
			poller.hint();
		}
	}

	/**
	 * Take work again.
	 */
	synchronized void end(@Nullable NodeContext node) {
		if (!this.on) {
			return;
		}
		this.on = false;
		logger.info("Node {} takes work again", (node != null) ? node.nodeId() : "(not joined)");
		if (node != null) {
			node.residents().values().forEach((run) -> run.tell(new Message.BeginDue()));
			node.routed().taker().hinted();
			node.hint();
		}
	}

	/**
	 * Say how far it has come.
	 */
	NodeStatus.State state(NodeContext node, @Nullable Poller poller) {
		if (!this.on) {
			return NodeStatus.State.RUNNING;
		}
		boolean busy = poller == null || poller.isOwner() || !node.residents().isEmpty() || !node.routed().isIdle()
				|| node.activities().running() > 0;
		return busy ? NodeStatus.State.DRAINING : NodeStatus.State.DRAINED;
	}

}
