package dev.durable.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.store.EventRow;
import dev.durable.store.RunRow;

/**
 * Watches runs that share a limit: after each change of the store no more of them are in
 * than it allows, and none of the others has moved.
 */
final class SimulatedPlaces {

	/** What some schedule must have led to. */
	static final String WAITED = "waited for a place";

	private final SimulatedWorld world;

	private final Map<UUID, Long> lengths = new HashMap<>();

	final List<String> problems = new ArrayList<>();

	SimulatedPlaces(SimulatedWorld world) {
		this.world = world;
	}

	void check() {
		Map<String, Integer> in = new HashMap<>();
		for (RunRow run : SimulationOracle.runs(this.world.store)) {
			if (run.limit() == null || run.status().isClosed()) {
				continue;
			}
			if (run.waiting()) {
				checkStanding(run);
			}
			else if (in.merge(run.type() + "/" + run.limit().key(), 1, Integer::sum) > run.limit().max()) {
				this.problems.add("more runs than " + run.limit() + " are in, for example " + run);
			}
		}
	}

	private void checkStanding(RunRow run) {
		this.world.evidence.add(WAITED);
		long length = this.world.store.lastEvent(run.runId()).map(EventRow::seq).orElse(0L);
		if (this.lengths.computeIfAbsent(run.runId(), (id) -> length) != length) {
			this.problems.add("a run has moved that waits for a place: " + run);
		}
	}

}
