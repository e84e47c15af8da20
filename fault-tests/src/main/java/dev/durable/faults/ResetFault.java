package dev.durable.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import dev.durable.faults.wire.PostgresProxy;
import dev.durable.faults.wire.WireEvent;

/**
 * All connections of a node are reset, and it gets no others for a while.
 */
final class ResetFault extends WireFault {

	ResetFault(Wires wires) {
		super(wires);
	}

	@Override
	public String name() {
		return "reset";
	}

	@Override
	public int weight() {
		return 2;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		int number = random.nextInt(cluster.size());
		PostgresProxy wire = inUse(number);
		long before = wire.evidence().count(WireEvent.RESET);
		Instant begin = Instant.now();
		wire.down();
		Pauses.pauseUpTo(Duration.ofSeconds(4), random);
		wire.heal();
		long reset = wire.evidence().count(WireEvent.RESET) - before;
		String node = cluster.node(number).name();
		return new Strike(name(), "reset " + reset + " connections of " + node, begin, Instant.now(), Set.of(node),
				() -> (reset > 0) ? Optional.of("the proxy has reset them") : Optional.empty());
	}

}
