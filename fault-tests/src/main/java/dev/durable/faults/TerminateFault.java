package dev.durable.faults;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * {@code kill -TERM} of a node, which ends in good order and starts again.
 */
final class TerminateFault implements FaultKind {

	private static final int EXIT_AFTER_TERM = 128 + 15;

	@Override
	public String name() {
		return "terminate";
	}

	@Override
	public int weight() {
		return 2;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		int number = random.nextInt(cluster.size());
		NodeProcess node = cluster.node(number);
		Membership membership = Membership.of(cluster, node);
		Instant begin = Instant.now();
		node.terminate();
		int exit = node.awaitExit();
		Instant end = Instant.now();
		cluster.restart(number);
		return new Strike(name(), "terminated " + node.name() + ", which ended with " + exit, begin, end,
				Set.of(node.name()),
				() -> (exit == EXIT_AFTER_TERM) ? membership.evidenceOfExpiry() : Optional.empty());
	}

}
