package dev.durable.node;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;

import dev.durable.ActivityContexts;
import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.Saga;
import dev.durable.WorkflowContext;
import dev.durable.engine.ActivityType;
import dev.durable.engine.Environment;
import dev.durable.engine.Invocable;
import dev.durable.engine.RunContext;
import dev.durable.engine.WorkflowType;
import dev.durable.history.ActivitySettings;
import dev.durable.history.PayloadConverter;
import dev.durable.jackson.JacksonPayloadConverter;
import dev.durable.store.Fence;
import dev.durable.store.NewLetter;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.StoreException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

/**
 * A workflow that does what a script of numbers says, with a result that can be computed
 * from the script, and activities that leave their traces where the engine cannot see
 * them.
 */
final class SimulatedProgram {

	static final int KINDS = 10;

	private static final ActivitySettings RETRIED = settings(0);

	private static final ActivitySettings ONCE = settings(1);

	private static final ActivityType PLAIN = type("plain", RETRIED);

	private static final ActivityType COMMITTING = type("committing", RETRIED);

	private static final ActivityType FAILING = type("failing", RETRIED);

	private static final ActivityType AT_MOST_ONCE = type("atMostOnce", ONCE);

	private final SimulatedWorld world;

	private final PayloadConverter converter = new JacksonPayloadConverter(JsonMapper.builder().build(),
			DataSize.ofMegabytes(1));

	/** How often each attempt was begun: never more than once. */
	final Map<String, Integer> begun = new HashMap<>();

	/** Rows of a business table without a unique key, committed with their activity. */
	final List<String> rows = new ArrayList<>();

	final List<String> problems = new ArrayList<>();

	boolean healthy;

	SimulatedProgram(SimulatedWorld world) {
		this.world = world;
	}

	PayloadConverter converter() {
		return this.converter;
	}

	Environment environment() {
		return new Environment(this.converter, SimulatedNode.threads(), WorkflowContext::isBugByDefault,
				(run, stack) -> this.problems.add("workflow code blocks its thread"),
				(run, activity) -> this.problems.add("arguments of " + activity + " differ on replay"));
	}

	private static ActivitySettings settings(int maximumAttempts) {
		return new ActivitySettings(Duration.ofSeconds(20), null, Duration.ofMillis(500), 2.0, Duration.ofSeconds(5),
				maximumAttempts, List.of(), 0.1);
	}

	private static ActivityType type(String name, ActivitySettings settings) {
		return new ActivityType(name, String.class, List.of(), settings);
	}

	WorkflowType workflow() {
		return new WorkflowType("Program", Instance::new, method(Instance.class, "run"),
				Map.of("poke", method(Instance.class, "poke"), "extra", method(Instance.class, "extra")),
				Map.of("pokes", method(Instance.class, "pokes")));
	}

	Map<String, RegisteredActivity> activities(SimulatedNode node) {
		return Map.of("plain", activity("plain", null), "committing",
				activity("committing", (fence, body, failure) -> transact(node, fence, body, failure)), "failing",
				activity("failing", null), "atMostOnce", activity("atMostOnce", null));
	}

	private RegisteredActivity activity(String name, AttemptTransaction transaction) {
		return new RegisteredActivity(name, () -> this, method(SimulatedProgram.class, name), List.of(), transaction);
	}

	private static Invocable method(Class<?> type, String name) {
		for (Method method : type.getDeclaredMethods()) {
			if (method.getName().equals(name)) {
				return Invocable.of(method);
			}
		}
		throw new IllegalArgumentException(name);
	}

	/**
	 * The row and the result commit together: the one statement that a database makes of
	 * them is one step here.
	 */
	private NewLetter transact(SimulatedNode node, Fence fence, Callable<NewLetter> body,
			Function<Throwable, NewLetter> failure) throws Throwable {
		NewLetter letter = body.call();
		String row = ActivityContexts.current().idempotencyKey();
		if (node.isDead() || this.world.fault("crash in a transaction", 0.3)) {
			throw node.dies();
		}
		if (this.world.fault("transactional commit late", 3)) {
			this.world.commitLate(fence, Set.of(), this.world.random.nextBoolean(), () -> deliver(fence, letter, row));
			if (this.world.random.nextBoolean()) {
				throw node.dies();
			}
			throw new OutcomeUnknownException("late", null);
		}
		this.world.store.deliver(fence, letter);
		this.rows.add(row);
		if (this.world.fault("transactional reply lost", 1)) {
			throw new OutcomeUnknownException("no reply", null);
		}
		return letter;
	}

	private void deliver(Fence fence, NewLetter letter, String row) {
		try {
			this.world.store.deliver(fence, letter);
			this.rows.add(row);
		}
		catch (StoreException ex) {
			// rolled back
		}
	}

	private void witness() {
		String attempt = ActivityContexts.current().idempotencyKey() + "#" + ActivityContexts.current().attempt();
		if (this.begun.merge(attempt, 1, Integer::sum) > 1) {
			this.problems.add("attempt " + attempt + " was begun twice");
		}
		if (this.world.fault("activity throws", 3) && !this.healthy) {
			throw new IllegalStateException("transient");
		}
	}

	String plain(int place) {
		witness();
		return "plain" + place;
	}

	String committing(int place) {
		witness();
		return "committed" + place;
	}

	String failing(int place) {
		witness();
		throw new ApplicationFailure("Final", "failure " + place).nonRetryable();
	}

	String atMostOnce(int place) {
		witness();
		if (ActivityContexts.current().attempt() != 1) {
			this.problems.add("a second attempt of an activity that allows one");
		}
		return "once" + place;
	}

	/**
	 * What a script must lead to, whatever happens on the way.
	 */
	static List<String> expected(List<Integer> script, int signals) {
		List<String> result = new ArrayList<>();
		for (int place = 0; place < script.size(); place++) {
			switch (script.get(place)) {
				case 0 -> result.add("plain" + place);
				case 1 -> result.add("committed" + place);
				case 2 -> result.add("slept");
				case 3 -> result.add("plain" + place + ",plain" + place + ",committed" + place);
				case 4 -> result.add("not held");
				case 5 -> result.add("undone plain" + place);
				case 6 -> result.add("once" + place);
				case 7 -> result.add("effect");
				case 8 -> result.add("any");
				default -> result.add("poked");
			}
		}
		for (int poke = 0; poke < signals; poke++) {
			result.add("poke" + poke);
		}
		return result;
	}

	static List<Integer> script(SplittableRandom random, int length) {
		List<Integer> script = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			script.add(random.nextInt(KINDS));
		}
		return script;
	}

	/**
	 * The workflow.
	 */
	static final class Instance {

		private final List<Integer> pokes = new ArrayList<>();

		List<String> run(List<Integer> script, int signals) throws Exception {
			List<String> result = new ArrayList<>();
			for (int place = 0; place < script.size(); place++) {
				result.add(step(script.get(place), place, signals));
			}
			Durable.await(() -> this.pokes.size() >= signals);
			this.pokes.forEach((poke) -> result.add("poke" + poke));
			return result;
		}

		void poke(int number) {
			this.pokes.add(number);
		}

		void extra(int number) {
		}

		int pokes() {
			return this.pokes.size();
		}

		private String step(int kind, int place, int signals) {
			return switch (kind) {
				case 0 -> call(PLAIN, place);
				case 1 -> call(COMMITTING, place);
				case 2 -> sleep();
				case 3 -> parallel(place);
				case 4 -> Durable.await(Duration.ofSeconds(3), () -> false) ? "held" : "not held";
				case 5 -> undo(place);
				case 6 -> once(place);
				case 7 -> effect(place);
				case 8 -> any(place);
				default -> poked(signals);
			};
		}

		private String call(ActivityType type, int place) {
			return (String) RunContext.currentOrNull().activity(type, new Object[] { place });
		}

		private String sleep() {
			Durable.sleep(Duration.ofMillis(1 + Durable.random().nextInt(20_000)));
			return "slept";
		}

		private String parallel(int place) {
			Promise<String> one = Durable.async(() -> call(PLAIN, place));
			Promise<String> two = Durable.async(() -> {
				Durable.sleep(Duration.ofMillis(Durable.random().nextInt(500)));
				return call(PLAIN, place);
			});
			Promise<String> three = Durable.async(() -> call(COMMITTING, place));
			return String.join(",", Durable.all(List.of(one, two, three)).get());
		}

		private String undo(int place) {
			List<String> undone = new ArrayList<>();
			try {
				return Saga.run((saga) -> {
					saga.compensate(() -> undone.add("undone " + call(PLAIN, place)));
					return call(FAILING, place);
				});
			}
			catch (ActivityFailure ex) {
				return String.join(",", undone);
			}
		}

		private String once(int place) {
			try {
				return call(AT_MOST_ONCE, place);
			}
			catch (ActivityFailure ex) {
				return "once" + place;
			}
		}

		private String effect(int place) {
			String value = Durable.sideEffect(String.class, () -> "effect");
			Durable.randomUuid();
			return call(PLAIN, place).isEmpty() ? "" : value;
		}

		private String any(int place) {
			Promise<String> slow = Durable.async(() -> {
				Durable.sleep(Duration.ofSeconds(5));
				return "any";
			});
			Promise<String> quick = Durable.async(() -> {
				call(PLAIN, place);
				return "any";
			});
			return Durable.any(List.of(slow, quick)).get();
		}

		private String poked(int signals) {
			Durable.await(Duration.ofSeconds(30), () -> this.pokes.size() >= Math.min(1, signals));
			return "poked";
		}

	}

}
