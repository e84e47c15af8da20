package dev.durable.faults.check;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Witnessed;
import org.jspecify.annotations.Nullable;

/**
 * Timers: P10. Database, ledger and nodes have the clock of one machine.
 */
final class TimerChecks {

	/** The ledger may write times that are cut. */
	private static final Duration CUT = Duration.ofMillis(1);

	private final World world;

	private final Findings findings;

	private final Map<String, List<Witnessed>> begins;

	TimerChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
		this.begins = world.begins();
	}

	void check() {
		this.world.histories.forEach(this::timers);
	}

	private void timers(String runId, List<Event> history) {
		Map<Long, Instant> due = new HashMap<>();
		Set<Long> ended = new HashSet<>();
		for (Event event : history) {
			switch (event.kind()) {
				case "TimerStarted" -> due.put(event.seq(), Instant.parse(event.text()));
				case "TimerCancelled" -> ended.add(event.ref());
				case "TimerFired" -> {
					this.findings.require(ended.add(event.ref()), "P10",
							"timer %s of run %s fires at position %s, and had fired or was cancelled before",
							event.ref(), runId, event.seq());
					fired(runId, event, history, due.get(event.ref()));
				}
				default -> {
				}
			}
		}
	}

	private void fired(String runId, Event fired, List<Event> history, @Nullable Instant due) {
		this.findings.require(due != null, "P10", "timer %s of run %s fires and was never set", fired.ref(), runId);
		if (due == null) {
			return;
		}
		this.findings.require(!fired.at().isBefore(due), "P10", "timer %s of run %s was due at %s, and fired at %s",
				fired.ref(), runId, due, fired.at());
		history.stream()
			.filter((event) -> event.seq() > fired.seq() && event.kind().equals("ActivityScheduled"))
			.limit(1)
			.flatMap((event) -> this.begins.getOrDefault(runId + "/" + event.seq(), List.of()).stream())
			.forEach((begin) -> this.findings.require(!begin.at().isBefore(due.minus(CUT)), "P10",
					"activity %s, which comes after a timer that was due at %s, has begun at %s", begin.call(), due,
					begin.at()));
	}

}
