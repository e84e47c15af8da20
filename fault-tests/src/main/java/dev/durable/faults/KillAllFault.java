package dev.durable.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code kill -9} of all nodes at once.
 */
final class KillAllFault implements FaultKind {

	@Override
	public String name() {
		return "kill all";
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) throws Exception {
		List<Membership> memberships = new ArrayList<>();
		for (int number = 0; number < cluster.size(); number++) {
			memberships.add(Membership.of(cluster, cluster.node(number)));
		}
		Instant begin = Instant.now();
		memberships.forEach((membership) -> membership.node().kill());
		cluster.restart(IntStream.range(0, cluster.size()).toArray());
		Set<String> names = memberships.stream()
			.map((membership) -> membership.node().name())
			.collect(Collectors.toUnmodifiableSet());
		return new Strike(name(), "killed all of " + names, begin, Instant.now(), names, () -> all(memberships));
	}

	private static Optional<String> all(List<Membership> memberships) {
		List<String> evidence = memberships.stream()
			.map(Membership::evidenceOfExpiry)
			.flatMap(Optional::stream)
			.toList();
		return (evidence.size() == memberships.size()) ? Optional.of(String.join("; ", evidence)) : Optional.empty();
	}

}
