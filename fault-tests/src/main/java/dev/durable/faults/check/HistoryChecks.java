package dev.durable.faults.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.durable.faults.check.World.Event;
import dev.durable.faults.check.World.Run;

/**
 * The form of histories: P4.
 */
final class HistoryChecks {

	/** The status of a run by the event that has closed it. */
	private static final Map<String, String> ENDS = Map.of("WorkflowCompleted", "COMPLETED", "WorkflowFailed", "FAILED",
			"WorkflowCancelled", "CANCELLED", "WorkflowTerminated", "TERMINATED", "WorkflowTimedOut", "TIMED_OUT",
			"ContinuedAsNew", "CONTINUED_AS_NEW");

	private static final Set<String> OPEN = Set.of("RUNNING", "PAUSED");

	private final World world;

	private final Findings findings;

	HistoryChecks(World world, Findings findings) {
		this.world = world;
		this.findings = findings;
	}

	void check() {
		Map<String, Run> runs = this.world.runs.stream().collect(Collectors.toMap(Run::runId, Function.identity()));
		this.world.histories.keySet()
			.forEach((runId) -> this.findings.require(runs.containsKey(runId), "P4",
					"there is a history of run %s, and no such run", runId));
		for (Run run : this.world.runs) {
			List<Event> history = this.world.history(run.runId());
			positions(run, history);
			end(run, history);
			children(runs, history);
		}
	}

	private void positions(Run run, List<Event> history) {
		long expected = 1;
		for (Event event : history) {
			this.findings.require(event.seq() == expected, "P4",
					"the history of run %s has position %s where %s is due", run.runId(), event.seq(), expected);
			expected = event.seq() + 1;
		}
		this.findings.require(!history.isEmpty() && history.get(0).kind().equals("WorkflowStarted"), "P4",
				"the history of run %s does not begin with its start", run.runId());
		for (int index = 1; index < history.size(); index++) {
			this.findings.require(!history.get(index).at().isBefore(history.get(index - 1).at()), "P4",
					"the time of run %s goes back at position %s", run.runId(), history.get(index).seq());
		}
	}

	private void end(Run run, List<Event> history) {
		List<Event> ends = history.stream().filter((event) -> ENDS.containsKey(event.kind())).toList();
		boolean open = OPEN.contains(run.status());
		this.findings.require(ends.size() == (open ? 0 : 1), "P4", "run %s is %s and has %s terminal events",
				run.runId(), run.status(), ends.size());
		for (Event end : ends) {
			this.findings.require(end == history.get(history.size() - 1), "P4",
					"run %s has events after its end at position %s", run.runId(), end.seq());
			this.findings.require(run.status().equals(ENDS.get(end.kind())), "P4", "run %s is %s, and ended by %s",
					run.runId(), run.status(), end.kind());
		}
		this.findings.require(open == (run.closedAt() == null) && open == run.workflowId().equals(run.openKey()), "P4",
				"the row of run %s, which is %s, says closed at %s and open key %s", run.runId(), run.status(),
				run.closedAt(), run.openKey());
	}

	/**
	 * A child and the command that asks for it commit together, and its end is told once.
	 */
	private void children(Map<String, Run> runs, List<Event> history) {
		for (Event event : history) {
			if (event.kind().equals("ChildInitiated")) {
				this.findings.require(runs.containsKey(event.text()), "P3", "child %s was initiated and has no run",
						event.text());
				long told = history.stream()
					.filter((other) -> other.kind().equals("ChildCompleted") || other.kind().equals("ChildFailed"))
					.filter((other) -> other.text().equals(event.text()))
					.count();
				this.findings.require(told <= 1, "P7", "the end of child %s was told %s times", event.text(), told);
			}
		}
	}

}
