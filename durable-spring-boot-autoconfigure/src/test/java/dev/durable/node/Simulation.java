package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import dev.durable.jackson.JacksonEventCodec;
import dev.durable.store.EventRow;
import dev.durable.store.LetterKind;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunRow;
import dev.durable.store.StoreException;

/**
 * One schedule: some workflows with random scripts on some nodes, with faults for a while
 * and without them until every run is closed. Then everything that is promised is checked
 * in the tables and in the traces of the activities.
 */
final class Simulation {

	static final EventCodec CODEC = new RememberingCodec(new JacksonEventCodec());

	private static final int HEALTHY_STEPS_MAX = 60_000;

	/** Most schedules are done long before. */
	private static final int SECOND_START_STEPS = 5_000;

	/** After these a start may commit that was repeated. */
	private static final Set<String> LATE = Set.of("commit late", "commit on its way");

	/** How often it is looked whether all is done before the faults are over. */
	private static final int LOOK_STEPS = 8;

	/** The faulty steps for which what is done to workflows takes its usual time. */
	private static final double USUAL_STEPS = 300;

	/** By then somebody has sorted the letters that came too late. */
	private static final long SORTING_NANOS = Duration.ofSeconds(4).toNanos();

	private final Case what;

	private final SimulatedWorld world;

	private final SimulatedProgram program;

	private final List<SimulatedScript> scripts = new ArrayList<>();

	private final SimulatedCompletions completions;

	Simulation(Case what) {
		this.what = what;
		this.world = new SimulatedWorld(what.seed(), what.faultRate());
		this.program = new SimulatedProgram(this.world);
		this.completions = new SimulatedCompletions(this.world, this.program);
		SplittableRandom random = new SplittableRandom(what.seed());
		for (int i = 0; i < what.workflows(); i++) {
			SimulatedScript script = new SimulatedScript("program-" + i, random, what.length());
			if (isMixed()) {
				script.steps.add(random.nextInt(script.steps.size()), SimulatedWorkflow.VERSION);
			}
			this.scripts.add(script);
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
		this.scripts.forEach((script) -> this.world.add(null, delay(2_000), () -> tryStart(script)));
		for (int step = 0; step < this.what.faultySteps() && !(step % LOOK_STEPS == 1 && isDone()); step++) {
			disturb();
			step();
		}
		this.world.faultRate = 0;
		this.program.healthy = true;
		this.world.outage(Duration.ZERO);
		this.world.nodes.forEach(SimulatedNode::wake);
		if (isMixed()) {
			addNode(SimulatedProgram.NEW);
		}
		settle();
		this.scripts.forEach(this::noteSecondStart);
		new SimulationOracle(this.world, this.program, this.scripts).check();
		List.copyOf(this.world.nodes).forEach(SimulatedNode::crash);
		return this.world.evidence;
	}

	/*
	 * Until all is done, and nothing more comes of it for a while. What the database may
	 * still carry out it does when all else is done.
	 */
	private void settle() {
		long end = Long.MAX_VALUE;
		for (int steps = 1; this.world.nanos() < end; steps++) {
			boolean settled = isDone() && !this.world.carryOutLateCommits();
			end = !settled ? Long.MAX_VALUE : (end == Long.MAX_VALUE) ? this.world.nanos() + SORTING_NANOS : end;
			if (this.world.nodes.isEmpty()) {
				addNode();
			}
			step();
			if (steps % SECOND_START_STEPS == 0) {
				this.scripts.forEach(this::endSecondStart);
			}
			if (steps > HEALTHY_STEPS_MAX) {
				throw new AssertionError("not done after " + steps + " steps without faults: " + open());
			}
		}
	}

	private void step() {
		this.world.step();
		this.completions.planNew();
	}

	private void addNode() {
		addNode((isMixed() && this.world.random.nextBoolean()) ? SimulatedProgram.OLD : SimulatedProgram.NEW);
	}

	private void addNode(String build) {
		SimulatedNode node = new SimulatedNode(this.world, SimulatedNode.randomSettings(this.world.random, build),
				this.program.environment(build), CODEC);
		node.pace(1 + (this.world.random.nextDouble() - 0.5) / 30);
		this.world.nodes.add(node);
		node.start(new Registry(this.program.workflows(build), this.program.activities(node)));
	}

	/**
	 * Tell whether some nodes have an older build than others.
	 */
	private boolean isMixed() {
		return this.what.seed() % 3 == 0;
	}

	private void disturb() {
		if (!this.world.nodes.isEmpty()) {
			SimulatedNode node = this.world.nodes.get(this.world.random.nextInt(this.world.nodes.size()));
			if (this.world.fault("crash between steps", 0.1)) {
				node.crash();
			}
			else if (this.world.fault("pause", 0.1)) {
				node.pause(Duration.ofSeconds(this.world.random.nextInt(40)));
			}
			else if (this.world.fault("orderly stop", 0.1)) {
				stop(node);
			}
			else if (this.world.fault("drain", 0.1)) {
				drain(node);
			}
		}
		if (this.world.fault("outage", 0.03)) {
			this.world.outage(Duration.ofSeconds(this.world.random.nextInt(30)));
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

	private void drain(SimulatedNode node) {
		this.world.add(node, Duration.ZERO, () -> {
			node.node.drain();
			this.world.add(node, delay(20_000), () -> node.node.takeWork());
		});
	}

	/*
	 * The starter repeats a start of unknown outcome with the same id until it has heard,
	 * or until the process that it has asked has ended.
	 */
	private void tryStart(SimulatedScript script) {
		if (this.world.store.find(script.id).isPresent()) {
			steer(script);
			return;
		}
		this.world.add(null, Duration.ofSeconds(1), () -> tryStart(script));
		if (!this.world.nodes.isEmpty() && (script.asked == null || script.asked.isDead())) {
			script.asked = this.world.ask((node) -> start(script, node, WorkflowIdConflictPolicy.USE_EXISTING));
		}
	}

	private void start(SimulatedScript script, SimulatedNode node, WorkflowIdConflictPolicy policy) {
		try {
			node.node.startAsync(script.request(this.program.converter(), policy))
				.whenComplete((run, failure) -> script.asked = null);
		}
		catch (IllegalStateException | StoreException | WorkflowAlreadyStarted ex) {
			script.asked = null;
		}
	}

	/*
	 * A start of unknown outcome that commits after all, when the one that repeats it has
	 * closed, makes a run for which there are no signals any more.
	 */
	private void endSecondStart(SimulatedScript script) {
		RunRow run = this.world.store.find(script.id).filter((row) -> !row.status().isClosed()).orElse(null);
		if (run != null && !script.isReplaced() && !run.firstRunId().equals(script.steered)) {
			script.startedTwice = true;
			order(script, LetterKind.TERMINATE,
					CODEC.encode(new Terminal.WorkflowTerminated("its start came too late", null)), "");
		}
	}

	/*
	 * It may also have come to its end without any help.
	 */
	private void noteSecondStart(SimulatedScript script) {
		long chains = SimulationOracle.runs(this.world.store)
			.stream()
			.filter((run) -> run.workflowId().equals(script.id))
			.map(RunRow::firstRunId)
			.distinct()
			.count();
		script.startedTwice |= chains > 1 && !Collections.disjoint(this.world.evidence, LATE);
	}

	private void steer(SimulatedScript script) {
		script.steered = runOf(script).firstRunId();
		pokeLater(script, 0);
		for (int i = 0; i < script.pauses; i++) {
			later(15_000, () -> order(script, LetterKind.PAUSE, new byte[0], ""));
		}
		for (int i = 0; i < script.resets; i++) {
			later(15_000, () -> reset(script));
		}
		for (int i = 0; i < script.updates; i++) {
			int number = i;
			later(10_000, () -> tryUpdate(script, number));
		}
		later(15_000, () -> query(script));
		if (script.terminated) {
			later(15_000, () -> order(script, LetterKind.TERMINATE,
					CODEC.encode(new Terminal.WorkflowTerminated("by the simulation", null)), ""));
		}
		if (script.cancelled) {
			later(15_000, () -> order(script, LetterKind.CANCEL,
					CODEC.encode(new Incoming.CancelRequested("by the simulation", null)), ""));
		}
		if (script.restarted) {
			later(15_000, () -> restart(script));
		}
	}

	/*
	 * What happens to workflows happens while there are faults, for the most part.
	 */
	private Duration delay(int millisMax) {
		return this.world.delay(Math.max((int) (millisMax * this.what.pace()), 1));
	}

	private void later(int millisMax, Runnable action) {
		this.world.add(null, delay(millisMax), action);
	}

	/*
	 * Whoever holds a run lets it go again.
	 */
	private void order(SimulatedScript script, LetterKind kind, byte[] data, String name) {
		boolean sent = this.world.store.send(new OutgoingLetter(script.id, null, kind, name, data, null)).isPresent();
		hint(script);
		if (sent) {
			this.world.evidence.add("order " + kind);
		}
		if (sent && kind == LetterKind.PAUSE) {
			later(7_000, () -> order(script, LetterKind.RESUME, new byte[0], ""));
		}
	}

	private void restart(SimulatedScript script) {
		if (this.world.nodes.isEmpty()) {
			this.world.add(null, this.world.delay(2_000), () -> restart(script));
		}
		else {
			this.world.ask((node) -> {
				start(script, node, WorkflowIdConflictPolicy.TERMINATE_EXISTING);
				this.world.evidence.add("restart");
			});
		}
	}

	private void reset(SimulatedScript script) {
		if (!this.world.nodes.isEmpty()) {
			this.world.ask((node) -> {
				try {
					RunRow run = this.world.store.find(script.id).orElseThrow();
					long length = this.world.store.lastEvent(run.runId()).map(EventRow::seq).orElseThrow();
					node.node.reset(new Target(script.id, run.runId()), 1 + this.world.random.nextLong(length),
							"by the simulation");
					this.world.evidence.add(run.status().isClosed() ? "reset closed" : "reset open");
				}
				catch (IllegalStateException | IllegalArgumentException | StoreException | WorkflowNotFound ex) {
					this.world.evidence.add("reset refused");
				}
			});
		}
	}

	/*
	 * Any node answers, at any time, unless it cannot reach the store, or its build is
	 * older than what the history says.
	 */
	private void query(SimulatedScript script) {
		if (!this.world.nodes.isEmpty()) {
			this.world.ask((node) -> {
				UUID runId = runId(script);
				try {
					Payload answer = node.node.query(runId, "pokes",
							this.program.converter().writeArguments(new Object[0]));
					SimulationOracle.checkAnswer(this.world, this.program, runId, answer);
					this.world.evidence.add("query");
				}
				catch (StoreException ex) {
					this.world.evidence.add("query without answer");
				}
				catch (WorkflowQueryFailed ex) {
					if (!node.build().equals(SimulatedProgram.OLD) || !SimulationOracle.isNew(this.world, runId)) {
						throw ex;
					}
					this.world.evidence.add("query of an old build");
				}
			});
		}
	}

	/*
	 * One more than the workflow waits for: it may come before the end or after it, and
	 * be taken or refused. Some are sent twice under one id.
	 */
	private void pokeLater(SimulatedScript script, int number) {
		if (number <= script.signals) {
			this.world.add(null, delay(7_000), () -> {
				String name = (number < script.signals) ? "poke" : "extra";
				boolean twice = this.world.random.nextBoolean();
				boolean sent = signal(script.id, name, number, twice);
				if (twice) {
					signal(script.id, name, number, true);
				}
				if (sent) {
					script.accepted.add(name + number);
				}
				hint(script);
				if (sent || this.world.store.find(script.id).orElseThrow().status().isClosed()) {
					pokeLater(script, number + 1);
				}
				else {
					pokeLater(script, number);
				}
			});
		}
	}

	private boolean signal(String workflowId, String name, int number, boolean withId) {
		Payload arguments = this.program.converter().writeArguments(new Object[] { number });
		if (!withId && !this.world.nodes.isEmpty() && this.world.random.nextBoolean()) {
			SimulatedNode node = this.world.nodes.get(this.world.random.nextInt(this.world.nodes.size()));
			return node.signal(workflowId, new HandlerCall(name, arguments));
		}
		byte[] data = CODEC.encode(new Incoming.SignalReceived(name, arguments));
		return this.world.store
			.send(new OutgoingLetter(workflowId, null, LetterKind.SIGNAL, name, data,
					withId ? OutgoingLetter.signalKey(name + number) : null))
			.isPresent();
	}

	/*
	 * An update is repeated with its id until it is answered, by whichever node.
	 */
	private void tryUpdate(SimulatedScript script, int number) {
		CompletableFuture<Payload> before = script.waiting.get(number);
		if (before != null && before.isDone()) {
			script.answers.computeIfAbsent(number, (key) -> new ArrayList<>()).add(SimulationOracle.answer(before));
			boolean again = SimulationOracle.mayBeRepeated(before);
			script.waiting.remove(number);
			if (!again && script.answers.get(number).size() > 1) {
				return;
			}
		}
		this.world.add(null, this.world.delay(2_000), () -> tryUpdate(script, number));
		boolean lost = script.asked != null && script.asked.isDead();
		if (!this.world.nodes.isEmpty()
				&& (!script.waiting.containsKey(number) || lost || this.world.random.nextInt(4) == 0)) {
			this.world.ask((node) -> update(script, node, number));
		}
	}

	private void update(SimulatedScript script, SimulatedNode node, int number) {
		int value = (number % 2 == 0) ? number + 1 : -1;
		Payload arguments = this.program.converter().writeArguments(new Object[] { value });
		CompletableFuture<Payload> future;
		try {
			future = node.node.update(new Target(script.id, null),
					new HandlerCall("add", arguments, "update" + number, Map.of()));
		}
		catch (RuntimeException ex) {
			future = CompletableFuture.failedFuture(ex);
		}
		script.waiting.put(number, future);
	}

	private void hint(SimulatedScript script) {
		for (SimulatedNode node : this.world.nodes) {
			if (!this.world.fault("hint lost", 5)) {
				this.world.add(node, Duration.ZERO, () -> node.node.letterSent(runId(script)));
			}
		}
	}

	private UUID runId(SimulatedScript script) {
		return runOf(script).runId();
	}

	private RunRow runOf(SimulatedScript script) {
		return this.world.store.find(script.id).orElseThrow();
	}

	private boolean isDone() {
		return this.scripts.stream().allMatch(this::isClosed)
				&& this.world.store.countByStatus()
					.entrySet()
					.stream()
					.allMatch((entry) -> entry.getKey().isClosed() || entry.getValue() == 0)
				&& this.world.store.deadRestarts(1).isEmpty();
	}

	private boolean isClosed(SimulatedScript script) {
		return this.world.store.find(script.id).filter((run) -> run.status().isClosed()).isPresent();
	}

	private String open() {
		return this.scripts.stream()
			.map((script) -> script + ": " + this.world.store.find(script.id).map(RunRow::toString).orElse("missing"))
			.collect(Collectors.joining("\n"))
				+ "\n"
				+ SimulationOracle.runs(this.world.store)
					.stream()
					.filter((run) -> !run.status().isClosed())
					.map((run) -> run + " with letters " + this.world.store.letters(run.runId()) + " history "
							+ Loading.decode(Queries.history(this.world.store, run.runId()), CODEC) + " activities "
							+ this.world.store.activities(run.runId()))
					.collect(Collectors.joining("\n"));
	}

	/**
	 * What a schedule is made of.
	 */
	record Case(long seed, int nodes, int workflows, int length, int faultySteps, double faultRate) {

		/**
		 * Return how much of the usual time what is done to workflows takes.
		 */
		double pace() {
			return Math.max(this.faultySteps / USUAL_STEPS, 0.1);
		}

		static Case of(long seed) {
			SplittableRandom random = new SplittableRandom(seed * 31 + 7);
			return new Case(seed, 1 + random.nextInt(3), 1 + less(random, 3), 1 + less(random, 5), less(random, 350),
					random.nextInt(4) * 0.02);
		}

		/*
		 * Most are small: more of them are looked at in the same time, and a fault seldom
		 * needs more than one workflow.
		 */
		private static int less(SplittableRandom random, int bound) {
			return Math.min(Math.min(random.nextInt(bound), random.nextInt(bound)), random.nextInt(bound));
		}

	}

}
