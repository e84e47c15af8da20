package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.ReadOnlyViolation;
import dev.durable.client.StuckReason;
import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import dev.durable.history.UnwritableException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the handlers of updates and signals: each in a branch of its own, which may
 * block, and whose end is a command for an update.
 */
class UpdateTests {

	private static final TestWorkflow COUNTER = TestWorkflow.of((fields, arguments) -> {
		Durable.await(() -> fields.flag);
		return fields.count;
	})
		.signal("stop", (fields, arguments) -> fields.flag = true)
		.update("add", (fields, arguments) -> fields.count += (Integer) arguments[0], Integer.class)
		.validator("add", (fields, arguments) -> {
			if ((Integer) arguments[0] < 1) {
				throw new IllegalArgumentException("not positive: " + arguments[0]);
			}
			return null;
		}, Integer.class)
		.update("sneaky", (fields, arguments) -> null)
		.validator("sneaky", (fields, arguments) -> WorkflowTypes.call("A.a"));

	@Test
	@DisplayName("13: the answer of an update is a command of its turn; the validator does not run again")
	void anUpdateIsAnswered() {
		RunDriver driver = everyWay(COUNTER,
				(run) -> run.start().update("u1", "add", 2).update("u2", "add", -1).signal("stop"));
		assertThat(driver.commands()).containsExactly("UpdateCompleted u1", "UpdateCompleted u2");
		assertThat(answer(driver, 3)).isEqualTo(2);
		assertThat(answer(driver, 5)).isEqualTo(1);
		assertThat(driver.result()).isEqualTo(1);
	}

	@Test
	@DisplayName("13: what the validator throws reaches the caller, and the run is unharmed")
	void aValidatorRejects() throws Throwable {
		RunDriver driver = new RunDriver(COUNTER.type()).start();
		driver.run.code().checkUpdate("add", arguments(1));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> driver.run.code().checkUpdate("add", arguments(0)))
			.withMessage("not positive: 0");
		driver.update("u1", "add", 1).signal("stop");
		assertThat(driver.result()).isEqualTo(1);
	}

	@Test
	@DisplayName("11: a validator may only read")
	void aValidatorIsReadOnly() {
		RunDriver driver = new RunDriver(COUNTER.type()).start();
		assertThatExceptionOfType(ReadOnlyViolation.class)
			.isThrownBy(() -> driver.run.code().checkUpdate("sneaky", arguments()))
			.withMessageContaining("A.a")
			.withMessageContaining("a validator");
		assertThat(driver.run.openActivities()).isEmpty();
	}

	@Test
	@DisplayName("12: an unknown update and wrong arguments are told before anything is recorded")
	void whatDoesNotFitIsTold() {
		RunDriver driver = new RunDriver(COUNTER.type()).start();
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> driver.run.code().checkUpdate("unknown", arguments()))
			.withMessageContaining("[add, sneaky]");
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> driver.run.code().checkUpdate("add", arguments("text")));
		assertThatExceptionOfType(UnreadableException.class)
			.isThrownBy(() -> driver.run.code().checkUpdate("add", arguments()));
	}

	@Test
	@DisplayName("7: handlers may block, each for itself, and end in any order")
	void handlersInterleave() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.await(() -> !fields.seen.isEmpty() && Durable.allHandlersFinished());
			return fields.seen;
		}).update("ask", (fields, arguments) -> {
			String answer = WorkflowTypes.call("A." + arguments[0]);
			fields.seen.add(answer);
			return answer;
		}, String.class).signal("tell", (fields, arguments) -> {
			Durable.sleep(Duration.ofDays(1));
			return fields.seen.add("slept");
		}), (run) -> {
			run.start().update("u1", "ask", "one").signal("tell").update("u2", "ask", "two");
			assertThat(run.run.unfinishedHandlers()).containsExactly("ask", "tell", "ask");
			assertThat(run.run.openUpdates()).containsExactly("u1", "u2");
			run.complete(7, "second");
			assertThat(run.run.openUpdates()).containsExactly("u1");
			run.complete(3, "first").fire(5);
		});
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.one", "TimerStarted",
				"ActivityScheduled A.two", "UpdateCompleted u2", "UpdateCompleted u1");
		assertThat(driver.result()).isEqualTo(List.of("second", "first", "slept"));
	}

	@Test
	@DisplayName("7: a run may end with handlers at work, which are named")
	void unfinishedHandlersAreNamed() {
		RunDriver driver = everyWay(
				TestWorkflow.of((fields, arguments) -> "done")
					.update("ask", (fields, arguments) -> WorkflowTypes.call("A.a")),
				(run) -> run.start().update("u1", "ask"));
		assertThat(driver.result()).isEqualTo("done");
		assertThat(driver.run.unfinishedHandlers()).containsExactly("ask");
		assertThat(driver.run.openUpdates()).containsExactly("u1");
	}

	@Test
	void whatAnUpdateThrowsIsItsAnswer() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.await(() -> fields.flag);
			return "still open";
		}).update("fail", (fields, arguments) -> {
			throw new ApplicationFailure("Refused", "by the handler");
		}).signal("stop", (fields, arguments) -> fields.flag = true),
				(run) -> run.start().update("u1", "fail").signal("stop"));
		FailureInfo failure = driver.command(3, Command.UpdateCompleted.class).failure();
		assertThat(failure.type()).isEqualTo("Refused");
		assertThat(driver.result()).isEqualTo("still open");
	}

	@Test
	@DisplayName("35: a result that cannot be stored fails its update")
	void aResultThatIsTooLargeFailsTheUpdate() {
		RunDriver driver = everyWay(
				TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a"))
					.update("large", (fields, arguments) -> "x".repeat(100_000)),
				(run) -> run.start().update("u1", "large"));
		FailureInfo failure = driver.command(4, Command.UpdateCompleted.class).failure();
		assertThat(failure.type()).isEqualTo(UnwritableException.class.getName());
		assertThat(driver.run.outcome()).isNull();
	}

	@Test
	@DisplayName("43: a bug in an update handler leaves the run stuck")
	void aBugIsNoAnswer() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a"))
			.update("bug", (fields, arguments) -> fields.value("none").toString())
			.type()).start();
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.update("u1", "bug"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(StuckReason.WORKFLOW_CODE_ERROR));
	}

	@Test
	@DisplayName("15a: continue-as-new in an update handler fails that update, in its branches too")
	void anUpdateMayNotContinueAsNew() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a"))
			.update("direct", (fields, arguments) -> Durable.continueAsNew())
			.update("branch", (fields, arguments) -> Durable.async(() -> Durable.<Object>continueAsNew()).get()),
				(run) -> run.start().update("u1", "direct").update("u2", "branch"));
		for (long seq : new long[] { 4, 6 }) {
			FailureInfo failure = driver.command(seq, Command.UpdateCompleted.class).failure();
			assertThat(failure.type()).isEqualTo(IllegalStateException.class.getName());
			assertThat(failure.message()).contains("continueAsNew");
		}
		assertThat(driver.run.outcome()).isNull();
	}

	@Test
	@DisplayName("44: an update whose handler is gone is a difference")
	void aRemovedHandlerIsADifference() {
		RunDriver driver = new RunDriver(COUNTER.type()).start().update("u1", "add", 2);
		TestWorkflow changed = TestWorkflow.of((fields, arguments) -> {
			Durable.await(() -> fields.flag);
			return fields.count;
		});
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(changed.type()))
			.withMessageContaining("update 'add'");
	}

	@Test
	@DisplayName("10: what a query does to fields is its own until the run moves")
	void queriesSeeTheFields() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			Durable.await(() -> fields.flag);
			return fields.count;
		})
			.update("add", (fields, arguments) -> ++fields.count)
			.query("count", (fields, arguments) -> fields.count)
			.type()).start().update("u1", "add").update("u2", "add");
		assertThat(driver.ask("count")).isEqualTo(2);
		driver.replay();
		assertThat(driver.ask("count")).isEqualTo(2);
	}

	@Test
	void manyUpdatesAreAnsweredInTheOrderOfTheirEnds() {
		List<String> expected = new ArrayList<>();
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.main"))
			.update("ask", (fields, arguments) -> WorkflowTypes.call("A.a")), (run) -> {
				run.start();
				expected.clear();
				for (int i = 0; i < 20; i++) {
					run.take(new Incoming.UpdateAccepted("u" + i, "ask", arguments(), Map.of()));
				}
				for (int i = 19; i >= 0; i--) {
					run.complete(4 + 2 * i, "x");
					expected.add("UpdateCompleted u" + i);
				}
			});
		assertThat(driver.commands().subList(21, 41)).isEqualTo(expected);
		assertThat(driver.run.openUpdates()).isEmpty();
	}

	private static Object answer(RunDriver driver, long seq) {
		return WorkflowTypes.CONVERTER.read(driver.command(seq, Command.UpdateCompleted.class).result(), Object.class);
	}

	private static Payload arguments(Object... arguments) {
		return WorkflowTypes.CONVERTER.writeArguments(arguments);
	}

}
