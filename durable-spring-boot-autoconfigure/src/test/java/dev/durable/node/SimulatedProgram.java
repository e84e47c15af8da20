package dev.durable.node;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

import dev.durable.ActivityContext;
import dev.durable.ActivityContexts;
import dev.durable.ActivityInfo;
import dev.durable.ApplicationFailure;
import dev.durable.CancellationType;
import dev.durable.WorkflowContext;
import dev.durable.engine.ActivityType;
import dev.durable.engine.ContextPropagation;
import dev.durable.engine.Environment;
import dev.durable.engine.Invocable;
import dev.durable.engine.RunLimits;
import dev.durable.engine.Stubs;
import dev.durable.engine.WorkflowType;
import dev.durable.history.ActivitySettings;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.Incoming;
import dev.durable.history.PayloadConverter;
import dev.durable.history.RetrySettings;
import dev.durable.jackson.JacksonPayloadConverter;
import dev.durable.store.AttemptLimit;
import dev.durable.store.NewLetter;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.StoreException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

/**
 * The code of the simulated application: its workflows, and activities that leave their
 * traces where the engine cannot see them.
 */
final class SimulatedProgram {

	static final String OLD = "old";

	static final String NEW = "new";

	private static final ActivitySettings RETRIED = settings(0);

	private static final ActivitySettings ONCE = settings(1);

	/** The type of the workflows that are started. */
	static final String TYPE = "Program";

	static final ActivityType PLAIN = type("plain", RETRIED);

	static final ActivityType COMMITTING = type("committing", RETRIED);

	static final ActivityType FAILING = type("failing", RETRIED);

	static final ActivityType AT_MOST_ONCE = type("atMostOnce", ONCE);

	static final ActivityType LIMITED = type("limited", RETRIED);

	static final ActivityType UNSERVED = type("plain", new ActivitySettings(Duration.ofSeconds(8), null,
			Duration.ofSeconds(3), null, RetrySettings.DEFAULTS, CancellationType.TRY_CANCEL, "a queue without nodes"));

	static final ActivityType LATER = type("later", RETRIED);

	static final ActivityType BEATING = type("beating",
			new ActivitySettings(Duration.ofSeconds(8), null, null, Duration.ofSeconds(5),
					new RetrySettings(Duration.ofMillis(500), 1.0, Duration.ofSeconds(5), 0, List.of(), 0.1),
					CancellationType.TRY_CANCEL));

	static final ActivityType ABANDONED = type("plain", settings(0, null, CancellationType.ABANDON, List.of()));

	static final ActivityType GIVEN_UP = type("hopeless",
			settings(0, Duration.ofSeconds(10), CancellationType.TRY_CANCEL, List.of()));

	static final ActivityType DECLINED = new ActivityType("declined", String.class, List.of(Declined.class),
			settings(0, null, CancellationType.TRY_CANCEL, List.of(Declined.class.getName())));

	static final ActivityType DECLINED_LATER = new ActivityType("declinedLater", String.class, List.of(Declined.class),
			DECLINED.settings());

	static final ActivityType HOPELESS = type("hopeless",
			new ActivitySettings(Duration.ofSeconds(8), null, null, null,
					new RetrySettings(Duration.ofSeconds(1), 2.0, Duration.ofHours(1), 0, List.of(), 0),
					CancellationType.WAIT));

	private static final PayloadConverter CONVERTER = new JacksonPayloadConverter(JsonMapper.builder().build(),
			DataSize.ofMegabytes(1));

	private static final Map<String, WorkflowType> OLD_WORKFLOWS = workflows(1);

	private static final Map<String, WorkflowType> NEW_WORKFLOWS = workflows(2);

	private static final Invocable RUN = method(SimulatedWorkflow.class, "run");

	private static final Map<String, Invocable> ACTIVITIES = activities();

	private final SimulatedWorld world;

	/** How often each attempt was begun: never more than once. */
	final Map<String, Integer> begun = new HashMap<>();

	/** Rows of a business table without a unique key, committed with their activity. */
	final List<String> rows = new ArrayList<>();

	final List<String> problems = new ArrayList<>();

	/** The tokens of attempts that are to be completed later. */
	final List<String> tokens = new ArrayList<>();

	/** Those of them that are to fail as their activity declares. */
	final Set<String> declining = new HashSet<>();

	boolean healthy;

	SimulatedProgram(SimulatedWorld world) {
		this.world = world;
	}

	PayloadConverter converter() {
		return CONVERTER;
	}

	/**
	 * Return what a run of a script was started with.
	 */
	Object[] startArguments(Incoming.WorkflowStarted started) {
		return CONVERTER.readArguments(started.arguments(), RUN.parameterTypes());
	}

	/*
	 * Code that seems to hold its thread is one that a slow machine keeps waiting, unless
	 * its run gets stuck.
	 */
	Environment environment(String build) {
		return new Environment(CONVERTER, SimulatedNode.threads(), WorkflowContext::isBugByDefault, (run, stack) -> {
		}, (run, activity) -> this.problems.add("arguments of " + activity + " differ on replay"), this.world.ids::next,
				Stubs.NONE, ContextPropagation.NONE, RunLimits.DEFAULTS, new KnownBuilds(this.world.store, build));
	}

	private static ActivitySettings settings(int maximumAttempts) {
		return settings(maximumAttempts, null, CancellationType.TRY_CANCEL, List.of());
	}

	private static ActivitySettings settings(int maximumAttempts, Duration scheduleToClose, CancellationType type,
			List<String> nonRetryable) {
		return new ActivitySettings(Duration.ofSeconds(8), scheduleToClose, null, null, new RetrySettings(
				Duration.ofMillis(500), 2.0, Duration.ofSeconds(5), maximumAttempts, nonRetryable, 0.1), type);
	}

	private static ActivityType type(String name, ActivitySettings settings) {
		return new ActivityType(name, String.class, List.of(), settings);
	}

	/**
	 * Return the workflows as one build has them. The old one knows a version less.
	 */
	Map<String, WorkflowType> workflows(String build) {
		return build.equals(OLD) ? OLD_WORKFLOWS : NEW_WORKFLOWS;
	}

	private static Map<String, WorkflowType> workflows(int latest) {
		Class<?> code = SimulatedWorkflow.class;
		WorkflowType program = new WorkflowType(TYPE, () -> new SimulatedWorkflow(latest), method(code, "run"),
				Map.of("poke", method(code, "poke"), "extra", method(code, "extra"), "note", method(code, "note")),
				Map.of("pokes", method(code, "pokes")), Map.of("add", method(code, "add")),
				Map.of("add", method(code, "positive")), null);
		WorkflowType child = new WorkflowType("Child", SimulatedWorkflow.Child::new,
				method(SimulatedWorkflow.Child.class, "run"), Map.of(), Map.of(), Map.of(), Map.of(),
				(arguments) -> new ConcurrencyLimit("children", 1));
		WorkflowType chain = new WorkflowType("Chain", SimulatedSteps.Chain::new,
				method(SimulatedSteps.Chain.class, "run"), Map.of(), Map.of());
		WorkflowType listener = new WorkflowType("Listener", SimulatedSteps.Listener::new,
				method(SimulatedSteps.Listener.class, "run"),
				Map.of("hear", method(SimulatedSteps.Listener.class, "hear")), Map.of());
		return Map.of(TYPE, program, "Child", child, "Chain", chain, "Listener", listener);
	}

	Map<String, RegisteredActivity> activities(SimulatedNode node) {
		Map<String, RegisteredActivity> activities = new HashMap<>();
		for (String name : List.of("plain", "failing", "atMostOnce", "later", "beating", "hopeless")) {
			activities.put(name, activity(node, name, null));
		}
		for (String name : List.of("declined", "declinedLater")) {
			activities.put(name,
					new RegisteredActivity(name, () -> this, lingering(node, name), List.of(Declined.class), null));
		}
		activities.put("committing", activity(node, "committing", (end, body, failure) -> transact(node, end, body)));
		activities.put("limited", new RegisteredActivity("limited", () -> this, lingering(node, "limited"), List.of(),
				null, new AttemptLimit(1, 0)));
		return activities;
	}

	private RegisteredActivity activity(SimulatedNode node, String name, AttemptTransaction transaction) {
		return new RegisteredActivity(name, () -> this, lingering(node, name), List.of(), transaction);
	}

	private Invocable lingering(SimulatedNode node, String name) {
		Invocable method = ACTIVITIES.get(name);
		return new Invocable() {

			@Override
			public Type[] parameterTypes() {
				return method.parameterTypes();
			}

			@Override
			public Type resultType() {
				return method.resultType();
			}

			@Override
			public Object invoke(Object target, Object[] arguments) throws Throwable {
				linger(node);
				Object result = method.invoke(target, arguments);
				linger(node);
				return result;
			}

		};
	}

	/*
	 * Most attempts take no time, some do, a few longer than they may; of those that are
	 * interrupted some take no notice.
	 */
	private void linger(SimulatedNode node) throws InterruptedException {
		if (this.world.random.nextInt(4) == 0) {
			int millisMax = this.healthy ? 500 : this.world.fault("activity takes too long", 3) ? 24_000 : 2_000;
			if (node.linger(Duration.ofMillis(this.world.random.nextInt(millisMax))) && this.world.random.nextBoolean()
					&& !this.healthy) {
				throw new InterruptedException();
			}
		}
	}

	private static Map<String, Invocable> activities() {
		Map<String, Invocable> activities = new HashMap<>();
		for (String name : List.of("plain", "failing", "atMostOnce", "later", "beating", "hopeless", "declined",
				"declinedLater", "committing", "limited")) {
			activities.put(name, method(SimulatedProgram.class, name));
		}
		return activities;
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
	private NewLetter transact(SimulatedNode node, AttemptEnd end, Callable<NewLetter> body) throws Throwable {
		NewLetter letter = body.call();
		linger(node);
		String row = ActivityContexts.current().idempotencyKey();
		if (node.isDead() || this.world.fault("crash in a transaction", 0.3)) {
			throw node.dies();
		}
		if (this.world.fault("transactional commit late", 3)) {
			this.world.commitLate(end.fence(), Set.of(), this.world.random.nextBoolean(),
					() -> deliver(end, letter, row));
			if (this.world.random.nextBoolean()) {
				throw node.dies();
			}
			throw new OutcomeUnknownException("late", null);
		}
		write(end, letter);
		this.rows.add(row);
		if (this.world.fault("transactional reply lost", 1)) {
			throw new OutcomeUnknownException("no reply", null);
		}
		return letter;
	}

	private void write(AttemptEnd end, NewLetter letter) {
		this.world.withoutFaults = true;
		try {
			end.write(letter);
		}
		finally {
			this.world.withoutFaults = false;
		}
	}

	private void deliver(AttemptEnd end, NewLetter letter, String row) {
		try {
			write(end, letter);
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

	String limited(int place) {
		witness();
		return "limited" + place;
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

	String later(int place) {
		witness();
		this.tokens.add(ActivityContexts.current().completeLater() + "#" + place);
		if (this.world.fault("activity throws", 3) && !this.healthy) {
			throw new IllegalStateException("after all");
		}
		return "ignored";
	}

	String declined(int place) throws Declined {
		witness();
		throw Declined.at(place);
	}

	String declinedLater(int place) throws Declined {
		witness();
		String token = ActivityContexts.current().completeLater();
		this.declining.add(token);
		this.tokens.add(token + "#" + place);
		return "ignored";
	}

	String hopeless(int place) {
		witness();
		throw new IllegalStateException("never");
	}

	/*
	 * What an attempt has said before it failed must be known to the next one.
	 */
	String beating(int place) {
		ActivityContext context = ActivityContexts.current();
		int told = context.lastHeartbeat(Integer.class).orElse(0);
		if (told >= context.attempt() || (hasFailedBefore(context.info()) && told != context.attempt() - 1)) {
			this.problems.add("attempt " + context.attempt() + " hears of attempt " + told);
		}
		witness();
		context.heartbeat(context.attempt());
		if (this.world.fault("beating activity throws", 10) && !this.healthy) {
			throw new IllegalStateException("after heartbeat");
		}
		return "beat" + place;
	}

	private boolean hasFailedBefore(ActivityInfo info) {
		return this.world.store.activities(UUID.fromString(info.runId()))
			.stream()
			.anyMatch((row) -> row.activityId() == Long.parseLong(info.activityId()) && row.lastFailure() != null
					&& row.lastFailure().contains("after heartbeat"));
	}

	/**
	 * What an activity declares that it throws.
	 */
	static class Declined extends Exception {

		private static final long serialVersionUID = 1L;

		Declined(String message) {
			super(message);
		}

		static Declined at(int place) {
			String message = "declined" + place;
			return (place % 2 == 0) ? new Declined(message) : new DeclinedForGood(message);
		}

	}

	/**
	 * What an activity throws of that kind.
	 */
	static final class DeclinedForGood extends Declined {

		private static final long serialVersionUID = 1L;

		DeclinedForGood(String message) {
			super(message);
		}

	}

}
