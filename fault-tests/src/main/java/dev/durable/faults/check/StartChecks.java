package dev.durable.faults.check;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.durable.faults.check.World.Note;
import dev.durable.faults.check.World.Run;

/**
 * Starts: P1, P2 and P3.
 */
final class StartChecks {

	private final World world;

	private final Findings findings;

	StartChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		Map<String, List<Run>> byWorkflow = this.world.byWorkflow();
		transactions(byWorkflow);
		byWorkflow.forEach(this::oneOpenRun);
		acknowledged(byWorkflow);
	}

	private void transactions(Map<String, List<Run>> byWorkflow) {
		Map<String, Long> orders = this.world.orders.stream()
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		orders.forEach((id, count) -> {
			this.findings.require(count == 1, "P1", "workflow %s was ordered by %s rows, so %s transactions committed",
					id, count, count);
			this.findings.require(byWorkflow.containsKey(id), "P1",
					"the transaction that started workflow %s has committed its row, and there is no run", id);
		});
		for (Note note : this.world.notes) {
			if (note.is("INTENDED", "START") && note.key().equals("row") && byWorkflow.containsKey(note.workflowId())) {
				this.findings.require(orders.containsKey(note.workflowId()), "P1",
						"workflow %s has a run, and the row of the transaction that started it is missing",
						note.workflowId());
			}
			if (note.is("ROLLED_BACK", "START")) {
				this.findings.require(!byWorkflow.containsKey(note.workflowId()), "P1",
						"workflow %s has a run, and the transaction that started it was rolled back",
						note.workflowId());
			}
		}
	}

	private void oneOpenRun(String id, List<Run> runs) {
		long open = runs.stream().filter((run) -> run.openKey() != null).count();
		this.findings.require(open <= 1, "P2", "workflow %s has %s open runs", id, open);
		Set<String> chains = runs.stream().map(Run::chain).collect(Collectors.toSet());
		this.findings.require(chains.size() == 1, "P2", "workflow %s was started %s times, by id %s", id, chains.size(),
				chains);
		for (int index = 1; index < runs.size(); index++) {
			Instant closed = runs.get(index - 1).closedAt();
			this.findings.require(closed != null && !closed.isAfter(runs.get(index).startedAt()), "P2",
					"run %s of workflow %s began before the one before it had closed", runs.get(index).runId(), id);
		}
	}

	private void acknowledged(Map<String, List<Run>> byWorkflow) {
		Map<String, Long> intended = new HashMap<>();
		Set<String> unknown = new HashSet<>();
		for (Note note : this.world.notes) {
			if (note.is("INTENDED", "START")) {
				intended.put(note.workflowId(), note.key().equals("twice") ? 2L : 1L);
			}
			if (note.is("UNKNOWN", "START")) {
				unknown.add(note.workflowId());
			}
			if (note.is("ACKNOWLEDGED", "START")) {
				this.findings.require(byWorkflow.containsKey(note.workflowId()), "P3",
						"the start of workflow %s was acknowledged, and there is no run", note.workflowId());
			}
			if (note.is("REFUSED", "START")) {
				this.findings.require(
						unknown.contains(note.workflowId()) || intended.getOrDefault(note.workflowId(), 0L) == 2, "P2",
						"the only start of workflow %s was refused as a second one", note.workflowId());
			}
		}
		byWorkflow.forEach((id, runs) -> this.findings.require(runs.get(0).child() || intended.containsKey(id), "P3",
				"workflow %s has a run, and nobody has started it", id));
	}

}
