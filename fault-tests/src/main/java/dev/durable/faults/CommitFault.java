package dev.durable.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import dev.durable.faults.wire.CommitFate;
import dev.durable.faults.wire.WireEvent;

/**
 * Some commits of all nodes do not get through, or happen without their node hearing of
 * it, at once or later.
 */
final class CommitFault extends WireFault {

	private static final Map<CommitFate, Double> SHARES = Map.of(CommitFate.REPLY_LOST, 0.04, CommitFate.NEVER_SENT,
			0.02, CommitFate.LATE, 0.02);

	CommitFault(Wires wires) {
		super(wires);
	}

	@Override
	public String name() {
		return "commits";
	}

	@Override
	public int weight() {
		return 4;
	}

	@Override
	public Strike strike(Cluster cluster, RandomGenerator random) {
		long before = unheard();
		Instant begin = Instant.now();
		for (int number = 0; number < cluster.size(); number++) {
			wires().of(number).dice(random.nextLong(), SHARES);
		}
		// as long as it takes to meet one: a fault that hits nothing proves nothing
		Instant limit = begin.plus(Duration.ofSeconds(30));
		do {
			Pauses.pause(Duration.ofSeconds(2));
		}
		while (unheard() == before && Instant.now().isBefore(limit));
		wires().heal();
		long unheard = unheard() - before;
		return new Strike(name(), "lost " + unheard + " commits or the replies to them", begin, Instant.now(), Set.of(),
				() -> (unheard > 0) ? Optional.of("the proxies have seen them") : Optional.empty());
	}

	private long unheard() {
		return wires().count(WireEvent.REPLY_LOST) + wires().count(WireEvent.NEVER_SENT)
				+ wires().count(WireEvent.LANDED_LATE);
	}

}
