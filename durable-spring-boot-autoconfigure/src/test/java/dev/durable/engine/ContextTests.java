package dev.durable.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.durable.ApplicationFailure;
import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.history.Admission;
import dev.durable.history.Command;
import dev.durable.history.Incoming;
import dev.durable.history.StartDetails;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for context that is carried from a caller to the code that runs for it, and from
 * there to what that code calls.
 */
class ContextTests {

	private static final ThreadLocal<Map<String, String>> CONTEXT = ThreadLocal.withInitial(Map::of);

	private static final ContextPropagation PROPAGATION = new ContextPropagation() {

		@Override
		public Map<String, String> capture() {
			if (CONTEXT.get().containsKey("broken")) {
				throw new IllegalStateException("cannot be captured");
			}
			return CONTEXT.get();
		}

		@Override
		public Runnable restore(Map<String, String> headers) {
			Map<String, String> before = CONTEXT.get();
			CONTEXT.set(new HashMap<>(headers));
			return () -> CONTEXT.set(before);
		}

	};

	private static final Environment ENVIRONMENT = WorkflowTypes.environment(RunLimits.DEFAULTS, PROPAGATION);

	@Test
	void contextIsRestoredForMainHandlersAndBranches() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			fields.seen.add(CONTEXT.get());
			fields.seen.add(Durable.async(CONTEXT::get).get());
			Durable.await(() -> fields.flag);
			return fields.seen;
		}).signal("s", (fields, arguments) -> {
			fields.seen.add(CONTEXT.get());
			return fields.seen.add(Durable.async(CONTEXT::get).get());
		}).update("u", (fields, arguments) -> {
			fields.seen.add(CONTEXT.get());
			fields.flag = true;
			return null;
		}).type(), ENVIRONMENT,
				(run) -> run.start(details(Map.of("user", "main")))
					.take(new Incoming.SignalReceived("s", noArguments(), Map.of("user", "signal")))
					.take(new Incoming.UpdateAccepted("u1", "u", noArguments(), Map.of("user", "update"))));
		assertThat(driver.result()).isEqualTo(List.of(Map.of("user", "main"), Map.of("user", "main"),
				Map.of("user", "signal"), Map.of("user", "signal"), Map.of("user", "update")));
		assertThat(CONTEXT.get()).isEmpty();
	}

	@Test
	void contextIsCapturedForWhatIsCalled() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.async(() -> WorkflowTypes.call("A.a"));
			CONTEXT.get().put("more", "yes");
			Durable.async(() -> WorkflowTypes.child("c", CancellationType.WAIT));
			Durable.async(() -> RunContext.currentOrNull().signalExternal("o", "s", new Object[0]));
			return WorkflowTypes.call("A.b");
		}).type(), ENVIRONMENT, (run) -> run.start(details(Map.of("user", "main"))));
		assertThat(driver.command(2, Command.ActivityScheduled.class).headers())
			.isEqualTo(Map.of("user", "main", "more", "yes"));
		assertThat(driver.command(3, Command.ActivityScheduled.class).headers()).isEqualTo(Map.of("user", "main"));
		assertThat(driver.child(4).details().headers()).isEqualTo(Map.of("user", "main"));
		assertThat(driver.command(5, Command.ExternalSignalInitiated.class).headers())
			.isEqualTo(Map.of("user", "main"));
	}

	@Test
	void headersAreNotComparedOnReplay() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			CONTEXT.get().put("drawn", String.valueOf(System.nanoTime()));
			return WorkflowTypes.call("A.a");
		}).type(), ENVIRONMENT, false).start().replay().complete(2, "x");
		assertThat(driver.result()).isEqualTo("x");
	}

	@Test
	void whatCannotBeCapturedFailsTheCall() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CONTEXT.get().put("broken", "");
			try {
				return WorkflowTypes.call("A.a");
			}
			catch (ApplicationFailure ex) {
				CONTEXT.get().remove("broken");
				return ex.getMessage() + WorkflowTypes.call("A.b");
			}
		}).type(), ENVIRONMENT, (run) -> run.start().complete(3, "!"));
		assertThat(driver.commands()).containsExactly("CallRefused A.a", "ActivityScheduled A.b");
		assertThat(driver.result()).isEqualTo("cannot be captured!");
	}

	private static StartDetails details(Map<String, String> headers) {
		return new StartDetails(1, "default", null, null, null, null, null, Map.of(), Map.of(), headers, null,
				Admission.FREE);
	}

	private static dev.durable.history.Payload noArguments() {
		return WorkflowTypes.CONVERTER.writeArguments(new Object[0]);
	}

}
