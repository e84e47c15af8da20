package dev.durable.faults.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Note;
import dev.durable.faults.check.World.Run;

/**
 * How workflows have ended, compared with what follows from their programs: P7 for
 * results, P13 for what cannot end, P14 for what should have.
 */
final class OutcomeChecks {

	private static final String UNKNOWN_ONCE = "=unknown";

	private final World world;

	private final Findings findings;

	OutcomeChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		Map<String, List<Run>> byWorkflow = this.world.byWorkflow();
		for (Note note : this.world.notes) {
			List<Run> runs = byWorkflow.getOrDefault(note.workflowId(), List.of());
			if (note.is("INTENDED", "START") && !runs.isEmpty()) {
				outcome(note, runs);
			}
		}
		for (Run run : this.world.runs) {
			if (run.child()) {
				this.findings.require(run.openKey() == null, "P14", "child %s (run %s) has not ended, and is %s",
						run.workflowId(), run.runId(), state(run));
			}
		}
	}

	private void outcome(Note note, List<Run> runs) {
		Run last = runs.get(runs.size() - 1);
		String[] expected = note.details().split(" ", 2);
		if (expected[0].equals("RUNNING")) {
			visible(last, expected[1].strip());
			return;
		}
		if (last.openKey() != null) {
			this.findings.require(false, "P14", "workflow %s (run %s) has not ended as %s, and is %s",
					last.workflowId(), last.runId(), expected[0], state(last));
			return;
		}
		this.findings.require(last.status().equals(expected[0]), "P7", "workflow %s (run %s) has ended as %s, not %s",
				last.workflowId(), last.runId(), last.status(), expected[0]);
		if (last.status().equals("COMPLETED") && expected[0].equals("COMPLETED")) {
			result(last, expected[1]);
		}
	}

	/**
	 * Where nobody knows what became of the only attempt, the result says so; and a
	 * change has the version of the build that came upon it first.
	 */
	private void result(Run run, String expected) {
		String result = end(run).map(Event::text).orElse("");
		this.findings.require(result.replace(UNKNOWN_ONCE, "=once").replace("=v1", "=v2").equals(expected), "P7",
				"workflow %s (run %s) has the result '%s', not '%s'", run.workflowId(), run.runId(), result, expected);
		long unknown = (result.length() - result.replace(UNKNOWN_ONCE, "").length()) / UNKNOWN_ONCE.length();
		this.findings.require(unknown == 0 || !this.world.blows.isEmpty(), "P7",
				"workflow %s does not know what became of an attempt, and nothing has happened", run.workflowId());
	}

	private void visible(Run run, String why) {
		this.findings.require(run.openKey() != null, "P13", "workflow %s, which cannot end, is %s", run.workflowId(),
				run.status());
		if (why.equals("STUCK")) {
			this.findings.require("WORKFLOW_CODE_ERROR".equals(run.stuckReason()), "P13",
					"workflow %s has a bug, and its row says %s", run.workflowId(), state(run));
			return;
		}
		boolean shown = this.world.attempts.stream()
			.anyMatch((attempt) -> attempt.call().startsWith(run.runId() + "/") && attempt.lastFailure() != null);
		this.findings.require(shown, "P13", "the activity of workflow %s always fails, and no row shows the failure",
				run.workflowId());
	}

	private Optional<Event> end(Run run) {
		return this.world.history(run.runId())
			.stream()
			.filter((event) -> event.kind().equals("WorkflowCompleted"))
			.findFirst();
	}

	private static String state(Run run) {
		return (run.stuckReason() != null) ? run.status() + ", stuck by " + run.stuckReason() : run.status();
	}

}
