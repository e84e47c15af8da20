package dev.durable.semantics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.StartOptions;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.Command;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for runs that share a limit on how many of them execute at once.
 */
class ConcurrencyKeyTests extends ScriptedTests {

	private WorkflowHandle<String> serve(String suffix) {
		return serve(suffix, id(), (options) -> {
		});
	}

	private WorkflowHandle<String> serve(String suffix, String customer, Consumer<StartOptions.Builder> options) {
		return call(() -> client().start(Counter.class, (counter) -> counter.serve(customer, suffix), (builder) -> {
			builder.id(id(suffix));
			options.accept(builder);
		}));
	}

	private void go(WorkflowHandle<?> run) {
		run(() -> run.signal("go"));
	}

	private void awaitServed(String suffix) {
		await().untilAsserted(() -> assertThat(Counter.SERVED).contains(id() + "/" + suffix));
	}

	private void assertUnserved(WorkflowHandle<?> run, String suffix) {
		assertThat(Counter.SERVED).doesNotContain(id() + "/" + suffix);
		assertThat(kinds(run)).startsWith("WorkflowStarted").hasSizeLessThanOrEqualTo(2);
	}

	private void awaitWaiting(WorkflowHandle<?> run) {
		await().untilAsserted(() -> assertThat(run.describe().isWaitingForPlace()).isTrue());
	}

	@Test
	@DisplayName("Of the runs with one key one executes; the others wait, take letters, and follow in the order of their starts")
	void oneAfterTheOther() {
		List<WorkflowHandle<String>> runs = List.of(serve("a"), serve("b"), serve("c"));
		awaitServed("a");
		go(runs.get(2));
		awaitWaiting(runs.get(1));
		assertThat(runs.get(1).describe().concurrencyKey()).contains(id());
		assertThat(runs.get(0).describe().isWaitingForPlace()).isFalse();
		assertUnserved(runs.get(1), "b");
		go(runs.get(0));
		assertThat(result(runs.get(0))).isEqualTo("a");
		awaitServed("b");
		assertUnserved(runs.get(2), "c");
		go(runs.get(1));
		assertThat(result(runs.get(1))).isEqualTo("b");
		assertThat(result(runs.get(2))).isEqualTo("c");
	}

	@Test
	@DisplayName("Runs with other keys, and runs without one, do not wait")
	void otherKeys() {
		List<WorkflowHandle<String>> runs = List.of(serve("a"), serve("b", id("other"), (options) -> {
		}), serve("c", "", (options) -> {
		}), serve("d", "", (options) -> {
		}));
		awaitServed("a");
		for (String served : List.of(id("other") + "/b", "/c", "/d")) {
			await().untilAsserted(() -> assertThat(Counter.SERVED).contains(served));
		}
		assertThat(runs.get(3).describe().concurrencyKey()).isEmpty();
		runs.forEach(this::go);
		runs.forEach(this::result);
	}

	@Test
	@DisplayName("What a run waits for in its first step begins with that step, however long it has waited for its place")
	void timerOfRunThatHasWaited() {
		WorkflowHandle<Duration> first = sleep("a");
		WorkflowHandle<Duration> second = sleep("b");
		assertThat(result(second)).isGreaterThanOrEqualTo(Sleeper.TIME);
		Instant due = events(second, Command.TimerStarted.class).get(0).due();
		assertThat(due).isAfterOrEqualTo(first.describe().closedAt().orElseThrow().plus(Sleeper.TIME));
	}

	private WorkflowHandle<Duration> sleep(String suffix) {
		return call(() -> client().start(Sleeper.class, (sleeper) -> sleeper.sleep(id()),
				(options) -> options.id(id(suffix))));
	}

	@Test
	@DisplayName("The caller may set the key and the number of runs")
	void keyOfTheCaller() {
		Consumer<StartOptions.Builder> two = (options) -> options.concurrencyKey(id("mine")).concurrency(2);
		List<WorkflowHandle<String>> runs = List.of(serve("a", id(), two), serve("b", id(), two),
				serve("c", id(), two));
		awaitServed("a");
		awaitServed("b");
		awaitWaiting(runs.get(2));
		runs.forEach(this::go);
		runs.forEach(this::result);
	}

	@Test
	@DisplayName("A key that cannot be told fails the start, and nothing is written")
	void failingExpression() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client().start(Counter.class, (counter) -> counter.serve(null, "a"),
					(options) -> options.id(id())))
			.withMessageContaining("concurrency key expression")
			.withMessageContaining("options.concurrencyKey(...)");
		assertThat(client().list(WorkflowQuery.where().idPrefix(id()))).isEmpty();
	}

	@Test
	@DisplayName("Cancelled, terminated or timed out while it waits: no code of the run executes, and the others follow")
	void closedWhileItWaits() {
		WorkflowHandle<String> first = serve("a");
		awaitServed("a");
		WorkflowHandle<String> cancelled = serve("b");
		WorkflowHandle<String> terminated = serve("c");
		WorkflowHandle<String> late = serve("d", id(), (options) -> options.executionTimeout(Duration.ofMillis(300)));
		WorkflowHandle<String> last = serve("e");
		awaitWaiting(cancelled);
		run(() -> cancelled.cancel());
		awaitStatus(cancelled, WorkflowStatus.CANCELLED);
		run(() -> terminated.terminate("not wanted"));
		awaitStatus(terminated, WorkflowStatus.TERMINATED);
		awaitStatus(late, WorkflowStatus.TIMED_OUT);
		assertUnserved(cancelled, "b");
		assertUnserved(terminated, "c");
		assertUnserved(late, "d");
		assertUnserved(last, "e");
		go(first);
		go(last);
		assertThat(result(last)).isEqualTo("e");
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(late));
	}

	@Test
	@DisplayName("A run that is terminated, or times out, hands its place on")
	void endedFromOutside() {
		WorkflowHandle<String> first = serve("a");
		awaitServed("a");
		WorkflowHandle<String> second = serve("b", id(), (options) -> options.executionTimeout(Duration.ofSeconds(2)));
		WorkflowHandle<String> third = serve("c");
		awaitWaiting(third);
		run(() -> first.terminate("enough"));
		awaitStatus(second, WorkflowStatus.TIMED_OUT);
		awaitServed("c");
		go(third);
		assertThat(result(third)).isEqualTo("c");
	}

	@Test
	@DisplayName("A paused run keeps its place")
	void paused() {
		WorkflowHandle<String> first = serve("a");
		awaitServed("a");
		run(() -> first.pause());
		awaitStatus(first, WorkflowStatus.PAUSED);
		WorkflowHandle<String> second = serve("b");
		awaitWaiting(second);
		go(second);
		run(() -> first.resume());
		assertUnserved(second, "b");
		go(first);
		assertThat(result(second)).isEqualTo("b");
	}

	@Test
	@DisplayName("The place belongs to the chain: retries and continue-as-new keep it")
	void chains() {
		WorkflowHandle<String> first = call(
				() -> client().start(Chain.class, (chain) -> chain.run(id(), 0), (options) -> options.id(id("a"))));
		WorkflowHandle<String> second = call(
				() -> client().start(Chain.class, (chain) -> chain.run(id(), 0), (options) -> options.id(id("b"))));
		assertThat(result(first)).isEqualTo("run 2");
		assertThat(result(second)).isEqualTo("run 2");
		assertThat(Chain.STEPS.get(id())).containsExactly(id("a") + " 0", id("a") + " 1", id("a") + " 1",
				id("a") + " 2", id("b") + " 0", id("b") + " 1", id("b") + " 1", id("b") + " 2");
	}

	@Test
	@DisplayName("Children wait as others do")
	void children() {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Family.class, (family) -> family.run(id()), (options) -> options.id(id())));
		assertThat(result(run)).containsExactly("0", "1", "2");
		assertThat(Child.MOST.get(id())).isEqualTo(1);
	}

	@Test
	@DisplayName("A run that goes on after its end needs a place again")
	void reset() {
		WorkflowHandle<String> first = serve("a");
		go(first);
		assertThat(result(first)).isEqualTo("a");
		WorkflowHandle<String> second = serve("b");
		awaitServed("b");
		run(() -> first.reset(1));
		awaitWaiting(client().handle(id("a"), String.class));
		go(second);
		result(second);
		assertThat(result(client().handle(id("a"), String.class))).isEqualTo("a");
	}

	@Test
	@DisplayName("A signal that starts its run waits with it")
	void signalWithStart() {
		WorkflowHandle<String> first = serve("a");
		awaitServed("a");
		WorkflowHandle<String> second = call(() -> client().signalWithStart(Counter.class,
				(counter) -> counter.serve(id(), "b"), Counter::go, (options) -> options.id(id("b"))));
		awaitWaiting(second);
		assertUnserved(second, "b");
		go(first);
		assertThat(result(second)).isEqualTo("b");
	}

	@Test
	@DisplayName("A run that was started by name, by a node that does not know its limit, gets in line before its first step")
	void startedByName() {
		WorkflowHandle<String> first = serve("a");
		awaitServed("a");
		try (OtherNode other = otherNode(OtherNode.WithoutWorkflows.class)) {
			other.client().start("ConcurrencyKeyTests.Counter", (options) -> options.id(id("b")), id(), "b");
		}
		WorkflowHandle<String> second = client().handle(id("b"), String.class);
		awaitWaiting(second);
		assertThat(second.describe().concurrencyKey()).contains(id());
		assertUnserved(second, "b");
		go(second);
		go(first);
		assertThat(result(second)).isEqualTo("b");
	}

	/**
	 * Serves one customer at a time.
	 */
	@Workflow(name = "ConcurrencyKeyTests.Counter")
	static class Counter {

		static final Set<String> SERVED = ConcurrentHashMap.newKeySet();

		private boolean gone;

		@WorkflowMethod(concurrencyKey = "#customer.isEmpty() ? null : #customer")
		public String serve(String customer, String name) {
			SERVED.add(customer + "/" + name);
			Durable.await(() -> this.gone);
			return name;
		}

		@SignalMethod
		public void go() {
			this.gone = true;
		}

	}

	/**
	 * Waits for its place, then for a time.
	 */
	@Workflow(name = "ConcurrencyKeyTests.Sleeper")
	static class Sleeper {

		static final Duration TIME = Duration.ofMillis(1_500);

		@WorkflowMethod(concurrencyKey = "#key", concurrency = 1)
		public Duration sleep(String key) {
			Instant begin = Durable.now();
			Durable.sleep(TIME);
			return Duration.between(begin, Durable.now());
		}

	}

	/**
	 * Continues as new, then fails once.
	 */
	@Workflow(name = "ConcurrencyKeyTests.Chain")
	static class Chain {

		static final Map<String, List<String>> STEPS = new ConcurrentHashMap<>();

		@WorkflowMethod(concurrencyKey = "#key", concurrency = 1,
				retry = @Retry(maximumAttempts = 3, initialInterval = "10ms"))
		public String run(String key, int number) {
			String step = Durable.info().workflowId() + " " + number;
			Durable.sideEffect(Boolean.class, () -> STEPS.computeIfAbsent(key, (id) -> new ArrayList<>()).add(step));
			if (number == 0) {
				Durable.continueAsNew(key, 1);
			}
			if (number == 1) {
				if (Durable.info().attempt() == 1) {
					throw new IllegalStateException("once");
				}
				Durable.continueAsNew(key, 2);
			}
			return "run " + number;
		}

	}

	/**
	 * Has children with one key.
	 */
	@Workflow(name = "ConcurrencyKeyTests.Family")
	static class Family {

		private final Child child;

		Family(Child child) {
			this.child = child;
		}

		@WorkflowMethod
		public List<String> run(String key) {
			List<Promise<String>> children = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				int number = i;
				children.add(Durable.async(() -> this.child.run(key, number)));
			}
			return Durable.all(children).get();
		}

	}

	/**
	 * Sees how many of its kind execute.
	 */
	@Workflow(name = "ConcurrencyKeyTests.Child")
	static class Child {

		static final Map<String, Integer> RUNNING = new ConcurrentHashMap<>();

		static final Map<String, Integer> MOST = new ConcurrentHashMap<>();

		@WorkflowMethod(concurrencyKey = "#key", concurrency = 1)
		public String run(String key, int number) {
			Durable.sideEffect(Integer.class, () -> MOST.merge(key, RUNNING.merge(key, 1, Integer::sum), Math::max));
			Durable.sleep(Duration.ofMillis(20));
			Durable.sideEffect(Integer.class, () -> RUNNING.merge(key, -1, Integer::sum));
			return Integer.toString(number);
		}

	}

}
