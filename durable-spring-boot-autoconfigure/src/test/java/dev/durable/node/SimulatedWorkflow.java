package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.DurableFailure;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.ParentClosePolicy;
import dev.durable.Promise;
import dev.durable.Saga;
import dev.durable.TimeoutFailure;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.engine.ActivityType;
import dev.durable.engine.ChildCall;
import dev.durable.engine.RunContext;
import dev.durable.history.StartDetails;

/**
 * A workflow that does what a script of numbers says, with a result that can be computed
 * from the script.
 */
final class SimulatedWorkflow {

	static final int KINDS = 32;

	static final int CONTINUE = 15;

	/** What the two builds do not agree about. */
	static final int VERSION = 16;

	static final int ATTRIBUTE = 17;

	private final List<Integer> pokes = new ArrayList<>();

	private final List<String> result = new ArrayList<>();

	private final int latest;

	private int sum;

	/**
	 * Create the code.
	 * @param latest the latest version of each change that it knows
	 */
	SimulatedWorkflow(int latest) {
		this.latest = latest;
	}

	/**
	 * What a script must lead to, whatever happens on the way.
	 */
	static List<String> expected(List<Integer> script, int signals) {
		List<String> result = new ArrayList<>();
		for (int place = 0; place < script.size(); place++) {
			result.add(expected(script.get(place), place));
		}
		for (int poke = 0; poke < signals; poke++) {
			result.add("poke" + poke);
		}
		return result;
	}

	private static String expected(int kind, int place) {
		if (kind >= SimulatedSteps.FIRST) {
			return SimulatedSteps.expected(kind, place);
		}
		return switch (kind) {
			case 0 -> "plain" + place;
			case 1 -> "committed" + place;
			case 2 -> "slept";
			case 3 -> "plain" + place + ",plain" + place + ",committed" + place;
			case 4 -> "not held";
			case 5 -> "undone plain" + place;
			case 6 -> "once" + place;
			case 7 -> "effect";
			case 8 -> "any";
			case 9 -> "poked";
			case 10 -> "child" + place;
			case 11 -> "free";
			case 12 -> "taken";
			case 13 -> "told";
			case 14 -> "cancelled";
			case CONTINUE -> "continued";
			case VERSION -> "version2";
			case ATTRIBUTE -> "noted" + place;
			case 18 -> "later" + place;
			case 19 -> "beat" + place;
			case 20 -> "cleaned";
			case 21 -> "child cancelled";
			case 22 -> "asked";
			case 24 -> "plain" + place;
			case 25 -> "committed" + place;
			case 26 -> "once" + place;
			case 27 -> "later" + place;
			case 28 -> "beat" + place;
			case 29 -> "limited" + place + ",limited" + place;
			case 30 -> "cancelled in its queue";
			case 31 -> "nobody came";
			default -> "answered";
		};
	}

	static List<Integer> script(SplittableRandom random, int length) {
		List<Integer> kinds = kinds();
		List<Integer> script = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			script.add(kinds.get(random.nextInt(kinds.size())));
		}
		return script;
	}

	/**
	 * All that a step of a script may be.
	 */
	static List<Integer> kinds() {
		return IntStream
			.concat(IntStream.range(0, KINDS),
					IntStream.range(SimulatedSteps.FIRST, SimulatedSteps.FIRST + SimulatedSteps.COUNT))
			.boxed()
			.toList();
	}

	List<String> run(List<Integer> script, int signals, int failures, int from, List<Integer> known,
			List<String> before) throws Exception {
		this.pokes.addAll(0, known);
		this.result.addAll(before);
		for (int place = from; place < script.size(); place++) {
			this.result.add(step(script.get(place), place, signals));
			if (script.get(place) == CONTINUE) {
				Durable.continueAsNew(script, signals, failures, place + 1, this.pokes, this.result);
			}
		}
		if (Durable.info().attempt() <= failures) {
			throw new ApplicationFailure("Again", "attempt " + Durable.info().attempt());
		}
		Durable.await(() -> this.pokes.size() >= signals);
		this.pokes.forEach((poke) -> this.result.add("poke" + poke));
		return this.result;
	}

	void poke(int number) {
		this.pokes.add(number);
	}

	void extra(int number) {
	}

	void note(String text) {
	}

	int pokes() {
		return this.pokes.size();
	}

	int add(int number) {
		this.sum += number;
		call(SimulatedProgram.PLAIN, number);
		return number;
	}

	void positive(int number) {
		if (number < 0) {
			throw new IllegalArgumentException("negative");
		}
	}

	private String step(int kind, int place, int signals) throws Exception {
		if (kind >= SimulatedSteps.FIRST) {
			return SimulatedSteps.run(kind, place);
		}
		return switch (kind) {
			case 0 -> call(SimulatedProgram.PLAIN, place);
			case 1 -> call(SimulatedProgram.COMMITTING, place);
			case 2 -> sleep();
			case 3 -> parallel(place);
			case 4 -> Durable.await(Duration.ofSeconds(3), () -> false) ? "held" : "not held";
			case 5 -> undo(place);
			case 6 -> once(SimulatedProgram.AT_MOST_ONCE, place);
			case 7 -> effect(place);
			case 8 -> any(place);
			case 9 -> poked(signals);
			case 10 -> child(place);
			case 11 -> free(place);
			case 12 -> taken(place);
			case 13 -> told(place);
			case 14 -> cancelled(place);
			case CONTINUE -> "continued";
			case VERSION -> "version" + Durable.version("change" + place % 2, 1, this.latest);
			case ATTRIBUTE -> noted(place);
			case 18 -> call(SimulatedProgram.LATER, place);
			case 19 -> call(SimulatedProgram.BEATING, place);
			case 20 -> cleaned(place);
			case 21 -> childCancelled(place);
			case 22 -> asked(place);
			case 24 -> call(routed(SimulatedProgram.PLAIN), place);
			case 25 -> call(routed(SimulatedProgram.COMMITTING), place);
			case 26 -> once(routed(SimulatedProgram.AT_MOST_ONCE), place);
			case 27 -> call(routed(SimulatedProgram.LATER), place);
			case 28 -> call(routed(SimulatedProgram.BEATING), place);
			case 29 -> limited(place);
			case 30 -> cancelledInItsQueue(place);
			case 31 -> nobodyCame(place);
			default -> answered(place);
		};
	}

	static String call(ActivityType type, int place) {
		return (String) RunContext.currentOrNull().activity(type, new Object[] { place });
	}

	private static String sleep() {
		Durable.sleep(Duration.ofMillis(1 + Durable.random().nextInt(6_000)));
		return "slept";
	}

	private static String parallel(int place) {
		Promise<String> one = Durable.async(() -> call(SimulatedProgram.PLAIN, place));
		Promise<String> two = Durable.async(() -> {
			Durable.sleep(Duration.ofMillis(Durable.random().nextInt(500)));
			return call(SimulatedProgram.PLAIN, place);
		});
		Promise<String> three = Durable.async(() -> call(SimulatedProgram.COMMITTING, place));
		return String.join(",", Durable.all(List.of(one, two, three)).get());
	}

	private static String undo(int place) throws Exception {
		List<String> undone = new ArrayList<>();
		try {
			return Saga.run((saga) -> {
				saga.compensate(() -> undone.add("undone " + call(SimulatedProgram.PLAIN, place)));
				return call(SimulatedProgram.FAILING, place);
			});
		}
		catch (ActivityFailure ex) {
			return String.join(",", undone);
		}
	}

	private static String once(ActivityType type, int place) {
		try {
			return call(type, place);
		}
		catch (ActivityFailure ex) {
			return "once" + place;
		}
	}

	private static String effect(int place) {
		String value = Durable.sideEffect(String.class, () -> "effect");
		Durable.randomUuid();
		return call(SimulatedProgram.PLAIN, place).isEmpty() ? "" : value;
	}

	private static String any(int place) {
		Promise<String> slow = Durable.async(() -> {
			Durable.sleep(Duration.ofSeconds(5));
			return "any";
		});
		Promise<String> quick = Durable.async(() -> {
			call(SimulatedProgram.PLAIN, place);
			return "any";
		});
		return Durable.any(List.of(slow, quick)).get();
	}

	private String poked(int signals) {
		Durable.await(Duration.ofSeconds(10), () -> this.pokes.size() >= Math.min(1, signals));
		return "poked";
	}

	private static String start(String id, int place, ParentClosePolicy policy, CancellationType cancellation) {
		return (String) RunContext.currentOrNull()
			.child(new ChildCall("Child", id, new Object[] { place }, String.class, StartDetails.NONE, policy,
					cancellation));
	}

	static String id(String kind, int place) {
		return Durable.info().workflowId() + "-" + kind + "-" + place;
	}

	/*
	 * After a reset a child of the run before may still have the id.
	 */
	private static String child(int place) {
		try {
			return start(id("child", place), place, ParentClosePolicy.TERMINATE, CancellationType.WAIT);
		}
		catch (ChildWorkflowFailure ex) {
			return orThrow(ex, ex.getCause() instanceof WorkflowAlreadyStarted, "child" + place);
		}
	}

	static String orThrow(RuntimeException failure, boolean expected, String result) {
		if (!expected) {
			throw failure;
		}
		return result;
	}

	private static String free(int place) {
		ParentClosePolicy policy = ParentClosePolicy.values()[place % 3];
		String id = id("free", place);
		Durable.async(() -> start(id, place, policy, CancellationType.WAIT));
		return "free";
	}

	private static String taken(int place) {
		try {
			return start(Durable.info().workflowId(), place, ParentClosePolicy.ABANDON, CancellationType.WAIT);
		}
		catch (ChildWorkflowFailure ex) {
			return orThrow(ex, ex.getCause() instanceof WorkflowAlreadyStarted, "taken");
		}
	}

	private static String told(int place) {
		try {
			RunContext.currentOrNull()
				.signalExternal("program-" + place % 3, "note", new Object[] { Durable.randomUuid().toString() });
		}
		catch (ExternalWorkflowFailure ex) {
			return "told";
		}
		return "told";
	}

	private static String asked(int place) {
		try {
			Durable.cancelExternal(id("nobody", place));
		}
		catch (ExternalWorkflowFailure ex) {
			return "asked";
		}
		return "found somebody";
	}

	static void cancel(Runnable block) {
		CancellationScope scope = Durable.scope(block);
		Durable.sleep(Duration.ofMillis(Durable.random().nextInt(3_000)));
		scope.cancel();
		try {
			scope.join();
		}
		catch (DurableFailure ex) {
			if (Durable.info().workflowId() == null) {
				throw ex;
			}
		}
	}

	private static ActivityType routed(ActivityType type) {
		return new ActivityType(type.name(), type.resultType(), type.declared(), type.settings().withQueue("default"));
	}

	private static String limited(int place) {
		Promise<String> one = Durable.async(() -> call(SimulatedProgram.LIMITED, place));
		Promise<String> two = Durable.async(() -> call(SimulatedProgram.LIMITED, place));
		return String.join(",", Durable.all(List.of(one, two)).get());
	}

	private static String nobodyCame(int place) {
		try {
			return call(SimulatedProgram.UNSERVED, place);
		}
		catch (ActivityFailure ex) {
			return (ex.getCause() instanceof TimeoutFailure) ? "nobody came" : ex.toString();
		}
	}

	private static String cancelledInItsQueue(int place) {
		cancel(() -> {
			switch (place % 4) {
				case 0 -> call(routed(SimulatedProgram.LATER), place);
				case 1 -> call(routed(SimulatedProgram.HOPELESS), place);
				case 2 -> call(routed(SimulatedProgram.COMMITTING), place);
				default -> call(routed(SimulatedProgram.BEATING), place);
			}
		});
		return "cancelled in its queue";
	}

	private static String cancelled(int place) {
		cancel(() -> {
			switch (place % 4) {
				case 0 -> call(SimulatedProgram.LATER, place);
				case 1 -> call(SimulatedProgram.HOPELESS, place);
				case 2 -> call(SimulatedProgram.COMMITTING, place);
				default -> Durable.sleep(Duration.ofHours(1));
			}
		});
		return "cancelled";
	}

	private static String cleaned(int place) {
		List<String> done = new ArrayList<>();
		cancel(() -> {
			try {
				Durable.sleep(Duration.ofHours(1));
			}
			catch (CancelledFailure ex) {
				Durable.detached(() -> done.add(call(SimulatedProgram.COMMITTING, place)));
			}
		});
		return done.isEmpty() ? "not cleaned" : "cleaned";
	}

	private static String childCancelled(int place) {
		CancellationType type = CancellationType.values()[place % 3];
		cancel(() -> start(id("cancelled", place), place, ParentClosePolicy.REQUEST_CANCEL, type));
		return "child cancelled";
	}

	private static String noted(int place) {
		Durable.attribute("place", place);
		Durable.memo("memo" + place, "text");
		Durable.memo("memo" + place, null);
		return call(SimulatedProgram.PLAIN, place).replace("plain", "noted");
	}

	private String answered(int place) {
		int before = this.sum;
		Durable.await(Duration.ofSeconds(2), () -> this.sum > before);
		Durable.await(Durable::allHandlersFinished);
		return "answered";
	}

	/**
	 * The child of others.
	 */
	static final class Child {

		String run(int place) {
			call(SimulatedProgram.COMMITTING, place);
			Durable.sleep(Duration.ofMillis(Durable.random().nextInt(4_000)));
			return call(SimulatedProgram.PLAIN, place).replace("plain", "child");
		}

	}

}
