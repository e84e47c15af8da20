package dev.durable.faults.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Witnessed;

/**
 * Attempts and their results: P7.
 */
final class ActivityChecks {

	private static final Set<String> RESULTS = Set.of("ActivityCompleted", "ActivityFailed");

	private static final String AT_MOST_ONCE = "Steps.once";

	private final World world;

	private final Findings findings;

	private final Map<String, List<Witnessed>> begins;

	ActivityChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
		this.begins = world.begins();
	}

	void check() {
		this.world.histories.forEach(this::results);
		this.begins.forEach(this::attempts);
		keys();
	}

	private void results(String runId, List<Event> history) {
		Map<Long, String> scheduled = new HashMap<>();
		Set<Long> settled = new HashSet<>();
		for (Event event : history) {
			if (event.kind().equals("ActivityScheduled")) {
				scheduled.put(event.seq(), event.text());
			}
			else if (RESULTS.contains(event.kind())) {
				this.findings.require(scheduled.containsKey(event.ref()), "P7",
						"position %s of run %s is the result of activity %s, which was not scheduled before",
						event.seq(), runId, event.ref());
				this.findings.require(settled.add(event.ref()), "P7",
						"activity %s of run %s has a second result at position %s", event.ref(), runId, event.seq());
				this.findings.require(
						!event.kind().equals("ActivityCompleted") || this.begins.containsKey(runId + "/" + event.ref()),
						"P7", "activity %s of run %s has a result, and nobody saw an attempt", event.ref(), runId);
			}
			else if (event.kind().equals("ActivityAttemptLost")) {
				this.findings.require(!settled.contains(event.ref()), "P7",
						"an attempt of activity %s of run %s was lost after its result", event.ref(), runId);
			}
		}
	}

	private void attempts(String call, List<Witnessed> seen) {
		List<Witnessed> sorted = new ArrayList<>(seen);
		sorted.sort(Comparator.comparingInt(Witnessed::attempt));
		for (int index = 1; index < sorted.size(); index++) {
			Witnessed before = sorted.get(index - 1);
			Witnessed next = sorted.get(index);
			this.findings.require(before.attempt() < next.attempt(), "P7",
					"attempt %s of activity %s (%s) has begun twice, on %s and %s", next.attempt(), call,
					next.activity(), before.node(), next.node());
			this.findings.require(before.attempt() >= next.attempt() || before.fence() < next.fence(), "P7",
					"the fencing token of activity %s does not grow from attempt %s to %s", call, before.attempt(),
					next.attempt());
			this.findings.require(before.key().equals(next.key()), "P7",
					"the idempotency key of activity %s changes from attempt %s to %s", call, before.attempt(),
					next.attempt());
		}
		this.findings.require(sorted.get(0).attempt() >= 1, "P7", "activity %s has an attempt %s", call,
				sorted.get(0).attempt());
		this.findings.require(!sorted.get(0).activity().equals(AT_MOST_ONCE) || sorted.size() == 1, "P7",
				"activity %s, which may be attempted once, has begun %s times", call, sorted.size());
	}

	private void keys() {
		Map<String, String> calls = new HashMap<>();
		this.begins.forEach((call, seen) -> {
			String other = calls.put(seen.get(0).key(), call);
			this.findings.require(other == null, "P7", "activities %s and %s have the same idempotency key", call,
					other);
		});
	}

}
