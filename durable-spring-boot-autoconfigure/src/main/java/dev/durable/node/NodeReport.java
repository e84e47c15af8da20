package dev.durable.node;

import java.time.Duration;

import dev.durable.node.NodeStatus.LeaseStatus;
import dev.durable.node.NodeStatus.LoadStatus;
import dev.durable.node.NodeStatus.PollerStatus;
import dev.durable.node.NodeStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * Says how a node is.
 *
 * @param parts what the node is made of
 */
record NodeReport(NodeParts parts) {

	NodeStatus of(State state, @Nullable NodeContext node, @Nullable Poller poller) {
		NodeSettings settings = this.parts.settings();
		return new NodeStatus(state, (node != null) ? node.nodeId() : null, settings.name(), settings.buildId(),
				settings.queues(), this.parts.registry().workflows().keySet(),
				this.parts.registry().activities().keySet(), lease(node), poller(poller), load(node),
				this.parts.environment().threads().heldThreads());
	}

	private LeaseStatus lease(@Nullable NodeContext node) {
		Duration duration = this.parts.settings().leaseDuration();
		return (node != null) ? new LeaseStatus(node.isLeaseHeld(), node.leaseAge(), duration)
				: new LeaseStatus(false, Duration.ZERO, duration);
	}

	private PollerStatus poller(@Nullable Poller poller) {
		Duration limit = Poller.patience(this.parts.settings());
		Duration age = (poller != null) ? poller.age() : Duration.ZERO;
		return new PollerStatus(poller != null && age.compareTo(limit) < 0, age, limit,
				this.parts.settings().pollInterval(), (poller != null) ? poller.trouble() : null);
	}

	private LoadStatus load(@Nullable NodeContext node) {
		NodeSettings settings = this.parts.settings();
		return (node != null)
				? new LoadStatus(node.residents().size(), settings.maxResident(), node.activities().running(),
						node.activities().waiting(), settings.maxActivities())
				: new LoadStatus(0, settings.maxResident(), 0, 0, settings.maxActivities());
	}

}
