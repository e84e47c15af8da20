package dev.durable.semantics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

import dev.durable.Activity;
import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for values that cannot travel, at each door: the call that brings them fails, and
 * the run goes on.
 */
class BadValueTests extends AbstractSemanticsTests {

	private static final String HALF = "\ud83d";

	private static List<Object> cycle() {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		return cycle;
	}

	private WorkflowHandle<Object> start() {
		return call(
				() -> client().start(Doors.class, (workflow) -> workflow.run("wait"), (options) -> options.id(id())));
	}

	@SuppressWarnings("unchecked")
	private Map<String, String> end(WorkflowHandle<Object> run) {
		run(() -> run.signal("end"));
		return (Map<String, String>) result(run);
	}

	@Test
	@DisplayName("Bad input: inside a workflow each call that cannot be recorded throws where it stands, and the run goes on")
	void insideWorkflow() {
		Map<String, String> seen = end(start());
		assertThat(seen).isNotEmpty().allSatisfy((door, outcome) -> assertThat(outcome).as(door).isEqualTo("refused"));
		assertThat(kinds(client().handle(id(), Map.class))).doesNotContain("ChildInitiated", "ExternalSignalInitiated",
				"ExternalCancelInitiated", "VersionMarked", "AttributesUpserted", "MemoUpserted");
	}

	@Test
	@DisplayName("Bad input: results that cannot be stored fail their activity, update, query or run, and nothing is repeated")
	void results() {
		WorkflowHandle<Object> run = start();
		assertThatExceptionOfType(WorkflowUpdateFailed.class)
			.isThrownBy(() -> answer(() -> run.update("change", Object.class, "cycle")));
		assertThatExceptionOfType(WorkflowQueryFailed.class)
			.isThrownBy(() -> answer(() -> run.query("ask", Object.class, "cycle")));
		assertThat(answer(() -> run.update("change", Object.class, "well"))).isEqualTo("well");
		end(run);
		for (String how : List.of("activity", "result")) {
			WorkflowHandle<Object> other = call(
					() -> client().start("BadValueTests.Doors", (options) -> options.id(id(how)), how));
			Throwable failure = catchThrowable(() -> result(other)).getCause();
			Throwable cause = how.equals("activity") ? failure.getCause() : failure;
			assertThat(failure).isInstanceOf(how.equals("activity") ? ActivityFailure.class : ApplicationFailure.class);
			assertThat(cause).hasMessageContaining("cannot be stored");
		}
	}

	@Test
	@DisplayName("Bad input: arguments of a wrong number or type, half surrogate pairs and cycles are refused at each door of the client")
	void arguments() {
		WorkflowHandle<Object> run = start();
		for (Object bad : List.of(HALF, cycle())) {
			assertThatIllegalArgumentException().isThrownBy(() -> run(() -> run.signal("note", bad)));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> answer(() -> run.update("change", Object.class, bad)));
			assertThatIllegalArgumentException().isThrownBy(() -> answer(() -> run.query("ask", Object.class, bad)));
			assertThatIllegalArgumentException().isThrownBy(
					() -> call(() -> client().start("BadValueTests.Doors", (options) -> options.id(id("other")), bad)));
			assertThatIllegalArgumentException().isThrownBy(() -> call(() -> client().start(Doors.class,
					(workflow) -> workflow.run("wait"), (options) -> options.id(id("other")).memo("m", bad))));
			assertThatIllegalArgumentException().isThrownBy(() -> call(() -> client().start(Doors.class,
					(workflow) -> workflow.run("wait"), (options) -> options.id(id("other")).attribute("a", bad))));
		}
		for (Object[] bad : List.of(new Object[0], new Object[] { "one", "two" }, new Object[] { Map.of("a", 1) })) {
			assertThatIllegalArgumentException().isThrownBy(() -> run(() -> run.signal("note", bad)));
			assertThatExceptionOfType(WorkflowUpdateRejected.class)
				.isThrownBy(() -> answer(() -> run.update("change", Object.class, bad)));
			assertThatExceptionOfType(WorkflowQueryFailed.class)
				.isThrownBy(() -> answer(() -> run.query("ask", Object.class, bad)));
			assertThatIllegalArgumentException().isThrownBy(
					() -> call(() -> client().start("BadValueTests.Doors", (options) -> options.id(id("other")), bad)));
		}
		assertThat(kinds(run)).doesNotContain("SignalReceived", "UpdateAccepted");
		assertThat(client().deadLetters(id())).isEmpty();
		end(run);
	}

	@Test
	@DisplayName("Bad input: an answer or a result that is asked for as another type is refused to the one who asks")
	void otherTypes() {
		WorkflowHandle<Object> run = start();
		assertThatIllegalArgumentException().isThrownBy(() -> answer(() -> run.query("ask", Integer.class, "well")))
			.withMessageContaining("java.lang.Integer");
		assertThatIllegalArgumentException().isThrownBy(() -> answer(() -> run.update("change", List.class, "well")))
			.withMessageContaining("java.util.List");
		end(run);
		WorkflowHandle<Integer> other = client().handle(id(), Integer.class);
		assertThatIllegalArgumentException().isThrownBy(() -> result(other)).withMessageContaining("java.lang.Integer");
		assertThatIllegalArgumentException().isThrownBy(() -> answer(() -> joined(other.resultAsync())));
	}

	private static <T> T joined(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	@Test
	@DisplayName("Bad input: what cannot be stored does not complete an activity by its token, and the token stays good")
	void tokens() {
		WorkflowHandle<Object> run = call(
				() -> client().start("BadValueTests.Doors", (options) -> options.id(id()), "later"));
		await().until(() -> Odd.TOKENS.containsKey(id()) && !Odd.TOKENS.get(id()).isEmpty());
		String token = Odd.TOKENS.get(id()).remove();
		for (Object bad : List.of(HALF, cycle())) {
			assertThatIllegalArgumentException().isThrownBy(() -> run(() -> client().completeActivity(token, bad)));
			assertThatIllegalArgumentException().isThrownBy(() -> run(() -> client().heartbeatActivity(token, bad)));
		}
		String unknown = token.substring(0, 8) + "-0000-7000-8000-000000000000" + token.substring(36);
		assertThatIllegalStateException().isThrownBy(() -> run(() -> client().completeActivity(unknown, "x")));
		run(() -> client().completeActivity(token, "well"));
		assertThat(result(run)).isEqualTo(Map.of("later", "well"));
	}

	/**
	 * Returns what cannot be stored.
	 */
	@Activity(name = "BadValueTests.Odd")
	static class Odd {

		static final Map<String, BlockingQueue<String>> TOKENS = new ConcurrentHashMap<>();

		public Object value(@Nullable Object value) {
			return cycle();
		}

		public String later() {
			TOKENS.computeIfAbsent(Durable.activity().info().workflowId(), (key) -> new LinkedBlockingQueue<>())
				.add(Durable.activity().completeLater());
			return "ignored";
		}

		public String heartbeat() {
			try {
				Durable.activity().heartbeat(cycle());
				return "taken";
			}
			catch (IllegalArgumentException ex) {
				return "refused";
			}
		}

	}

	/**
	 * Tries each door with what cannot pass.
	 */
	@Workflow(name = "BadValueTests.Doors")
	static class Doors {

		private final Odd odd;

		private final Map<String, String> seen = new LinkedHashMap<>();

		private boolean ending;

		Doors(Odd odd) {
			this.odd = odd;
		}

		@WorkflowMethod
		public Object run(String how) {
			switch (how) {
				case "activity" -> this.odd.value("well");
				case "later" -> {
					return Map.of("later", this.odd.later());
				}
				case "result" -> {
					return cycle();
				}
				default -> doors();
			}
			return this.seen;
		}

		private void doors() {
			this.seen.put("heartbeat", this.odd.heartbeat());
			for (Object bad : List.of(HALF, cycle())) {
				String name = (bad instanceof String) ? " half" : " cycle";
				door("activity" + name, () -> this.odd.value(bad));
				door("sideEffect" + name, () -> Durable.sideEffect(Object.class, () -> bad));
				door("memo" + name, () -> Durable.memo("name", bad));
				door("attribute" + name, () -> Durable.attribute("name", bad));
				door("child" + name, () -> Durable.child(Doors.class, (options) -> options.memo("m", bad)).run("x"));
			}
			door("attribute list", () -> Durable.attribute("name", List.of(1)));
			for (String bad : List.of("", HALF, "a\u0000", "a\nb", "x".repeat(256))) {
				door("memo name", () -> Durable.memo(bad, 1));
				door("attribute name", () -> Durable.attribute(bad, 1));
				door("version", () -> Durable.version(bad, 1, 2));
				door("child id", () -> Durable.child(Doors.class, (options) -> options.id(bad)).run("x"));
				door("child queue", () -> Durable.child(Doors.class, (options) -> options.queue(bad)).run("x"));
				door("external id", () -> Durable.external(Doors.class, bad).end());
				door("cancelExternal", () -> Durable.cancelExternal(bad));
			}
			door("continueAsNew number", () -> Durable.continueAsNew());
			door("continueAsNew type", () -> Durable.continueAsNew(1));
			door("continueAsNew half", () -> Durable.continueAsNew(HALF));
			door("signal half", () -> Durable.external(Doors.class, "other").note(HALF));
			door("child half", () -> Durable.child(Doors.class, (options) -> options.id("other")).run(HALF));
			Durable.await(() -> this.ending);
		}

		private void door(String name, Runnable call) {
			String outcome = "taken";
			try {
				call.run();
			}
			catch (IllegalArgumentException | ApplicationFailure ex) {
				outcome = "refused";
			}
			if (!"taken".equals(this.seen.get(name))) {
				this.seen.put(name, outcome);
			}
		}

		@SignalMethod
		public void end() {
			this.ending = true;
		}

		@SignalMethod
		public void note(String text) {
			this.seen.put("note", text);
		}

		@UpdateMethod
		public Object change(String what) {
			return what.equals("cycle") ? cycle() : what;
		}

		@QueryMethod
		public Object ask(String what) {
			return what.equals("cycle") ? cycle() : what;
		}

	}

}
