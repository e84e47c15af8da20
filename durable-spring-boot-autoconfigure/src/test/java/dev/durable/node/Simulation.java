package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.Run;
import dev.durable.engine.RunIdentity;
import dev.durable.history.Command;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.store.RunRow;
import dev.durable.store.StoreException;

/**
 * One schedule: some workflows with random scripts on some nodes, with faults for a while
 * and without them until every run is closed. Then everything that is promised is checked
 * in the tables and in the traces of the activities.
 */
final class Simulation {

	private static final EventCodec CODEC = new JacksonEventCodec();

	private static final int HEALTHY_STEPS_MAX = 60_000;

	private final Case what;

	private final SimulatedWorld world;

	private final SimulatedProgram program;

	private final List<Script> scripts = new ArrayList<>();

	Simulation(Case what) {
		this.what = what;
		this.world = new SimulatedWorld(what.seed(), what.faultRate());
		this.program = new SimulatedProgram(this.world);
		SplittableRandom random = new SplittableRandom(what.seed());
		for (int i = 0; i < what.workflows(); i++) {
			this.scripts
				.add(new Script("program-" + i, SimulatedProgram.script(random, what.length()), random.nextInt(4)));
		}
	}

	/**
	 * Run the schedule.
	 * @return the kinds of faults that have happened
	 */
	Set<String> run() {
		for (int i = 0; i < this.what.nodes(); i++) {
			addNode();
		}
		this.scripts.forEach((script) -> this.world.add(null, delay(5_000), () -> tryStart(script)));
		for (int step = 0; step < this.what.faultySteps(); step++) {
			disturb();
			this.world.step();
		}
		this.world.faultRate = 0;
		this.program.healthy = true;
		this.world.nodes.forEach(SimulatedNode::wake);
		int steps = 0;
		while (!isDone()) {
			if (this.world.nodes.isEmpty()) {
				addNode();
			}
			this.world.step();
			if (++steps > HEALTHY_STEPS_MAX) {
				throw new AssertionError("not done after " + steps + " steps without faults: " + open());
			}
		}
		this.world.carryOutLateCommits();
		check();
		List.copyOf(this.world.nodes).forEach(SimulatedNode::crash);
		return this.world.evidence;
	}

	private Duration delay(int millisMax) {
		return Duration.ofMillis(this.world.random.nextInt(millisMax));
	}

	private void addNode() {
		SimulatedNode node = new SimulatedNode(this.world, SimulatedNode.randomSettings(this.world.random),
				this.program.environment(), CODEC);
		this.world.nodes.add(node);
		node.start(new Registry(Map.of("Program", this.program.workflow()), this.program.activities(node)));
	}

	private void disturb() {
		if (!this.world.nodes.isEmpty()) {
			SimulatedNode node = this.world.nodes.get(this.world.random.nextInt(this.world.nodes.size()));
			if (this.world.fault("crash between steps", 0.1)) {
				node.crash();
			}
			else if (this.world.fault("pause", 0.1)) {
				node.pause(Duration.ofSeconds(this.world.random.nextInt(120)));
			}
			else if (this.world.fault("orderly stop", 0.1)) {
				stop(node);
			}
		}
		if (this.world.nodes.size() < this.what.nodes() && this.world.random.nextInt(200) == 0) {
			addNode();
		}
		if (this.world.nodes.isEmpty()) {
			addNode();
		}
	}

	private void stop(SimulatedNode node) {
		this.world.add(node, Duration.ZERO, () -> node.node.stop().thenRun(node::crash));
	}

	/*
	 * The starter repeats a start of unknown outcome with the same id until it has heard,
	 * or until the process that it has asked has ended.
	 */
	private void tryStart(Script script) {
		if (this.world.store.find(script.id).isPresent()) {
			pokeLater(script, 0);
			return;
		}
		this.world.add(null, Duration.ofSeconds(1), () -> tryStart(script));
		if (!this.world.nodes.isEmpty() && (script.asked == null || script.asked.isDead())) {
			SimulatedNode node = this.world.nodes.get(this.world.random.nextInt(this.world.nodes.size()));
			script.asked = node;
			this.world.add(node, Duration.ZERO, () -> start(script, node));
		}
	}

	private void start(Script script, SimulatedNode node) {
		Payload arguments = this.program.converter().writeArguments(new Object[] { script.steps, script.signals });
		try {
			node.node
				.startAsync(new StartRequest(script.id, "Program", arguments, WorkflowIdConflictPolicy.USE_EXISTING))
				.whenComplete((run, failure) -> script.asked = null);
		}
		catch (IllegalStateException | StoreException ex) {
			script.asked = null;
		}
	}

	/*
	 * One more than the workflow waits for: it may come before the end or after it, and
	 * be taken or refused.
	 */
	private void pokeLater(Script script, int number) {
		if (number <= script.signals) {
			this.world.add(null, delay(20_000), () -> {
				String name = (number < script.signals) ? "poke" : "extra";
				Payload arguments = this.program.converter().writeArguments(new Object[] { number });
				if (this.world.store.signal(script.id, name, arguments.json()).isPresent()) {
					script.accepted++;
				}
				hint(script);
				pokeLater(script, number + 1);
			});
		}
	}

	private void hint(Script script) {
		for (SimulatedNode node : this.world.nodes) {
			if (!this.world.fault("hint lost", 5)) {
				this.world.add(node, Duration.ZERO, () -> node.node.letterSent(runId(script)));
			}
		}
	}

	private UUID runId(Script script) {
		return this.world.store.find(script.id).orElseThrow().runId();
	}

	private boolean isDone() {
		return this.scripts.stream()
			.allMatch((script) -> this.world.store.find(script.id)
				.map((run) -> run.status() == WorkflowStatus.COMPLETED || run.status() == WorkflowStatus.FAILED)
				.orElse(false));
	}

	private String open() {
		return this.scripts.stream()
			.map((script) -> this.world.store.find(script.id).map(RunRow::toString).orElse(script.id + " missing"))
			.collect(Collectors.joining("\n"));
	}

	private void check() {
		require(this.program.problems.isEmpty(), this.program.problems.toString());
		Map<String, Long> rows = this.program.rows.stream()
			.collect(Collectors.groupingBy((row) -> row, Collectors.counting()));
		rows.forEach((row, count) -> require(count == 1, "effect " + row + " committed " + count + " times"));
		Set<String> expectedRows = new HashSet<>();
		for (Script script : this.scripts) {
			RunRow run = this.world.store.find(script.id).orElseThrow();
			List<Recorded> history = Loading.decode(Queries.history(this.world.store, run.runId()), CODEC);
			checkHistory(run, history);
			checkResult(script, history);
			long taken = history.stream().filter((event) -> event.event() instanceof Incoming.SignalReceived).count();
			require(taken == script.accepted, taken + " signals taken, " + script.accepted + " accepted");
			checkReplay(run, history);
			history.stream()
				.filter((event) -> event.event() instanceof Command.ActivityScheduled scheduled
						&& scheduled.activity().equals("committing"))
				.filter((event) -> history.stream()
					.anyMatch((other) -> other.event() instanceof Incoming.ActivityCompleted completed
							&& completed.activityId() == event.seq()))
				.forEach((event) -> expectedRows.add(run.runId() + "/" + event.seq()));
		}
		require(rows.keySet().containsAll(expectedRows), "a completed activity has no effect: " + expectedRows);
		for (Script script : this.scripts) {
			require(this.world.store.deadLetters(script.id).isEmpty(), "dead letters of " + script.id);
		}
	}

	private void checkHistory(RunRow run, List<Recorded> history) {
		for (int i = 0; i < history.size(); i++) {
			require(history.get(i).seq() == i + 1, "gap in the history of " + run);
			require(i == 0 || !history.get(i).recordedAt().isBefore(history.get(i - 1).recordedAt()), "time decreases");
			require((history.get(i).event() instanceof Terminal) == (i == history.size() - 1), "end of " + run);
			require(!history.get(i).recordedAt().isAfter(this.world.instant()), "an event of the future");
		}
		require(run.owner() == null, "a closed run has an owner: " + run);
	}

	private void checkResult(Script script, List<Recorded> history) {
		Terminal.WorkflowCompleted completed = (Terminal.WorkflowCompleted) history.get(history.size() - 1).event();
		Object result = this.program.converter().read(completed.result(), List.class);
		List<String> expected = SimulatedProgram.expected(script.steps, script.signals);
		require(expected.equals(result), "result of " + script.id + " is " + result + ", not " + expected);
	}

	/*
	 * From every prefix that ends with an incoming event, the code asks for what it asked
	 * for then.
	 */
	private void checkReplay(RunRow row, List<Recorded> history) {
		for (int i = 0; i < history.size(); i++) {
			if (history.get(i).event() instanceof Incoming) {
				Run run = new Run(new RunIdentity(row.workflowId(), row.runId(), row.firstRunId(), row.startedAt()),
						this.program.workflow(), this.program.environment());
				List<Recorded> fresh = run.replay(history.subList(0, i + 1));
				List<Recorded> stored = history.subList(i + 1, history.size())
					.stream()
					.takeWhile((event) -> event.event() instanceof Command)
					.toList();
				run.unwind();
				require(fresh.equals(stored), "replay to " + (i + 1) + " gives " + fresh + ", not " + stored);
			}
		}
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new AssertionError(message);
		}
	}

	/**
	 * What a schedule is made of.
	 */
	record Case(long seed, int nodes, int workflows, int length, int faultySteps, double faultRate) {

		static Case of(long seed) {
			SplittableRandom random = new SplittableRandom(seed * 31 + 7);
			return new Case(seed, 1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(5),
					random.nextInt(600), random.nextInt(4) * 0.02);
		}

	}

	private static final class Script {

		private final String id;

		private final List<Integer> steps;

		private final int signals;

		private SimulatedNode asked;

		private int accepted;

		Script(String id, List<Integer> steps, int signals) {
			this.id = id;
			this.steps = steps;
			this.signals = signals;
		}

	}

}
