package dev.durable.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A node stands still for longer than its lease, and goes on, unaware of it: a zombie.
 */
final class FreezeFault implements FaultKind {

	@Override
	public String name() {
		return "freeze";
	}

	@Override
	public int weight() {
		return 3;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		NodeProcess node = cluster.node(random.nextInt(cluster.size()));
		Membership membership = Membership.of(cluster, node);
		// others look for dead nodes in intervals of their own
		Duration limit = cluster.settings().lease().multipliedBy(5);
		Instant begin = Instant.now();
		node.freeze();
		try {
			membership.awaitExpiry(begin.plus(limit));
			Pauses.pauseUpTo(Duration.ofSeconds(2), random);
		}
		finally {
			node.thaw();
		}
		// before another fault hits it: afterwards it can tell nothing
		membership.awaitReturn(Instant.now().plus(limit));
		return new Strike(name(), "stopped and continued " + node.name(), begin, Instant.now(), Set.of(node.name()),
				membership::evidenceOfReturn);
	}

}
