package dev.durable.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import dev.durable.faults.wire.PostgresProxy;
import dev.durable.faults.wire.WireEvent;

/**
 * A node and the database do not hear each other for a while, which may be longer than a
 * lease; all connections stay open.
 */
final class SilenceFault extends WireFault {

	SilenceFault(Wires wires) {
		super(wires);
	}

	@Override
	public String name() {
		return "silence";
	}

	@Override
	public int weight() {
		return 2;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		int number = random.nextInt(cluster.size());
		PostgresProxy wire = inUse(number);
		long before = wire.evidence().count(WireEvent.HELD);
		Duration longest = cluster.settings().lease().multipliedBy(2);
		Instant begin = Instant.now();
		wire.blackHole();
		Pauses.pause(Duration.ofMillis(random.nextLong(1_000, longest.toMillis())));
		wire.heal();
		long held = wire.evidence().count(WireEvent.HELD) - before;
		String node = cluster.node(number).name();
		return new Strike(name(), "let nothing pass between " + node + " and the database", begin, Instant.now(),
				Set.of(node), () -> (held > 0) ? Optional.of(held + " messages were held back") : Optional.empty());
	}

}
