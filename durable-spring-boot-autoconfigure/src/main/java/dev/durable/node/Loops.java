package dev.durable.node;

import java.util.List;

/**
 * What a node does again and again while it has one id.
 *
 * @param poller looks for work
 * @param lease keeps the lease
 * @param sampler counts for those who look at the node
 * @param retention deletes old runs
 */
record Loops(Poller poller, Lease lease, Sampler sampler, Retention retention) {

	static Loops of(NodeContext node, Poller poller) {
		return new Loops(poller, new Lease(node, poller::freed), new Sampler(node), new Retention(node));
	}

	/**
	 * Begin.
	 * @param routed what takes over attempts of others
	 * @param dead the nodes that this one has found to be gone when it joined
	 */
	void start(RoutedAttempts routed, List<Long> dead) {
		this.lease.start();
		dead.forEach(routed::inherit);
		this.poller.start();
		this.sampler.start();
		this.retention.start();
	}

	/**
	 * Do nothing more.
	 * @param leaseToo whether the lease is not kept any longer either
	 */
	void close(boolean leaseToo) {
		this.sampler.close();
		this.retention.close();
		this.poller.close();
		if (leaseToo) {
			this.lease.close();
		}
	}

}
