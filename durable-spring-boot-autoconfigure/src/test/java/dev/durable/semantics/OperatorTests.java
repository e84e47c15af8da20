package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.TerminatedFailure;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what operators do.
 */
class OperatorTests extends AbstractSemanticsTests {

	private WorkflowHandle<Integer> start(int steps) {
		return call(
				() -> client().start(Stepping.class, (workflow) -> workflow.run(steps), (options) -> options.id(id())));
	}

	@Test
	@DisplayName("57. Pause: signals and timers wait, queries answer; resume goes on")
	void pause() {
		WorkflowHandle<Integer> run = start(2);
		run(run::pause);
		awaitStatus(run, WorkflowStatus.PAUSED);
		run(() -> run.signal("step"));
		run(() -> run.signal("step"));
		assertThat(answer(() -> run.query("steps", Integer.class))).isZero();
		assertThat(kinds(run)).doesNotContain("SignalReceived");
		run(run::pause);
		run(run::resume);
		assertThat(result(run)).isEqualTo(2);
	}

	@Test
	@DisplayName("57. Pause: an activity in flight finishes and its result is kept")
	void pauseWithActivityInFlight() {
		CountDownLatch release = Gate.close(id());
		WorkflowHandle<String> run = call(() -> client().start(Gated.class, Gated::run, (options) -> options.id(id())));
		await().until(() -> Gate.calls(id()) == 1);
		run.pause();
		release.countDown();
		awaitStatus(run, WorkflowStatus.PAUSED);
		assertThat(kinds(run)).doesNotContain("ActivityCompleted");
		run(run::resume);
		assertThat(result(run)).isEqualTo("through");
		assertThat(Gate.calls(id())).isEqualTo(1);
	}

	@Test
	@DisplayName("57. A timer that is due while the run is paused fires when it is resumed")
	void pauseWithTimer() {
		WorkflowHandle<String> run = call(
				() -> client().start(Sleeping.class, Sleeping::run, (options) -> options.id(id())));
		run(run::pause);
		awaitStatus(run, WorkflowStatus.PAUSED);
		await().pollDelay(Duration.ofMillis(400))
			.untilAsserted(() -> assertThat(kinds(run)).doesNotContain("TimerFired"));
		run(run::resume);
		assertThat(result(run)).isEqualTo("slept");
	}

	@Test
	@DisplayName("58. Reset of an open run: it is TERMINATED, the new run has the prefix, later signals come again, activities before the point do not run again")
	void resetOpenRun() {
		WorkflowHandle<Integer> run = start(4);
		run(() -> run.signal("step"));
		run(() -> run.signal("step"));
		run(() -> run.signal("step"));
		await().untilAsserted(() -> assertThat(kinds(run).stream().filter("ActivityCompleted"::equals)).hasSize(3));
		int completed = kinds(run).indexOf("ActivityCompleted") + 1;
		int endOfTurn = kinds(run).get(completed).equals("ActivityScheduled") ? completed + 1 : completed;
		int calls = Gate.calls(id());
		WorkflowHandle<Integer> again = call(() -> run.reset(endOfTurn));
		assertThat(again.runId()).isNotEqualTo(run.runId());
		awaitStatus(client().handle(id(), run.runId(), Integer.class), WorkflowStatus.TERMINATED);
		run(() -> again.signal("step"));
		assertThat(result(again)).isEqualTo(4);
		assertThat(Gate.calls(id())).isEqualTo(calls + 3);
		assertThat(result(client().handle(id(), Integer.class))).isEqualTo(4);
	}

	@Test
	@DisplayName("58. Reset of a closed run: it stays as it closed")
	void resetClosedRun() {
		WorkflowHandle<Integer> run = start(1);
		run(() -> run.signal("step"));
		assertThat(result(run)).isEqualTo(1);
		WorkflowHandle<Integer> again = call(() -> run.reset(1));
		assertThat(result(again)).isEqualTo(1);
		assertThat(status(client().handle(id(), run.runId(), Integer.class))).isEqualTo(WorkflowStatus.COMPLETED);
		assertThatIllegalArgumentException().isThrownBy(() -> call(() -> again.reset(1_000)));
		assertThatIllegalArgumentException().isThrownBy(() -> call(() -> again.reset(0)));
	}

	@Test
	@DisplayName("59. retry of a FAILED run goes on from its last good event with the same id; on any other it is refused")
	void retryFailedRun() {
		Flaky.broken.add(id());
		WorkflowHandle<String> run = call(
				() -> client().start(Fragile.class, Fragile::run, (options) -> options.id(id())));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(run));
		int calls = Flaky.calls(id());
		Flaky.broken.remove(id());
		run(run::retry);
		WorkflowHandle<String> current = client().handle(id(), String.class);
		assertThat(result(current)).isEqualTo("good bad");
		assertThat(current.runId()).isNotEqualTo(run.runId());
		assertThat(Flaky.calls(id())).isEqualTo(calls + 1);
		assertThatIllegalStateException().isThrownBy(() -> run(current::retry)).withMessageContaining("COMPLETED");
	}

	@Test
	@DisplayName("60. Delete: refused while open; a closed run is gone whole")
	void delete() {
		WorkflowHandle<Integer> run = start(1);
		assertThatIllegalStateException().isThrownBy(() -> run(run::delete)).withMessageContaining("Terminate");
		run(() -> run.terminate("enough"));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(run))
			.havingCause()
			.isInstanceOfSatisfying(TerminatedFailure.class,
					(failure) -> assertThat(failure.reason()).isEqualTo("enough"));
		run(run::delete);
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(run::describe);
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> result(run));
		assertThat(client().list(WorkflowQuery.where().idPrefix(id()))).isEmpty();
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> run(run::delete));
	}

	/**
	 * Doors that stay closed until somebody opens them.
	 */
	@Activity(name = "OperatorTests.Gate")
	static class Gate {

		private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

		private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

		static CountDownLatch close(String id) {
			CountDownLatch gate = new CountDownLatch(1);
			GATES.put(id, gate);
			return gate;
		}

		static int calls(String id) {
			return CALLS.getOrDefault(id, new AtomicInteger()).get();
		}

		public int pass(int number) {
			String id = Durable.activity().info().workflowId();
			CALLS.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
			CountDownLatch gate = GATES.get(id);
			try {
				if (gate != null) {
					gate.await(20, TimeUnit.SECONDS);
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("Interrupted at the gate", ex);
			}
			return number;
		}

	}

	/**
	 * Makes a step with each signal.
	 */
	@Workflow(name = "OperatorTests.Stepping")
	static class Stepping {

		private final Gate gate;

		private int asked;

		private int steps;

		Stepping(Gate gate) {
			this.gate = gate;
		}

		@WorkflowMethod
		public int run(int size) {
			while (this.steps < size) {
				Durable.await(() -> this.asked > this.steps);
				this.gate.pass(this.steps);
				this.steps++;
			}
			return this.steps;
		}

		@SignalMethod
		public void step() {
			this.asked++;
		}

		@QueryMethod
		public int steps() {
			return this.steps;
		}

	}

	/**
	 * Passes the gate.
	 */
	@Workflow(name = "OperatorTests.Gated")
	static class Gated {

		private final Gate gate;

		Gated(Gate gate) {
			this.gate = gate;
		}

		@WorkflowMethod
		public String run() {
			this.gate.pass(1);
			return "through";
		}

	}

	/**
	 * Sleeps.
	 */
	@Workflow(name = "OperatorTests.Sleeping")
	static class Sleeping {

		@WorkflowMethod
		public String run() {
			Durable.sleep(Duration.ofMillis(300));
			return "slept";
		}

	}

	/**
	 * Fails as long as it is said to be broken.
	 */
	@Activity(name = "OperatorTests.Flaky")
	static class Flaky {

		static final Set<String> broken = ConcurrentHashMap.newKeySet();

		private static final Map<String, List<String>> CALLS = new ConcurrentHashMap<>();

		static int calls(String id) {
			return CALLS.getOrDefault(id, List.of()).size();
		}

		@ActivityMethod(retry = @Retry(maximumAttempts = 1))
		public String good() {
			count();
			return "good";
		}

		@ActivityMethod(retry = @Retry(maximumAttempts = 1))
		public String bad() {
			count();
			if (broken.contains(Durable.activity().info().workflowId())) {
				throw new ApplicationFailure("Broken", "still broken");
			}
			return "bad";
		}

		private static void count() {
			CALLS.computeIfAbsent(Durable.activity().info().workflowId(), (key) -> new CopyOnWriteArrayList<>())
				.add("call");
		}

	}

	/**
	 * Needs both.
	 */
	@Workflow(name = "OperatorTests.Fragile")
	static class Fragile {

		private final Flaky flaky;

		Fragile(Flaky flaky) {
			this.flaky = flaky;
		}

		@WorkflowMethod
		public String run() {
			return this.flaky.good() + " " + this.flaky.bad();
		}

	}

}
