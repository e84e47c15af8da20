package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the replay of closed histories: what the code has decided must be decided
 * again, what was done from outside needs nothing of it.
 */
class ClosedHistoryTests {

	private static final WorkflowType WAITS = TestWorkflow.of((fields, arguments) -> {
		fields.count = 1;
		WorkflowTypes.call("A.a");
		fields.count = 2;
		return "done";
	}).query("count", (fields, arguments) -> fields.count).type();

	@Test
	void whatTheCodeHasDecidedMayGoOnInAnotherRun() {
		WorkflowType failing = TestWorkflow.of((fields, arguments) -> {
			throw new IllegalStateException("broken");
		}).type();
		RunDriver driver = new RunDriver(failing).start();
		assertThat(driver.run.outcome()).isEqualTo(new Terminal.WorkflowFailed(driver.failure(), null, 1));
		driver.close(new Terminal.WorkflowFailed(driver.failure(), new UUID(9, 9), 1)).replay();
		assertThat(driver.run.length()).isEqualTo(2);
		assertThat(driver.run.openActivities()).isEmpty();
	}

	@Test
	@DisplayName("44: another decision is a difference")
	void anotherDecisionIsADifference() {
		RunDriver driver = new RunDriver(WAITS).start().complete(2, "x");
		for (Terminal other : List.of(new Terminal.WorkflowCancelled(null),
				new Terminal.WorkflowFailed(FailureInfo.application("x", "y")),
				new Terminal.ContinuedAsNew(new UUID(9, 9), Payload.NULL),
				new Terminal.WorkflowTimedOut("RUN", null, 1))) {
			driver.close(other);
			assertThatExceptionOfType(StuckException.class).isThrownBy(driver::replay)
				.withMessageContaining("the history ends with " + other.kind())
				.withMessageContaining("ends with WorkflowCompleted");
			driver.history.remove(3);
		}
	}

	@Test
	void codeThatDoesNotEndIsADifference() {
		RunDriver driver = new RunDriver(WAITS).start().complete(2, "x").close();
		assertThatExceptionOfType(StuckException.class).isThrownBy(() -> driver.replay(TestWorkflow
			.of((fields, arguments) -> WorkflowTypes.call("A.a") + Durable.async(() -> waitForEver()).get())
			.type())).withMessageContaining("has not ended");
	}

	@Test
	@DisplayName("10, 38: a terminated run answers queries, wherever its code was")
	void aTerminatedRunNeedsNoOutcome() {
		RunDriver driver = new RunDriver(WAITS).start();
		driver.close(new Terminal.WorkflowTerminated("why not", null)).replay();
		assertThat(driver.ask("count")).isEqualTo(1);
		assertThat(driver.run.length()).isEqualTo(3);
		assertThat(driver.run.outcome()).isNull();
	}

	@Test
	void aRunThatWasEndedBeforeItsTurnHasRunIssuesNothing() {
		RunDriver driver = new RunDriver(WAITS).start();
		driver.history.remove(1);
		driver.close(new Terminal.WorkflowTerminated("early", null)).replay();
		assertThat(driver.history).hasSize(2);
		assertThat(driver.run.length()).isEqualTo(2);
		assertThat(driver.ask("count")).isEqualTo(1);
	}

	@Test
	void aRunThatWasEndedBeforeItsBrokenTurnCanBeReplayed() {
		WorkflowType broken = TestWorkflow.of((fields, arguments) -> fields.value("none").toString())
			.query("count", (fields, arguments) -> fields.count)
			.type();
		RunDriver driver = new RunDriver(WAITS).start();
		driver.history.remove(1);
		driver.close(new Terminal.WorkflowTerminated("hopeless", null)).replay(broken);
		assertThat(driver.ask("count")).isEqualTo(0);
	}

	@Test
	@DisplayName("44: the turns before a termination are compared")
	void aTerminatedRunIsComparedAllTheSame() {
		RunDriver driver = new RunDriver(WAITS).start();
		driver.close(new Terminal.WorkflowTerminated("why not", null));
		assertThatExceptionOfType(StuckException.class)
			.isThrownBy(() -> driver.replay(TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.b")).type()));
	}

	@Test
	@DisplayName("40: a run that could not be told of its timeout needs no outcome")
	void aForcedTimeoutNeedsNoOutcome() {
		RunDriver driver = new RunDriver(WAITS).start();
		driver.close(new Terminal.WorkflowTimedOut("RUN", null, 0)).replay();
		assertThat(driver.ask("count")).isEqualTo(1);
	}

	@Test
	@DisplayName("40: a run that was told and has not ended within the grace needs no outcome")
	void aTimeoutAfterTheGraceNeedsNoOutcome() {
		WorkflowType slow = TestWorkflow.of((fields, arguments) -> {
			try {
				Durable.sleep(Duration.ofDays(1));
			}
			catch (CancelledFailure ex) {
				Durable.detached(() -> WorkflowTypes.call("A.clean"));
			}
			return "done";
		}).type();
		RunDriver driver = new RunDriver(slow).start().take(new Incoming.CancelRequested(null, "RUN"));
		driver.close(new Terminal.WorkflowTimedOut("RUN", null, 3)).replay();
		assertThat(driver.run.outcome()).isNull();
		assertThat(driver.run.timeoutToldAt()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("36: a run that was cancelled in its start delay has run no code")
	void aRunThatWasCancelledBeforeItBegan(boolean recorded) {
		RunDriver driver = new RunDriver(WAITS).start();
		driver.history.remove(1);
		if (recorded) {
			driver.history
				.add(new dev.durable.history.Recorded(2, RunDriver.START, new Incoming.CancelRequested("no", null)));
		}
		driver.close(new Terminal.WorkflowCancelled("no")).replay();
		assertThat(driver.run.openTimers()).isEmpty();
		assertThat(driver.run.length()).isEqualTo(driver.history.size());
	}

	private static String waitForEver() {
		Durable.await(() -> false);
		return "";
	}

}
