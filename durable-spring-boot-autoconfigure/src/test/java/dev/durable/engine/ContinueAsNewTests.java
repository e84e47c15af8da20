package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.Saga;
import dev.durable.history.Admission;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for continue-as-new (cases 51, 51a): where it is allowed, what it leaves behind,
 * and when it is suggested.
 */
class ContinueAsNewTests {

	@Test
	@DisplayName("51: the run ends with the arguments of the next one")
	void theRunContinues() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			WorkflowTypes.call("A.a");
			return Durable.continueAsNew((Integer) arguments[0] + 1, "x");
		}, Integer.class, String.class), (run) -> run.start(1, "y").complete(2, ""));
		assertThat(driver.run.outcome()).isInstanceOf(Terminal.ContinuedAsNew.class);
		assertThat(((Terminal.ContinuedAsNew) driver.run.outcome()).arguments())
			.isEqualTo(WorkflowTypes.CONVERTER.writeArguments(new Object[] { 2, "x" }));
		assertThat(driver.run.outcome().next()).isNotNull();
		driver.close().replay();
	}

	@Test
	@DisplayName("51a: continue-as-new inside a saga compensates nothing")
	void aSagaIsNotCompensated() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> Saga.run((saga) -> {
			saga.compensate(() -> WorkflowTypes.call("A.undo"));
			WorkflowTypes.call("A.a");
			return Durable.continueAsNew();
		})), (run) -> run.start().complete(2, ""));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a");
		assertThat(driver.run.outcome()).isInstanceOf(Terminal.ContinuedAsNew.class);
	}

	@Test
	@DisplayName("15a: a signal handler and a branch may continue as new")
	void handlersAndBranchesMayContinue() {
		RunDriver handler = everyWay(
				TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a"))
					.signal("next", (fields, arguments) -> Durable.continueAsNew()),
				(run) -> run.start().signal("next"));
		assertThat(handler.run.outcome()).isInstanceOf(Terminal.ContinuedAsNew.class);
		assertThat(handler.run.unfinishedHandlers()).isEmpty();
		RunDriver branch = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.async(() -> {
				Durable.sleep(Duration.ofDays(1));
				Durable.continueAsNew();
			});
			return WorkflowTypes.call("A.a");
		}), (run) -> run.start().fire(3));
		assertThat(branch.run.outcome()).isInstanceOf(Terminal.ContinuedAsNew.class);
	}

	@Test
	@DisplayName("51a: wrong arguments fail at the call, and the run goes on")
	void wrongArgumentsAreRefused() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			for (Object[] wrong : List.<Object[]>of(new Object[0], new Object[] { "x", List.of() },
					new Object[] { 1, "x" }, new Object[] { null, List.of() }, new Object[] { 1, List.of(), 2 },
					new Object[] { 1.5, List.of() })) {
				try {
					Durable.continueAsNew(wrong);
				}
				catch (IllegalArgumentException ex) {
					fields.count++;
				}
			}
			return fields.count;
		}, long.class, List.class), (run) -> run.start(1, List.of()));
		assertThat(driver.result()).isEqualTo(6);
		assertThat(driver.commands()).isEmpty();
	}

	@Test
	void argumentsAreWidenedAsInACall() {
		RunDriver driver = everyWay(
				TestWorkflow.of((fields, arguments) -> Durable.continueAsNew(2, null), long.class, String.class),
				(run) -> run.start(1, "x"));
		assertThat(driver.run.outcome()).isInstanceOf(Terminal.ContinuedAsNew.class);
	}

	@Test
	@DisplayName("35: arguments that cannot be stored are refused at the call, on replay too")
	void argumentsThatAreTooLargeAreRefused() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				return Durable.continueAsNew("x".repeat(100_000));
			}
			catch (ApplicationFailure ex) {
				return WorkflowTypes.call("A.a");
			}
		}, String.class), (run) -> run.start("x").complete(3, "refused"));
		assertThat(driver.commands()).containsExactly("CallRefused continueAsNew", "ActivityScheduled A.a");
		assertThat(driver.result()).isEqualTo("refused");
	}

	@Test
	void codeThatSwallowsItIsDecidedAllTheSame() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				return Durable.continueAsNew();
			}
			catch (Throwable ex) {
				return "swallowed";
			}
		}), (run) -> run.start());
		assertThat(driver.run.outcome()).isInstanceOf(Terminal.ContinuedAsNew.class);
	}

	@Test
	@DisplayName("51: what the run knows of itself is what it was started with and what it has set")
	void theInfoIsComplete() {
		StartDetails details = new StartDetails(3, "slow", null, null, null, null,
				new dev.durable.history.ParentRun(RunDriver.RUN_ID, "parent", RunDriver.RUN_ID),
				Map.of("m", WorkflowTypes.CONVERTER.write(1), "gone", WorkflowTypes.CONVERTER.write(2)),
				Map.of("country", WorkflowTypes.CONVERTER.write("IE")), Map.of(), null, Admission.FREE);
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.memo("m", List.of(1, 2));
			Durable.memo("gone", null);
			Durable.attribute("country", "FR");
			Durable.attribute("size", 4);
			WorkflowTypes.call("A.a");
			return List.of(Durable.info().attempt(), Durable.info().queue(), Durable.info().parentWorkflowId().get(),
					Durable.info().memo(), Durable.info().attributes(), Durable.info().historyLength(),
					Durable.info().continueAsNewSuggested(), Durable.info().workflowId(), Durable.info().type());
		}), (run) -> run.start(details).complete(6, ""));
		assertThat(driver.result()).isEqualTo(List.of(3, "slow", "parent", Map.of("m", List.of(1, 2)),
				Map.of("country", "FR", "size", 4), 7, false, "test", "Test"));
		assertThat(driver.commands()).startsWith("MemoUpserted m", "MemoUpserted gone", "AttributesUpserted country",
				"AttributesUpserted size");
		assertThat(driver.run.details()).isEqualTo(details);
		assertThat(driver.run.memo()).containsOnlyKeys("m");
		assertThat(driver.run.attributes()).containsOnlyKeys("country", "size");
	}

	@Test
	@DisplayName("51a: suggested from 4,096 events, at the same place on replay")
	void itIsSuggestedFromManyEvents() {
		TestWorkflow workflow = TestWorkflow.of((fields, arguments) -> {
			while (!Durable.info().continueAsNewSuggested()) {
				Durable.sleep(Duration.ofSeconds(1));
			}
			return Durable.info().historyLength();
		});
		RunDriver driver = new RunDriver(workflow.type()).start();
		while (driver.run.outcome() == null) {
			driver.fire(driver.history.size());
		}
		assertThat(driver.result()).isEqualTo(4097);
		assertThat(driver.replay().result()).isEqualTo(4097);
	}

	@Test
	@DisplayName("51a: suggested from 4 MB of payloads, at the same place on replay")
	void itIsSuggestedFromManyBytes() {
		String large = "x".repeat(60_000);
		TestWorkflow workflow = TestWorkflow.of((fields, arguments) -> {
			while (!Durable.info().continueAsNewSuggested()) {
				WorkflowTypes.call("A.a", large);
			}
			return Durable.info().historyLength();
		});
		RunDriver driver = new RunDriver(workflow.type()).start();
		while (driver.run.outcome() == null) {
			driver.complete(driver.history.size(), large);
		}
		Object length = driver.result();
		assertThat((Integer) length).isBetween(69, 72);
		assertThat(driver.replay().result()).isEqualTo(length);
		for (int end = 1; end < driver.history.size(); end++) {
			List<Recorded> prefix = driver.history.subList(0, end);
			Run replayed = RunDriver.fresh(workflow.type(), WorkflowTypes.ENVIRONMENT);
			replayed.replay(prefix);
			assertThat(replayed.outcome()).isNull();
			replayed.unwind();
		}
	}

}
