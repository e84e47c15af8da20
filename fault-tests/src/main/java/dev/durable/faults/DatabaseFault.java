package dev.durable.faults;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The database crashes and recovers.
 */
final class DatabaseFault implements FaultKind {

	@Override
	public String name() {
		return "database";
	}

	@Override
	public int weight() {
		return 2;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		String before = cluster.postgres().startedAt();
		Instant begin = Instant.now();
		cluster.postgres().crashAndRestart();
		Instant end = Instant.now();
		String after = cluster.postgres().startedAt();
		return new Strike(name(), "crashed and restarted PostgreSQL", begin, end, Set.of(),
				() -> before.equals(after) ? Optional.empty() : Optional.of("started at " + after + ", not " + before));
	}

}
