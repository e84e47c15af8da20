package dev.durable.faults.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.faults.check.World.Run;
import dev.durable.faults.check.World.Witnessed;

/**
 * Runs of which one at a time may execute for each key: P19. One executes from its first
 * attempt, as the ledger has seen it, until it has closed. Its commands have the time of
 * its start, and it may have waited since.
 */
final class KeyChecks {

	/** Between a workflow id and its key. */
	private static final String KEY = "-key-";

	private final World world;

	private final Findings findings;

	KeyChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		Map<String, Instant> begins = begins();
		Map<String, List<Stretch>> byKey = new TreeMap<>();
		for (Run run : this.world.runs) {
			int key = run.workflowId().indexOf(KEY);
			Instant begin = begins.get(run.runId());
			if (key >= 0 && begin != null) {
				Instant end = (run.closedAt() != null) ? run.closedAt() : Instant.MAX;
				byKey.computeIfAbsent(run.workflowId().substring(key), (name) -> new ArrayList<>())
					.add(new Stretch(run.workflowId(), begin, end));
			}
		}
		byKey.values().forEach(this::oneAtATime);
	}

	private void oneAtATime(List<Stretch> stretches) {
		stretches.sort(Comparator.comparing(Stretch::begin));
		for (int index = 1; index < stretches.size(); index++) {
			Stretch before = stretches.get(index - 1);
			Stretch next = stretches.get(index);
			this.findings.require(!next.begin().isBefore(before.end()), "P19",
					"workflow %s began at %s, and %s with the same key ended at %s", next.workflowId(), next.begin(),
					before.workflowId(), before.end());
		}
	}

	private Map<String, Instant> begins() {
		Map<String, Instant> begins = new HashMap<>();
		for (Witnessed line : this.world.ledger) {
			begins.merge(line.runId(), line.at(), (one, other) -> one.isBefore(other) ? one : other);
		}
		return begins;
	}

	/**
	 * From when until when a run has executed.
	 *
	 * @param workflowId its workflow id
	 * @param begin when its first attempt has begun
	 * @param end when it has closed
	 */
	private record Stretch(String workflowId, Instant begin, Instant end) {
	}

}
