package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.durable.Activity;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.ReadOnlyViolation;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for queries and updates.
 */
class QueryAndUpdateTests extends AbstractSemanticsTests {

	private WorkflowHandle<Integer> start() {
		return call(() -> client().start(Counter.class, Counter::run, (options) -> options.id(id())));
	}

	private int add(String updateId, int number) {
		return answer(() -> client().stub(Counter.class, id(), (options) -> options.updateId(updateId)).add(number));
	}

	@Test
	@DisplayName("10. A query on an open and on a closed run is answered, and nothing is appended")
	void queries() {
		WorkflowHandle<Integer> run = start();
		add("1", 5);
		assertThat(answer(() -> client().stub(Counter.class, id()).total())).isEqualTo(5);
		List<String> before = kinds(run);
		int calls = Counters.calls.get();
		assertThat(answer(() -> run.query("total", Integer.class))).isEqualTo(5);
		assertThat(kinds(run)).isEqualTo(before);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(5);
		assertThat(answer(() -> run.query("total", Integer.class))).isEqualTo(5);
		assertThat(Counters.calls.get()).isEqualTo(calls);
	}

	@Test
	@DisplayName("10. A stuck run answers queries from its last good turn")
	void queryOfStuckRun() {
		Counter.broken.set(true);
		try {
			WorkflowHandle<Integer> run = start();
			add("1", 2);
			run(() -> run.signal("stumble"));
			await().untilAsserted(() -> assertThat(run.describe().stuckReason()).isPresent());
			assertThat(answer(() -> run.query("total", Integer.class))).isEqualTo(2);
			Counter.broken.set(false);
			run(() -> run.signal("finish"));
			assertThat(result(run)).isEqualTo(2);
		}
		finally {
			Counter.broken.set(false);
		}
	}

	@Test
	@DisplayName("11. A query that asks for anything durable gets a ReadOnlyViolation, and the run is unharmed")
	void queriesAreReadOnly() {
		WorkflowHandle<Integer> run = start();
		for (String forbidden : Forbidden.NAMES) {
			assertThatExceptionOfType(WorkflowQueryFailed.class).as(forbidden)
				.isThrownBy(() -> answer(() -> run.query("forbidden", String.class, forbidden)))
				.withCauseInstanceOf(ReadOnlyViolation.class);
		}
		assertThat(answer(() -> run.query("forbidden", String.class, "allowed"))).isEqualTo(id());
		assertThat(answer(() -> run.query("change", Integer.class))).isEqualTo(1_000);
		assertThat(answer(() -> run.query("total", Integer.class))).isZero();
		assertThat(add("1", 1)).isEqualTo(1);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(1);
	}

	@Test
	@DisplayName("11. A validator that asks for anything durable gets a ReadOnlyViolation")
	void validatorsAreReadOnly() {
		WorkflowHandle<Integer> run = start();
		for (String forbidden : Forbidden.NAMES) {
			assertThatExceptionOfType(WorkflowUpdateRejected.class).as(forbidden)
				.isThrownBy(() -> answer(() -> run.update("check", String.class, forbidden)))
				.withCauseInstanceOf(ReadOnlyViolation.class);
		}
		assertThat(kinds(run)).doesNotContain("UpdateAccepted");
		run(() -> run.signal("finish"));
		assertThat(result(run)).isZero();
	}

	@Test
	@DisplayName("11. A durable call in an await condition is a bug: stuck, healed by a fixed build")
	void conditionsAreReadOnly() {
		BadCondition.broken.set(true);
		WorkflowHandle<String> run = call(
				() -> client().start(BadCondition.class, BadCondition::run, (options) -> options.id(id())));
		await().untilAsserted(() -> assertThat(run.describe().stuckReason()).contains(StuckReason.WORKFLOW_CODE_ERROR));
		BadCondition.broken.set(false);
		assertThat(result(run)).isEqualTo("done");
	}

	@Test
	@DisplayName("12. Unknown names and wrong arguments are errors to the caller that list what there is")
	void unknownNames() {
		WorkflowHandle<Integer> run = start();
		assertThatExceptionOfType(WorkflowQueryFailed.class)
			.isThrownBy(() -> answer(() -> run.query("totals", Integer.class)))
			.withMessageContaining("total");
		assertThatExceptionOfType(WorkflowUpdateRejected.class).isThrownBy(() -> run.update("ad", Integer.class, 1))
			.withMessageContaining("add");
		assertThatExceptionOfType(WorkflowUpdateRejected.class)
			.isThrownBy(() -> run.update("add", Integer.class, "one"))
			.withMessageContaining("add");
		assertThatIllegalArgumentException().isThrownBy(() -> run(() -> run.signal("finished")))
			.withMessageContaining("finish");
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> client().handle(id("other"), Integer.class).query("total", Integer.class));
		assertThat(add("1", 1)).isEqualTo(1);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(1);
	}

	@Test
	@DisplayName("13. A validator that throws rejects: the caller gets it, and there is no event")
	void rejected() {
		WorkflowHandle<Integer> run = start();
		assertThatExceptionOfType(WorkflowUpdateRejected.class).isThrownBy(() -> add("1", -1))
			.havingCause()
			.withMessageContaining("negative");
		assertThatExceptionOfType(WorkflowUpdateRejected.class).isThrownBy(() -> add("1", -1));
		assertThat(kinds(run)).doesNotContain("UpdateAccepted");
		assertThat(add("2", 1)).isEqualTo(1);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(1);
	}

	@Test
	@DisplayName("13. A validator is asked once: neither a replay nor a query asks it again")
	void validatorIsAskedOnce() {
		WorkflowHandle<Integer> run = start();
		assertThat(add("1", 5)).isEqualTo(5);
		int asked = Counter.validations.get(id()).get();
		restart();
		assertThat(answer(() -> run.query("total", Integer.class))).isEqualTo(5);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(5);
		assertThat(Counter.validations.get(id())).hasValue(asked);
	}

	@Test
	@DisplayName("13. A handler's exception reaches its caller as WorkflowUpdateFailed, and the run goes on")
	void handlerFails() {
		WorkflowHandle<Integer> run = start();
		assertThatExceptionOfType(WorkflowUpdateFailed.class)
			.isThrownBy(() -> answer(() -> run.update("fail", String.class, "not today")))
			.havingCause()
			.isInstanceOfSatisfying(ApplicationFailure.class,
					(failure) -> assertThat(failure.type()).isEqualTo("NotToday"));
		assertThat(add("2", 1)).isEqualTo(1);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(1);
	}

	@Test
	@DisplayName("14. The same update id twice runs the handler once, and both get the same answer, also later")
	void updateIds() {
		WorkflowHandle<Integer> run = start();
		CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> add("same", 3));
		assertThat(add("same", 3)).isEqualTo(3);
		assertThat(other.join()).isEqualTo(3);
		assertThat(add("another", 1)).isEqualTo(4);
		assertThat(add("same", 3)).isEqualTo(3);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(4);
		assertThat(add("same", 3)).isEqualTo(3);
		assertThat(kinds(run).stream().filter("UpdateAccepted"::equals)).hasSize(2);
	}

	@Test
	@DisplayName("15. An update that blocks in an activity is answered")
	void updateWithActivity() {
		WorkflowHandle<Integer> run = start();
		assertThat(answer(() -> client().stub(Counter.class, id(), (options) -> options.updateId("slow")).addSlowly(4)))
			.isEqualTo(4);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(4);
	}

	@Test
	@DisplayName("15a. continueAsNew fails in an update handler; unaccepted updates go to the next run")
	void updatesAndContinueAsNew() {
		WorkflowHandle<List<Integer>> run = call(() -> client().start(Chain.class,
				(workflow) -> workflow.run(List.of(), 6), (options) -> options.id(id())));
		assertThatExceptionOfType(WorkflowUpdateFailed.class)
			.isThrownBy(() -> answer(() -> run.update("again", String.class)))
			.havingCause()
			.withMessageContaining("update");
		for (int i = 1; i <= 6; i++) {
			int number = i;
			assertThat(answer(
					() -> client().stub(Chain.class, id(), (options) -> options.updateId("u" + number)).add(number)))
				.isEqualTo(number);
		}
		assertThat(result(run)).containsExactly(1, 2, 3, 4, 5, 6);
	}

	@Test
	@DisplayName("16. A run that closes with an accepted update in flight: its caller gets a clear failure")
	void closedBeforeAnswer() {
		WorkflowHandle<Integer> run = start();
		CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
				() -> answer(() -> client().stub(Counter.class, id(), (options) -> options.updateId("never")).never()));
		awaitKind(run, "UpdateAccepted");
		run(() -> run.signal("finish"));
		assertThat(result(run)).isZero();
		assertThatExceptionOfType(Exception.class).isThrownBy(waiting::join)
			.withCauseInstanceOf(WorkflowUpdateFailed.class)
			.withMessageContaining("closed");
	}

	@Test
	@DisplayName("16. A reset to before its acceptance ends an update in flight, one to after it does not")
	void resetBeforeAnswer() {
		WorkflowHandle<Integer> run = start();
		CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
				() -> answer(() -> client().stub(Counter.class, id(), (options) -> options.updateId("never")).never()));
		awaitKind(run, "UpdateAccepted");
		WorkflowHandle<Integer> second = call(() -> run.reset(kinds(run).size()));
		awaitStatus(client().handle(id(), run.runId(), Integer.class), WorkflowStatus.TERMINATED);
		assertThat(kinds(second)).contains("UpdateAccepted");
		assertThat(waiting).isNotDone();
		WorkflowHandle<Integer> third = call(() -> second.reset(1));
		assertThatExceptionOfType(Exception.class).isThrownBy(waiting::join)
			.withCauseInstanceOf(WorkflowUpdateFailed.class)
			.withMessageContaining("closed");
		run(() -> third.signal("finish"));
		assertThat(result(third)).isZero();
		assertThat(kinds(third)).doesNotContain("UpdateAccepted");
	}

	@Test
	@DisplayName("16. updateWithStart starts the run and answers; on an open run it updates only")
	void updateWithStart() {
		assertThat(updateWithStart(1)).isEqualTo(1);
		assertThat(updateWithStart(2)).isEqualTo(3);
		WorkflowHandle<Integer> run = client().handle(id(), Integer.class);
		assertThat(kinds(run).stream().filter("UpdateAccepted"::equals)).hasSize(2);
		run(() -> run.signal("finish"));
		assertThat(result(run)).isEqualTo(3);
	}

	private int updateWithStart(int number) {
		return call(() -> client().updateWithStart(Counter.class, Counter::run, (workflow) -> workflow.add(number),
				(options) -> options.id(id())));
	}

	/**
	 * Counts.
	 */
	@Workflow(name = "QueryAndUpdateTests.Counter")
	static class Counter {

		static final AtomicBoolean broken = new AtomicBoolean();

		static final Map<String, AtomicInteger> validations = new ConcurrentHashMap<>();

		private final Counters counters;

		private int total;

		private boolean finishing;

		Counter(Counters counters) {
			this.counters = counters;
		}

		@WorkflowMethod
		public int run() {
			Durable.await(() -> this.finishing);
			return this.total;
		}

		@UpdateMethod
		public int add(int number) {
			this.total += number;
			return this.total;
		}

		@UpdateValidator("add")
		void validateAdd(int number) {
			validations.computeIfAbsent(Durable.info().workflowId(), (id) -> new AtomicInteger()).incrementAndGet();
			if (number < 0) {
				throw new IllegalArgumentException(number + " is negative");
			}
		}

		@UpdateMethod
		public int addSlowly(int number) {
			this.total += this.counters.identity(number);
			return this.total;
		}

		@UpdateMethod
		public int never() {
			Durable.await(() -> false);
			return 0;
		}

		@UpdateMethod
		public String fail(String reason) {
			throw new ApplicationFailure("NotToday", reason);
		}

		@UpdateMethod
		public String check(String forbidden) {
			return forbidden;
		}

		@UpdateValidator("check")
		void validateCheck(String forbidden) {
			Forbidden.call(forbidden, this.counters::identity);
		}

		@QueryMethod
		public int total() {
			return this.total;
		}

		@QueryMethod
		public int change() {
			this.total = 1_000;
			return this.total;
		}

		@QueryMethod
		public String forbidden(String name) {
			return Forbidden.call(name, this.counters::identity);
		}

		@SignalMethod
		public void stumble() {
			if (broken.get()) {
				throw new IndexOutOfBoundsException("stumbled");
			}
		}

		@SignalMethod
		public void finish() {
			this.finishing = true;
		}

	}

	/**
	 * Echoes.
	 */
	@Activity(name = "QueryAndUpdateTests.Counters")
	static class Counters {

		static final AtomicInteger calls = new AtomicInteger();

		public int identity(int number) {
			calls.incrementAndGet();
			return number;
		}

	}

	/**
	 * All that a read-only block must not call.
	 */
	static final class Forbidden {

		static final List<String> NAMES = List.of("activity", "sleep", "await", "async", "version", "sideEffect",
				"attribute", "memo", "external", "cancelExternal", "continueAsNew", "scope", "random", "randomUuid",
				"child", "patched", "all", "detached", "lock", "queue", "semaphore");

		private Forbidden() {
		}

		static String call(String name, Function<Integer, Integer> activity) {
			switch (name) {
				case "activity" -> activity.apply(1);
				case "sleep" -> Durable.sleep(Duration.ofSeconds(1));
				case "await" -> Durable.await(() -> false);
				case "async" -> Durable.async(() -> 1);
				case "version" -> Durable.version("change", Durable.DEFAULT_VERSION, 1);
				case "sideEffect" -> Durable.sideEffect(Integer.class, () -> 1);
				case "attribute" -> Durable.attribute("name", 1);
				case "memo" -> Durable.memo("name", 1);
				case "external" -> Durable.external(Counter.class, "other").finish();
				case "cancelExternal" -> Durable.cancelExternal("other");
				case "continueAsNew" -> Durable.continueAsNew();
				case "scope" -> Durable.scope(() -> {
				});
				case "random" -> Durable.random();
				case "randomUuid" -> Durable.randomUuid();
				case "child" -> Durable.child(Counter.class, (options) -> options.id("other")).run();
				case "patched" -> Durable.patched("change");
				case "all" -> Durable.all(List.of());
				case "detached" -> Durable.detached(() -> activity.apply(1));
				case "lock" -> Durable.lock().lock();
				case "queue" -> Durable.queue(1).offer(1);
				case "semaphore" -> Durable.semaphore(1).acquire(1);
				default -> {
					Durable.now();
					return Durable.info().workflowId();
				}
			}
			return name;
		}

	}

	/**
	 * Sleeps where it may only look.
	 */
	@Workflow(name = "QueryAndUpdateTests.BadCondition")
	static class BadCondition {

		static final AtomicBoolean broken = new AtomicBoolean();

		@WorkflowMethod
		public String run() {
			Durable.await(() -> {
				if (broken.get()) {
					Durable.sleep(Duration.ofSeconds(1));
				}
				return true;
			});
			return "done";
		}

	}

	/**
	 * Continues as new with every second number.
	 */
	@Workflow(name = "QueryAndUpdateTests.Chain")
	static class Chain {

		private final List<Integer> numbers = new ArrayList<>();

		@WorkflowMethod
		public List<Integer> run(List<Integer> before, int size) {
			Durable.await(() -> this.numbers.size() >= 2);
			Durable.await(Durable::allHandlersFinished);
			List<Integer> all = new ArrayList<>(before);
			all.addAll(this.numbers);
			return (all.size() >= size) ? all : Durable.continueAsNew(all, size);
		}

		@UpdateMethod
		public int add(int number) {
			this.numbers.add(number);
			return number;
		}

		@UpdateMethod
		public String again() {
			return Durable.continueAsNew(List.of(), 1);
		}

	}

}
