package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.durable.ActivityFailure;
import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.Saga;
import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the cancellation of a run: who wakes, what is asked to end, and how the run
 * ends. Each scenario runs in memory, evicted after each turn, and replayed from each of
 * its beginnings.
 */
class CancellationTests {

	private static final Duration DAY = Duration.ofDays(1);

	private static final FailureInfo CANCELLED = FailureInfo.of(FailureKind.CANCELLED, "", "asked");

	@Test
	@DisplayName("36: a cancel wakes the main method at its blocking call, and its failure cancels the run")
	void theFailureThatLeavesCancelsTheRun() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.sleep(DAY);
			return "slept";
		}), (run) -> run.start().cancel("enough"));
		assertThat(driver.commands()).containsExactly("TimerStarted", "TimerCancelled timer 2");
		assertThat(driver.run.outcome()).isEqualTo(new Terminal.WorkflowCancelled("enough"));
		assertThat(driver.run.isCancelRequested()).isTrue();
		assertThat(driver.run.timeoutToldAt()).isNull();
		assertThat(driver.run.openTimers()).isEmpty();
	}

	@Test
	@DisplayName("36: cancelled, cleaned up in detached, returned normally: completed")
	void aNormalReturnCompletes() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				Durable.sleep(DAY);
			}
			catch (CancelledFailure ex) {
				return Durable.detached(() -> WorkflowTypes.call("A.clean") + ex.reason());
			}
			return "slept";
		}), (run) -> run.start().cancel("enough").complete(5, "cleaned "));
		assertThat(driver.result()).isEqualTo("cleaned enough");
	}

	@Test
	@DisplayName("36: each further blocking call throws again and records nothing, outside detached")
	void everyFurtherBlockingCallThrowsAgain() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Promise<String> open = Durable.async(() -> WorkflowTypes.child("c", CancellationType.WAIT));
			List<Runnable> calls = List.of(() -> Durable.sleep(DAY), () -> Durable.await(() -> false),
					() -> Durable.await(DAY, () -> false), () -> WorkflowTypes.call("A.a"),
					() -> WorkflowTypes.child("c2", CancellationType.WAIT), open::get, () -> open.get(DAY),
					() -> RunContext.currentOrNull().signalExternal("o", "s", new Object[0]),
					() -> Durable.cancelExternal("o"), () -> Durable.queue(1).take(),
					() -> Durable.semaphore(0).acquire(1), () -> Durable.semaphore(0).tryAcquire(1, DAY));
			int thrown = 0;
			for (Runnable call : calls) {
				try {
					call.run();
				}
				catch (CancelledFailure ex) {
					thrown++;
				}
			}
			return thrown + " of " + calls.size();
		}), (run) -> run.start().cancel(null));
		assertThat(driver.result()).isEqualTo("12 of 12");
		assertThat(driver.lastCommands()).containsExactly("TimerCancelled timer 2", "ChildCancelRequested child 3");
	}

	@Test
	void whatDoesNotBlockGoesOnInACancelledScope() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				Durable.sleep(DAY);
			}
			catch (CancelledFailure ex) {
				Durable.await(() -> true);
				Durable.sleep(Duration.ZERO);
				Durable.memo("why", ex.reason());
				Durable.version("change", 1, 1);
			}
			return Durable.await(Duration.ZERO, () -> false);
		}), (run) -> run.start().cancel("enough"));
		assertThat(driver.result()).isEqualTo(false);
		assertThat(driver.lastCommands()).containsExactly("TimerCancelled timer 2", "MemoUpserted why",
				"VersionMarked change");
	}

	@Test
	@DisplayName("29: TRY_CANCEL: the workflow goes on at once, and the result is not wanted any more")
	void tryCancelGoesOnAtOnce() {
		RunDriver driver = everyWay(caught(() -> WorkflowTypes.call("A.a", CancellationType.TRY_CANCEL)),
				(run) -> run.start().cancel("enough"));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a", "ActivityCancelRequested activity 2");
		assertThat(driver.result()).isEqualTo("CancelledFailure Cancelled: enough");
		assertThat(driver.run.isOpenActivity(2)).isFalse();
	}

	@Test
	@DisplayName("29: WAIT: the workflow gets what the activity answers")
	void waitGetsTheAnswer() {
		TestWorkflow workflow = caught(() -> WorkflowTypes.call("A.a", CancellationType.WAIT));
		RunDriver completed = everyWay(workflow,
				(run) -> run.start().cancel("enough").complete(2, "done all the same"));
		assertThat(completed.commands()).containsExactly("ActivityScheduled A.a", "ActivityCancelRequested activity 2");
		assertThat(completed.result()).isEqualTo("done all the same");
		RunDriver failed = everyWay(workflow, (run) -> run.start().cancel("enough").fail(2, CANCELLED));
		assertThat(failed.result()).asString().startsWith("ActivityFailure");
	}

	@Test
	@DisplayName("29: ABANDON: the activity is left alone, and its result is recorded and ignored")
	void abandonLeavesItAlone() {
		RunDriver driver = everyWay(caught(() -> WorkflowTypes.call("A.a", CancellationType.ABANDON)),
				(run) -> run.start().cancel(null));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a");
		assertThat(driver.result()).isEqualTo("CancelledFailure Cancelled");
		assertThat(driver.run.isOpenActivity(2)).isTrue();
		driver.complete(2, "late").replay();
		assertThat(driver.run.openActivities()).isEmpty();
	}

	@Test
	@DisplayName("36: what a WAIT activity or child answers to the cancellation cancels the run")
	void aFailureThatTheCancellationHasCausedCancels() {
		RunDriver activity = everyWay(
				TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a", CancellationType.WAIT)),
				(run) -> run.start().cancel("enough").fail(2, CANCELLED));
		assertThat(activity.run.outcome()).isEqualTo(new Terminal.WorkflowCancelled("enough"));
		RunDriver child = everyWay(
				TestWorkflow.of((fields, arguments) -> WorkflowTypes.child("c", CancellationType.WAIT)),
				(run) -> run.start().cancel("enough").childFailed(2, CANCELLED));
		assertThat(child.run.outcome()).isEqualTo(new Terminal.WorkflowCancelled("enough"));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("50: a child by its cancellation type")
	void aChildIsCancelledByItsType(CancellationType cancellation) {
		RunDriver driver = everyWay(caught(() -> WorkflowTypes.child("c", cancellation)),
				(run) -> run.start().cancel("enough"));
		assertThat(driver.lastCommands()).isEqualTo(
				(cancellation != CancellationType.ABANDON) ? List.of("ChildCancelRequested child 2") : List.of());
		assertThat(driver.run.isOpenChild(driver.child(2).childId())).isTrue();
		assertThat(driver.result())
			.isEqualTo((cancellation != CancellationType.WAIT) ? "CancelledFailure Cancelled: enough" : null);
		driver.childFailed(2, CANCELLED).replay();
		assertThat(driver.run.openChildren()).isEmpty();
		assertThat(driver.result()).asString()
			.startsWith((cancellation != CancellationType.WAIT) ? "CancelledFailure" : "ChildWorkflowFailure");
	}

	@Test
	void aRequestToAnotherWorkflowIsNotTakenBack() {
		RunDriver driver = everyWay(caught(() -> {
			Durable.cancelExternal("other");
			return "";
		}), (run) -> run.start().cancel(null).take(new Incoming.ExternalSignalDelivered(2)));
		assertThat(driver.commands()).containsExactly("ExternalCancelInitiated other");
		assertThat(driver.result()).isEqualTo("CancelledFailure Cancelled");
	}

	@Test
	@DisplayName("36: a condition that holds when the cancel comes counts")
	void whatHoldsByThenIsNotCancelled() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			Durable.async(() -> {
				try {
					Durable.sleep(DAY);
				}
				catch (CancelledFailure ex) {
					fields.flag = true;
				}
			});
			Promise<Boolean> held = Durable.async(() -> Durable.await(DAY, () -> fields.flag));
			return Durable.detached(() -> held.get());
		}), (run) -> run.start().cancel(null));
		assertThat(driver.commands()).containsExactly("TimerStarted", "TimerStarted", "TimerCancelled timer 2",
				"TimerCancelled timer 3");
		assertThat(driver.result()).isEqualTo(true);
	}

	@Test
	@DisplayName("36: cancelled before anything blocks: the first blocking call throws")
	void aCancelMayComeBeforeAnyWait() {
		RunDriver driver = everyWay(
				TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a", CancellationType.ABANDON))
					.signal("s", (fields, arguments) -> WorkflowTypes.call("A.b")),
				(run) -> run.start().cancel("first").cancel("second").signal("s"));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a");
		assertThat(driver.run.outcome()).isEqualTo(new Terminal.WorkflowCancelled("first"));
	}

	@Test
	@DisplayName("3: the failure of a cancellation nobody asked for fails the run")
	void withoutARequestTheRunFails() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			CancellationScope scope = Durable.scope(() -> Durable.sleep(DAY));
			Durable.sleep(DAY);
			scope.cancel();
			scope.join();
			return "joined";
		}), (run) -> run.start().fire(2));
		assertThat(driver.lastCommands()).containsExactly("TimerCancelled timer 3");
		assertThat(driver.failure().kind()).isEqualTo(FailureKind.CANCELLED);
	}

	@Test
	@DisplayName("42: a cancelled saga compensates, detached, in reverse order")
	void aSagaIsCompensated() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> Saga.run((saga) -> {
			saga.compensate(() -> WorkflowTypes.call("A.undo1"));
			saga.compensate(() -> WorkflowTypes.call("A.undo2"));
			return WorkflowTypes.call("A.a");
		})), (run) -> run.start().cancel(null).complete(5, "").complete(7, ""));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a", "ActivityCancelRequested activity 2",
				"ActivityScheduled A.undo2", "ActivityScheduled A.undo1");
		assertThat(driver.run.outcome()).isEqualTo(new Terminal.WorkflowCancelled(null));
	}

	@Test
	void aSecondCancelDoesNotReachDetachedCode() {
		RunDriver driver = everyWay(
				TestWorkflow.of((fields, arguments) -> Durable.detached(() -> WorkflowTypes.call("A.a"))),
				(run) -> run.start().cancel(null).cancel(null).complete(2, "x"));
		assertThat(driver.commands()).containsExactly("ActivityScheduled A.a");
		assertThat(driver.result()).isEqualTo("x");
	}

	@Test
	void handlersAreCancelledAndDecideNothing() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> Durable.detached(() -> {
			Durable.await(() -> fields.count == 2);
			return fields.seen;
		})).signal("wait", (fields, arguments) -> {
			try {
				Durable.sleep(DAY);
			}
			finally {
				fields.count++;
			}
			return null;
		}).update("wait", (fields, arguments) -> {
			try {
				return WorkflowTypes.call("A.a");
			}
			finally {
				fields.count++;
			}
		}), (run) -> run.start().signal("wait").update("u1", "wait").cancel("enough"));
		assertThat(driver.lastCommands()).containsExactly("TimerCancelled timer 3",
				"ActivityCancelRequested activity 5", "UpdateCompleted u1");
		assertThat(driver.command(9, Command.UpdateCompleted.class).failure().kind()).isEqualTo(FailureKind.CANCELLED);
		assertThat(driver.result()).isEqualTo(List.of());
		assertThat(driver.run.unfinishedHandlers()).isEmpty();
	}

	@Test
	@DisplayName("40: when the time is up the run is timed out, however its code ends")
	void aTimeoutIsTheOutcome() {
		Map<String, TestWorkflow.Code> endings = Map.of("returned", (fields, arguments) -> "x", "failed",
				(fields, arguments) -> {
					throw new IllegalStateException("x");
				}, "cancelled", (fields, arguments) -> {
					throw new CancelledFailure("x");
				}, "continued", (fields, arguments) -> Durable.continueAsNew());
		endings.forEach((name, ending) -> {
			RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
				try {
					Durable.sleep(DAY);
				}
				catch (CancelledFailure ex) {
					Durable.detached(() -> WorkflowTypes.call("A.clean"));
				}
				return ending.run(fields, arguments);
			}), (run) -> run.start().after(DAY).take(new Incoming.CancelRequested(null, "RUN")).complete(5, "cleaned"));
			assertThat(driver.run.outcome()).as(name).isEqualTo(new Terminal.WorkflowTimedOut("RUN", null, 3));
			assertThat(driver.run.timeoutToldAt()).isEqualTo(RunDriver.START.plus(DAY));
		});
	}

	@Test
	@DisplayName("40: a timeout after a cancel counts, and cancels nothing again")
	void aTimeoutAfterACancelCounts() {
		RunDriver driver = everyWay(
				TestWorkflow.of((fields, arguments) -> WorkflowTypes.child("c", CancellationType.WAIT)),
				(run) -> run.start()
					.cancel("enough")
					.take(new Incoming.CancelRequested(null, "EXECUTION"))
					.childFailed(2, CANCELLED));
		assertThat(driver.commands()).containsExactly("ChildInitiated Child", "ChildCancelRequested child 2");
		assertThat(driver.run.outcome()).isEqualTo(new Terminal.WorkflowTimedOut("EXECUTION", null, 5));
	}

	@Test
	void aDecisionStaysWhenACancelComesLate() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> "done").signal("s", (fields, arguments) -> {
			Durable.sleep(DAY);
			return null;
		}), (run) -> run.start().signal("s").cancel(null));
		assertThat(driver.result()).isEqualTo("done");
	}

	private static TestWorkflow caught(TestCall call) {
		return TestWorkflow.of((fields, arguments) -> {
			try {
				return call.run();
			}
			catch (CancelledFailure | ActivityFailure | ChildWorkflowFailure ex) {
				return ex.getClass().getSimpleName() + " " + ex.getMessage();
			}
		});
	}

	/**
	 * A blocking call.
	 */
	@FunctionalInterface
	interface TestCall {

		String run();

	}

}
