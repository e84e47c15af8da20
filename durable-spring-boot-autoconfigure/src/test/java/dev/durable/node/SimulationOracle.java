package dev.durable.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.durable.CancellationType;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.InMemoryStore;
import dev.durable.store.LetterKind;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;

/**
 * Checks everything that is promised, in the tables and in the traces of the activities,
 * after all runs have closed.
 */
final class SimulationOracle {

	private static final int PAGE = 200;

	/**
	 * By so much a node whose clock is fast may be ahead of the store that it has not
	 * heard of for a lease.
	 */
	private static final Duration AHEAD = Duration.ofMillis(250);

	private final SimulatedWorld world;

	private final SimulatedProgram program;

	private final List<SimulatedScript> scripts;

	private final Map<UUID, RunRow> runs = new HashMap<>();

	private final Map<UUID, List<Recorded>> histories = new HashMap<>();

	SimulationOracle(SimulatedWorld world, SimulatedProgram program, List<SimulatedScript> scripts) {
		this.world = world;
		this.program = program;
		this.scripts = scripts;
		runs(world.store).forEach((run) -> {
			this.runs.put(run.runId(), run);
			this.histories.put(run.runId(),
					Loading.decode(Queries.history(world.store, run.runId()), Simulation.CODEC));
		});
	}

	static List<RunRow> runs(InMemoryStore store) {
		List<RunRow> all = new ArrayList<>();
		List<RunRow> page = store.list(WorkflowQuery.where().limit(PAGE));
		all.addAll(page);
		while (page.size() == PAGE) {
			page = store.list(WorkflowQuery.where().limit(PAGE).after(page.get(page.size() - 1).runId().toString()));
			all.addAll(page);
		}
		return all;
	}

	/**
	 * Require that a query has counted the signals that are recorded.
	 */
	static void checkAnswer(SimulatedWorld world, SimulatedProgram program, UUID runId, Payload answer) {
		List<Recorded> history = Loading.decode(Queries.history(world.store, runId), Simulation.CODEC);
		int known = ((List<?>) program.startArguments((Incoming.WorkflowStarted) history.get(0).event())[4]).size();
		long recorded = history.stream()
			.filter((event) -> event.event() instanceof Incoming.SignalReceived signal && signal.name().equals("poke"))
			.count();
		int counted = (int) program.converter().read(answer, Integer.class);
		require(counted == known + recorded, () -> "a query has counted " + counted + " signals of " + history);
	}

	/**
	 * Tell whether a history has what only the new build knows.
	 */
	static boolean isNew(SimulatedWorld world, UUID runId) {
		return Loading.decode(Queries.history(world.store, runId), Simulation.CODEC)
			.stream()
			.anyMatch((event) -> event.event() instanceof Command.VersionMarked mark && mark.version() > 1);
	}

	void check() {
		require(this.program.problems.isEmpty(), () -> this.program.problems.toString());
		require(!this.world.evidence.contains("stuck " + StuckReason.BLOCKED_THREAD),
				() -> "workflow code holds its thread");
		require(this.world.places.problems.isEmpty(), () -> this.world.places.problems.toString());
		this.runs.values().forEach((run) -> {
			checkHistory(run);
			new ReplayCheck(this.program, run, history(run)).check();
			checkChildren(run);
			checkRequests(run);
			checkAbandoned(run);
			SimulatedFeatures.of(run, history(run)).forEach(this.world.evidence::add);
		});
		checkEffects();
		this.scripts.forEach(this::checkScript);
	}

	private void checkScript(SimulatedScript script) {
		RunRow last = this.world.store.find(script.id).orElseThrow();
		List<Recorded> path = path(last);
		checkEnd(script, last, path);
		checkSignals(script, path);
		checkUpdates(script, path);
	}

	private List<Recorded> history(RunRow run) {
		return this.histories.get(run.runId());
	}

	/*
	 * What has led to a run: its own history after those of the runs that it continues,
	 * but not of those of which it has a part.
	 */
	private List<Recorded> path(RunRow run) {
		List<Recorded> path = new ArrayList<>(before(run));
		path.addAll(history(run));
		return path;
	}

	private List<Recorded> before(RunRow run) {
		Incoming.WorkflowStarted started = (Incoming.WorkflowStarted) history(run).get(0).event();
		RunRow previous = (started.details().continuedFrom() != null) ? this.runs.get(started.details().continuedFrom())
				: null;
		if (previous == null) {
			return List.of();
		}
		Event end = history(previous).get(history(previous).size() - 1).event();
		boolean continued = !(end instanceof Terminal.WorkflowTerminated)
				&& run.runId().equals(((Terminal) end).next());
		return continued ? path(previous) : before(previous);
	}

	private void checkHistory(RunRow run) {
		List<Recorded> history = history(run);
		for (int i = 0; i < history.size(); i++) {
			require(history.get(i).seq() == i + 1, () -> "gap in the history of " + run);
			require(i == 0 || !history.get(i).recordedAt().isBefore(history.get(i - 1).recordedAt()),
					() -> "time decreases");
			require((history.get(i).event() instanceof Terminal) == (i == history.size() - 1), () -> "end of " + run);
			require(!history.get(i).recordedAt().isAfter(this.world.instant().plus(AHEAD)) || run.startAt() != null,
					() -> "an event of the future in the history of " + run + " at " + this.world.instant() + ": "
							+ history);
		}
		require(run.owner() == null, () -> "a closed run has an owner: " + run);
		require(this.world.store.activities(run.runId()).isEmpty(), () -> "a closed run has activities: " + run);
	}

	private void checkEnd(SimulatedScript script, RunRow last, List<Recorded> path) {
		Set<WorkflowStatus> allowed = new HashSet<>(Set.of(WorkflowStatus.COMPLETED));
		if (script.timeout != null) {
			allowed.add(WorkflowStatus.TIMED_OUT);
		}
		if (script.resets > 0 && (script.timeout != null || script.terminated)) {
			// a child that was ended with its parent stays so when the parent is reset
			allowed.add(WorkflowStatus.FAILED);
		}
		if (script.terminated || script.startedTwice) {
			allowed.add(WorkflowStatus.TERMINATED);
		}
		if (script.cancelled) {
			allowed.add(WorkflowStatus.CANCELLED);
			// an activity that was being called may fail for the cancellation
			allowed.add(WorkflowStatus.FAILED);
		}
		require(allowed.contains(last.status()), () -> script + " ends with " + last.status() + ": " + path);
		if (last.status() == WorkflowStatus.COMPLETED && !script.cancelled) {
			Terminal.WorkflowCompleted completed = (Terminal.WorkflowCompleted) path.get(path.size() - 1).event();
			List<?> stored = (List<?>) this.program.converter().read(completed.result(), List.class);
			// whichever build came to a change first has decided on its version
			List<?> result = stored.stream().map((step) -> step.equals("version1") ? "version2" : step).toList();
			List<String> expected = SimulatedWorkflow.expected(script.steps, script.signals);
			// a signal that is sent during a reset may come before those that are
			// delivered again
			boolean same = (script.resets > 0)
					? Set.copyOf(expected).equals(Set.copyOf(result)) && expected.size() == result.size()
					: expected.equals(result);
			require(same, () -> "result of " + script + " is " + result + ", not " + expected);
			checkAttribute(script, last);
			script.steps.forEach((kind) -> this.world.evidence.add("step " + kind));
		}
	}

	private void checkAttribute(SimulatedScript script, RunRow last) {
		int place = script.steps.lastIndexOf(SimulatedWorkflow.ATTRIBUTE);
		boolean there = this.world.store.attributes(List.of(last.runId()))
			.getOrDefault(last.runId(), List.of())
			.stream()
			.anyMatch((row) -> row.name().equals("place") && Integer.toString(place).equals(row.json()));
		require(there == (place >= 0), () -> "attributes of " + last);
		require(this.world.store.attributes(List.of(last.runId()))
			.getOrDefault(last.runId(), List.of())
			.stream()
			.noneMatch((row) -> row.memo()), () -> "a memo that was removed is left");
	}

	/*
	 * Each accepted signal was handled once, or is a dead letter.
	 */
	private void checkSignals(SimulatedScript script, List<Recorded> path) {
		if (script.isReplaced() || script.failures > 0) {
			return;
		}
		Map<String, Integer> taken = new HashMap<>();
		path.forEach((event) -> {
			if (event.event() instanceof Incoming.SignalReceived signal && !signal.name().equals("note")) {
				Object[] arguments = this.program.converter()
					.readArguments(signal.arguments(), new Class<?>[] { int.class });
				taken.merge(signal.name() + arguments[0], 1, Integer::sum);
			}
		});
		long dead = this.world.store.deadLetters(script.id)
			.stream()
			.filter((letter) -> letter.kind() == LetterKind.SIGNAL && !letter.name().equals("note"))
			.count();
		require(taken.values().stream().allMatch((count) -> count == 1), () -> "signals taken twice " + taken);
		require(taken.size() + dead >= script.accepted.size() && script.accepted.containsAll(taken.keySet()),
				() -> script + ": " + taken + " taken, " + dead + " dead, " + script.accepted + " accepted");
		require(dead == 0 || !script.isUndisturbed() || script.resets > 0 || taken.size() < script.accepted.size(),
				() -> "dead letters of " + script);
	}

	/*
	 * All who ask get the same answer, and the handler was called once.
	 */
	private void checkUpdates(SimulatedScript script, List<Recorded> path) {
		script.answers.forEach((number, answers) -> {
			Set<String> different = answers.stream()
				.filter((answer) -> !answer.startsWith("?"))
				.collect(Collectors.toSet());
			require(different.size() <= 1 || script.isReplaced(),
					() -> "update " + number + " of " + script + ": " + answers);
			require(different.stream()
				.noneMatch((answer) -> answer.startsWith("rejected") != (number % 2 == 1) && !answer.equals("closed")),
					() -> "update " + number + " of " + script + ": " + answers);
			long accepted = path.stream()
				.filter((event) -> event.event() instanceof Incoming.UpdateAccepted update
						&& update.updateId().equals("update" + number))
				.count();
			require(accepted <= 1, () -> "update " + number + " was accepted " + accepted + " times");
		});
	}

	static String answer(CompletableFuture<Payload> future) {
		try {
			return new String(future.join().json(), StandardCharsets.UTF_8);
		}
		catch (CompletionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof WorkflowUpdateRejected) {
				return "rejected " + cause.getCause().getMessage();
			}
			return (cause instanceof WorkflowUpdateFailed) ? "closed" : "? " + cause;
		}
	}

	/**
	 * Tell whether nothing is known of an update, so that it must be sent again.
	 */
	static boolean mayBeRepeated(CompletableFuture<Payload> future) {
		try {
			future.join();
			return false;
		}
		catch (CompletionException ex) {
			return !(ex.getCause() instanceof WorkflowUpdateRejected)
					&& !(ex.getCause() instanceof WorkflowUpdateFailed) && !(ex.getCause() instanceof WorkflowNotFound);
		}
	}

	/*
	 * The row of a transactional activity is there exactly if the activity has completed,
	 * but for one whose result nobody waited for any more.
	 */
	private void checkEffects() {
		Map<String, Long> rows = this.program.rows.stream()
			.collect(Collectors.groupingBy((row) -> row, Collectors.counting()));
		rows.forEach((row, count) -> require(count == 1, () -> "effect " + row + " committed " + count + " times"));
		for (RunRow run : this.runs.values()) {
			List<Recorded> history = history(run);
			Set<Long> committing = new HashSet<>();
			for (Recorded event : history) {
				if (event.event() instanceof Command.ActivityScheduled scheduled
						&& scheduled.activity().equals("committing")) {
					committing.add(event.seq());
				}
				if (event.event() instanceof Incoming.ActivityCompleted completed
						&& committing.contains(completed.activityId())
						&& !event.recordedAt().isBefore(run.startedAt())) {
					require(rows.containsKey(run.runId() + "/" + completed.activityId()),
							() -> "a completed activity has no effect: " + completed.activityId() + " of " + run
									+ history(run));
				}
			}
		}
	}

	/*
	 * A child is there exactly if the parent has not heard that it could not be started.
	 */
	private void checkChildren(RunRow run) {
		Map<UUID, Command.ChildInitiated> children = new HashMap<>();
		for (Recorded event : history(run)) {
			if (event.event() instanceof Command.ChildInitiated child) {
				children.put(child.childId(), child);
			}
			else if (event.event() instanceof Incoming.ChildFailed failed) {
				boolean started = this.runs.containsKey(failed.childId());
				boolean refused = failed.failure().kind() == FailureKind.ALREADY_STARTED;
				require(started != refused, () -> "child " + failed + " of " + run + history(run));
				children.remove(failed.childId());
			}
			else if (event.event() instanceof Incoming.ChildCompleted completed) {
				require(this.runs.containsKey(completed.childId()), () -> "a child that was not started has completed");
				children.remove(completed.childId());
			}
		}
		if (run.status() == WorkflowStatus.COMPLETED && run.parentChain() == null) {
			children.forEach((id, child) -> require(this.runs.containsKey(id)
					|| this.runs.values().stream().anyMatch((other) -> other.workflowId().equals(child.workflowId())),
					() -> "child " + child.workflowId() + " was lost"));
		}
	}

	/*
	 * Nobody asks an activity to end that is to be left alone.
	 */
	private void checkAbandoned(RunRow run) {
		for (Recorded event : history(run)) {
			if (event.event() instanceof Command.ActivityCancelRequested request) {
				Command.ActivityScheduled scheduled = (Command.ActivityScheduled) history(run)
					.get((int) request.activityId() - 1)
					.event();
				require(scheduled.settings().cancellation() != CancellationType.ABANDON,
						() -> "an abandoned activity is asked to end: " + run + history(run));
			}
		}
	}

	/*
	 * A request is told to be delivered exactly if its letter is there.
	 */
	private void checkRequests(RunRow run) {
		for (Recorded event : history(run)) {
			if (event.event() instanceof Incoming.ExternalSignalDelivered delivered) {
				require(isInherited(run, delivered.requestId()) || isSent(run, delivered.requestId()),
						() -> "a request that was not sent counts as delivered: " + delivered + " of " + run
								+ history(run));
			}
			else if (event.event() instanceof Incoming.ExternalSignalFailed failed) {
				require(isInherited(run, failed.requestId()) || !isSent(run, failed.requestId()),
						() -> "a request that was sent counts as failed: " + failed + " of " + run + history(run));
			}
		}
	}

	private boolean isInherited(RunRow run, long requestId) {
		return history(run).get((int) requestId - 1).recordedAt().isBefore(run.startedAt());
	}

	private boolean isSent(RunRow run, long requestId) {
		return !this.world.store.sent(List.of(OutgoingLetter.requestKey(run.runId(), requestId))).isEmpty();
	}

	/*
	 * What a message says, whole histories at times, is only written where it is needed.
	 */
	private static void require(boolean condition, Supplier<String> message) {
		if (!condition) {
			throw new AssertionError(message.get());
		}
	}

}
