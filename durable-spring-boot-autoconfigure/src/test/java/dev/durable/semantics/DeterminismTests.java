package dev.durable.semantics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Activity;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for determinism and versions of code. A deployment is played by a node that is
 * started anew while the code asks {@link Code} which version it is.
 */
class DeterminismTests extends AbstractSemanticsTests {

	private WorkflowHandle<String> start(String code) {
		Code.deploy(id(), code);
		return call(() -> client().start(Changing.class, Changing::run, (options) -> options.id(id())));
	}

	private void deploy(String code) {
		Code.deploy(id(), code);
		restart();
	}

	private void awaitStuck(WorkflowHandle<?> run, String... parts) {
		await().untilAsserted(() -> assertThat(run.describe().stuckReason()).contains(StuckReason.NON_DETERMINISM));
		assertThat(run.describe().stuckMessage().orElseThrow()).contains(parts);
	}

	private void finish(WorkflowHandle<?> run) {
		run(() -> run.signal("finish"));
	}

	@Test
	@DisplayName("44. An extra, missing, reordered or different command on replay: stuck with both lists, and the old code heals it")
	void changedCommands() {
		for (String changed : List.of("extra", "missing", "reordered", "different", "kind")) {
			String id = id(changed);
			Code.deploy(id, "old");
			WorkflowHandle<String> run = call(
					() -> client().start(Changing.class, Changing::run, (options) -> options.id(id)));
			await().untilAsserted(() -> assertThat(kinds(run).stream().filter("ActivityCompleted"::equals)).hasSize(2));
			Code.deploy(id, changed);
			restart();
			finish(run);
			awaitStuck(run, "the history has [", "the code issues [");
			Code.deploy(id, "old");
			assertThat(result(run)).as(changed).isEqualTo("first second");
		}
	}

	@Test
	@DisplayName("44. Other arguments alone are drift: the run goes on with what is stored")
	void otherArguments() {
		WorkflowHandle<String> run = start("old");
		await().untilAsserted(() -> assertThat(kinds(run)).contains("ActivityCompleted"));
		deploy("arguments");
		finish(run);
		assertThat(result(run)).startsWith("first");
		assertThat(run.describe().stuckReason()).isEmpty();
	}

	@Test
	@DisplayName("45. version: a new run gets the maximum; one that passed the place before gets DEFAULT_VERSION, for good")
	void versions() {
		WorkflowHandle<String> old = start("unversioned");
		awaitKind(old, "ActivityCompleted");
		deploy("versioned");
		finish(old);
		assertThat(result(old)).isEqualTo("-1 -1");
		assertThat(kinds(old)).doesNotContain("VersionMarked");
		Code.deploy(id("new"), "versioned");
		WorkflowHandle<String> fresh = call(
				() -> client().start(Versioned.class, Versioned::run, (options) -> options.id(id("new"))));
		finish(fresh);
		assertThat(result(fresh)).isEqualTo("2 2");
		assertThat(kinds(fresh).stream().filter("VersionMarked"::equals)).hasSize(1);
	}

	@Test
	@DisplayName("45. A version call that was removed is tolerated; patched is false for runs that passed the place before")
	void removedVersion() {
		Code.deploy(id(), "versioned");
		WorkflowHandle<String> run = call(
				() -> client().start(Versioned.class, Versioned::run, (options) -> options.id(id())));
		awaitKind(run, "ActivityCompleted");
		deploy("removed");
		finish(run);
		assertThat(result(run)).isEqualTo("removed");
	}

	@Test
	@DisplayName("45. A version out of range is stuck with a message that names the range")
	void versionOutOfRange() {
		Code.deploy(id(), "versioned");
		WorkflowHandle<String> run = call(
				() -> client().start(Versioned.class, Versioned::run, (options) -> options.id(id())));
		awaitKind(run, "ActivityCompleted");
		deploy("range");
		finish(run);
		awaitStuck(run, "3", "4");
		Code.deploy(id(), "versioned");
		assertThat(result(run)).isEqualTo("2 2");
	}

	@Test
	@DisplayName("46. A side effect runs once per committed turn and is recorded; its exception is the workflow's")
	void sideEffects() {
		WorkflowHandle<List<Integer>> run = call(
				() -> client().start(Effectful.class, Effectful::run, (options) -> options.id(id())));
		List<Integer> seen = result(run);
		assertThat(seen).hasSize(3).isEqualTo(answer(() -> client().stub(Effectful.class, id()).seen()));
		assertThat(Effectful.effects.get(id()).get()).isEqualTo(3);
		WorkflowHandle<String> failing = call(
				() -> client().start(FailingEffect.class, FailingEffect::run, (options) -> options.id(id("failing"))));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(failing))
			.havingCause()
			.isInstanceOfSatisfying(ApplicationFailure.class,
					(failure) -> assertThat(failure.type()).isEqualTo("Effect"));
	}

	@Test
	@DisplayName("47. now, random and randomUuid are equal on replay, differ between runs, and are equal up to the point of a reset")
	void deterministicValues() {
		WorkflowHandle<List<String>> one = call(
				() -> client().start(Random.class, Random::run, (options) -> options.id(id("1"))));
		WorkflowHandle<List<String>> other = call(
				() -> client().start(Random.class, Random::run, (options) -> options.id(id("2"))));
		List<String> values = result(one);
		assertThat(values).hasSize(8).doesNotHaveDuplicates();
		assertThat(drawn(values)).doesNotContainAnyElementsOf(drawn(result(other)));
		assertThat(answer(() -> client().stub(Random.class, id("1")).values())).isEqualTo(values);
		WorkflowHandle<List<String>> again = call(() -> one.reset(kinds(one).indexOf("TimerFired") + 1));
		List<String> repeated = result(again);
		assertThat(repeated.subList(0, 4)).isEqualTo(values.subList(0, 4));
		assertThat(again.runId()).isNotEqualTo(one.runId());
	}

	/**
	 * Return what comes of the seed, without the times: two runs may well live at the
	 * same instant.
	 */
	private static List<String> drawn(List<String> values) {
		return List.of(values.get(1), values.get(2), values.get(3), values.get(5), values.get(6), values.get(7));
	}

	/**
	 * Which code is deployed, by workflow id.
	 */
	static final class Code {

		private static final Map<String, String> DEPLOYED = new ConcurrentHashMap<>();

		private Code() {
		}

		static void deploy(String workflowId, String code) {
			DEPLOYED.put(workflowId, code);
		}

		static boolean is(String... codes) {
			return Arrays.asList(codes).contains(DEPLOYED.get(Durable.info().workflowId()));
		}

	}

	/**
	 * Echoes.
	 */
	@Activity(name = "DeterminismTests.Steps")
	static class Steps {

		public String first(String word) {
			return word;
		}

		public String second(String word) {
			return word;
		}

		public String third(String word) {
			return word;
		}

	}

	/**
	 * Two steps, or something else.
	 */
	@Workflow(name = "DeterminismTests.Changing")
	static class Changing {

		private final Steps steps;

		private boolean finishing;

		Changing(Steps steps) {
			this.steps = steps;
		}

		@WorkflowMethod
		public String run() {
			if (Code.is("unversioned", "versioned")) {
				return versioned();
			}
			String first = Code.is("reordered") ? this.steps.second("second") : Code.is("different")
					? this.steps.third("third") : this.steps.first(Code.is("arguments") ? "1st" : "first");
			if (Code.is("extra")) {
				Durable.sideEffect(Integer.class, () -> 1);
			}
			if (Code.is("kind")) {
				Durable.sleep(Duration.ofMillis(1));
			}
			String second = Code.is("reordered") ? this.steps.first("first")
					: (Code.is("missing") ? "none" : this.steps.second("second"));
			Durable.await(() -> this.finishing);
			return first + " " + second;
		}

		private String versioned() {
			int before = Code.is("versioned") ? Durable.version("change", Durable.DEFAULT_VERSION, 2) : -1;
			this.steps.first("first");
			Durable.await(() -> this.finishing);
			int after = Durable.version("change", Durable.DEFAULT_VERSION, 2);
			return before + " " + after;
		}

		@SignalMethod
		public void finish() {
			this.finishing = true;
		}

	}

	/**
	 * Asks for a version.
	 */
	@Workflow(name = "DeterminismTests.Versioned")
	static class Versioned {

		private final Steps steps;

		private boolean finishing;

		Versioned(Steps steps) {
			this.steps = steps;
		}

		@WorkflowMethod
		public String run() {
			if (Code.is("removed")) {
				this.steps.first("first");
				Durable.await(() -> this.finishing);
				return "removed";
			}
			int minimum = Code.is("range") ? 3 : Durable.DEFAULT_VERSION;
			int maximum = Code.is("range") ? 4 : 2;
			int before = Durable.version("change", minimum, maximum);
			this.steps.first("first");
			Durable.await(() -> this.finishing);
			return before + " " + Durable.version("change", minimum, maximum);
		}

		@SignalMethod
		public void finish() {
			this.finishing = true;
		}

	}

	/**
	 * Has side effects.
	 */
	@Workflow(name = "DeterminismTests.Effectful")
	static class Effectful {

		static final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();

		private final List<Integer> seen = new ArrayList<>();

		@WorkflowMethod
		public List<Integer> run() {
			AtomicInteger count = effects.computeIfAbsent(Durable.info().workflowId(), (id) -> new AtomicInteger());
			for (int i = 0; i < 3; i++) {
				this.seen.add(Durable.sideEffect(Integer.class, count::incrementAndGet));
				Durable.sleep(Duration.ofMillis(20));
			}
			return this.seen;
		}

		@QueryMethod
		public List<Integer> seen() {
			return this.seen;
		}

	}

	/**
	 * Has a side effect that fails.
	 */
	@Workflow(name = "DeterminismTests.FailingEffect")
	static class FailingEffect {

		@WorkflowMethod
		public String run() {
			return Durable.sideEffect(String.class, () -> {
				throw new ApplicationFailure("Effect", "has failed");
			});
		}

	}

	/**
	 * Draws values.
	 */
	@Workflow(name = "DeterminismTests.Random")
	static class Random {

		private final List<String> values = new ArrayList<>();

		@WorkflowMethod
		public List<String> run() {
			draw();
			Durable.sleep(Duration.ofMillis(30));
			draw();
			return this.values;
		}

		private void draw() {
			Instant now = Durable.now();
			UUID uuid = Durable.randomUuid();
			this.values.add(now.toString());
			this.values.add(uuid.toString());
			this.values.add(Long.toString(Durable.random().nextLong()));
			this.values.add(Double.toString(Durable.random().nextDouble()));
		}

		@QueryMethod
		public List<String> values() {
			return this.values;
		}

	}

}
