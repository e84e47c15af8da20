package dev.durable.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * {@code kill -9} of a node, which starts again after a while.
 */
final class KillFault implements FaultKind {

	@Override
	public String name() {
		return "kill";
	}

	@Override
	public int weight() {
		return 4;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		int number = random.nextInt(cluster.size());
		NodeProcess node = cluster.node(number);
		Membership membership = Membership.of(cluster, node);
		Instant begin = Instant.now();
		node.kill();
		Pauses.pauseUpTo(Duration.ofSeconds(3), random);
		cluster.restart(number);
		return new Strike(name(), "killed " + node.name(), begin, Instant.now(), Set.of(node.name()),
				membership::evidenceOfExpiry);
	}

}
