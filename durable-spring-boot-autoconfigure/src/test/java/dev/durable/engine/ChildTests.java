package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.ApplicationFailure;
import dev.durable.CancellationType;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.ParentClosePolicy;
import dev.durable.Promise;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.history.Admission;
import dev.durable.history.Command;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.ParentRun;
import dev.durable.history.StartDetails;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static dev.durable.engine.RunDriver.everyWay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for children and for requests to other workflows.
 */
class ChildTests {

	@Test
	@DisplayName("49: a child is a command with all that its start needs")
	void aChildIsOneCommand() {
		StartDetails details = new StartDetails(1, "fast", Duration.ofHours(1), null, Duration.ofMinutes(5), null, null,
				Map.of("m", WorkflowTypes.CONVERTER.write(1)), Map.of(), Map.of(), null, Admission.FREE);
		RunDriver driver = everyWay(
				TestWorkflow.of((fields, arguments) -> RunContext.currentOrNull()
					.child(new ChildCall("Child", "c-1", new Object[] { "a" }, String.class, details,
							ParentClosePolicy.ABANDON, CancellationType.WAIT))),
				(run) -> run.start().childCompleted(2, "result"));
		Command.ChildInitiated child = driver.child(2);
		assertThat(child.workflowId()).isEqualTo("c-1");
		assertThat(child.type()).isEqualTo("Child");
		assertThat(child.arguments()).isEqualTo(WorkflowTypes.CONVERTER.writeArguments(new Object[] { "a" }));
		assertThat(child.closePolicy()).isEqualTo(ParentClosePolicy.ABANDON);
		assertThat(child.details().queue()).isEqualTo("fast");
		assertThat(child.details().parent()).isEqualTo(new ParentRun(RunDriver.RUN_ID, "test", RunDriver.RUN_ID));
		assertThat(child.details().executionDeadline()).isEqualTo(RunDriver.START.plus(Duration.ofHours(1)));
		assertThat(child.details().runTimeout()).isEqualTo(Duration.ofMinutes(5));
		assertThat(child.details().memo()).containsOnlyKeys("m");
		assertThat(driver.result()).isEqualTo("result");
		assertThat(driver.run.hasChildren()).isTrue();
		assertThat(driver.run.openChildren()).isEmpty();
	}

	@Test
	void aChildWithoutAnIdGetsOneThatReplayFindsAgain() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			String result = WorkflowTypes.child(null, CancellationType.WAIT);
			return result + Durable.randomUuid();
		}), (run) -> run.start().childCompleted(2, ""));
		assertThat(UUID.fromString(driver.child(2).workflowId()).version()).isEqualTo(4);
	}

	@Test
	@DisplayName("49: children are open until their chain has closed, in the order of their calls")
	void childrenAreListed() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			List<Promise<String>> children = List.of(
					Durable.async(() -> WorkflowTypes.child("c1", CancellationType.WAIT)),
					Durable.async(() -> WorkflowTypes.child("c2", CancellationType.WAIT)));
			return Durable.all(children).get();
		}), (run) -> run.start());
		assertThat(driver.run.openChildren()).extracting((event) -> event.seq()).containsExactly(2L, 3L);
		assertThat(driver.run.isOpenChild(driver.child(2).childId())).isTrue();
		assertThat(driver.run.isOpenChild(new UUID(0, 0))).isFalse();
		driver.childCompleted(3, "two").replay();
		assertThat(driver.run.openChildren()).extracting((event) -> event.seq()).containsExactly(2L);
		driver.childCompleted(2, "one");
		assertThat(driver.result()).isEqualTo(List.of("one", "two"));
	}

	@Test
	@DisplayName("50: a child that has not completed is a ChildWorkflowFailure with the reason as its cause")
	void aFailedChildIsTold() {
		TestWorkflow workflow = TestWorkflow.of((fields, arguments) -> {
			try {
				return WorkflowTypes.child("c", CancellationType.WAIT);
			}
			catch (ChildWorkflowFailure ex) {
				return ex.workflowType() + " " + ex.workflowId() + " " + ex.getCause().getClass().getSimpleName() + " "
						+ ((ex.getCause() instanceof WorkflowAlreadyStarted started)
								? started.workflowId() + started.runId() : "");
			}
		});
		RunDriver failed = everyWay(workflow,
				(run) -> run.start().childFailed(2, FailureInfo.application("Broken", "x")));
		assertThat(failed.result()).isEqualTo("Child c ApplicationFailure ");
		FailureInfo inUse = Failures.describe(new WorkflowAlreadyStarted("c", "r"), WorkflowTypes.CONVERTER);
		RunDriver refused = everyWay(workflow, (run) -> run.start().childFailed(2, inUse));
		assertThat(refused.result()).isEqualTo("Child c WorkflowAlreadyStarted cr");
	}

	@Test
	@DisplayName("35: arguments of a child that cannot be stored are refused at the call")
	void aChildIsRefused() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				return WorkflowTypes.child("c", CancellationType.WAIT, "x".repeat(100_000));
			}
			catch (ApplicationFailure ex) {
				return WorkflowTypes.call("A.a");
			}
		}), (run) -> run.start().complete(3, "x"));
		assertThat(driver.commands()).containsExactly("CallRefused child Child", "ActivityScheduled A.a");
		assertThat(driver.run.hasChildren()).isFalse();
	}

	@Test
	@DisplayName("44: the type of a child is compared, its ids are not")
	void theTypeIsCompared() {
		RunDriver driver = new RunDriver(
				TestWorkflow.of((fields, arguments) -> WorkflowTypes.child("c", CancellationType.WAIT)).type())
			.start();
		driver.replay(TestWorkflow.of((fields, arguments) -> WorkflowTypes.child("d", CancellationType.ABANDON)).type())
			.cancel(null);
		assertThat(driver.lastCommands()).containsExactly("ChildCancelRequested child 2");
		assertThatExceptionOfType(StuckException.class)
			.isThrownBy(() -> driver.replay(TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a")).type()))
			.withMessageContaining("ChildInitiated Child");
	}

	@Test
	void anUnknownChildIsADifference() {
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> WorkflowTypes.call("A.a")).type())
			.start();
		assertThatExceptionOfType(StuckException.class)
			.isThrownBy(() -> driver.take(new Incoming.ChildFailed(new UUID(3, 3), FailureInfo.application("x", null))))
			.withMessageContaining("has not started");
	}

	@Test
	void aSignalToAnotherWorkflowWaitsUntilItIsDelivered() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			RunContext.currentOrNull().signalExternal("other", "approve", new Object[] { 7 });
			Durable.cancelExternal("another");
			return "delivered";
		}), (run) -> {
			run.start();
			assertThat(run.run.openRequests()).extracting((event) -> event.seq()).containsExactly(2L);
			assertThat(run.run.isOpenRequest(2)).isTrue();
			run.take(new Incoming.ExternalSignalDelivered(2)).take(new Incoming.ExternalSignalDelivered(4));
		});
		assertThat(driver.commands()).containsExactly("ExternalSignalInitiated other.approve",
				"ExternalCancelInitiated another");
		assertThat(driver.command(2, Command.ExternalSignalInitiated.class).arguments())
			.isEqualTo(WorkflowTypes.CONVERTER.writeArguments(new Object[] { 7 }));
		assertThat(driver.run.openRequests()).isEmpty();
		assertThat(driver.result()).isEqualTo("delivered");
	}

	@Test
	void aSignalToNobodyFails() {
		FailureInfo failure = Failures.describe(new ExternalWorkflowFailure("other", "nobody there"),
				WorkflowTypes.CONVERTER);
		assertThat(failure.kind()).isEqualTo(FailureKind.EXTERNAL);
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				RunContext.currentOrNull().signalExternal("other", "approve", new Object[0]);
				return "delivered";
			}
			catch (ExternalWorkflowFailure ex) {
				return ex.workflowId() + ": " + ex.getMessage();
			}
		}), (run) -> run.start().take(new Incoming.ExternalSignalFailed(2, failure)));
		assertThat(driver.result()).isEqualTo("other: nobody there");
	}

	@Test
	@DisplayName("35: a signal that cannot be stored is refused at the call")
	void aSignalIsRefused() {
		RunDriver driver = everyWay(TestWorkflow.of((fields, arguments) -> {
			try {
				RunContext.currentOrNull().signalExternal("o", "s", new Object[] { "x".repeat(100_000) });
			}
			catch (ApplicationFailure ex) {
				return "refused";
			}
			return "";
		}), (run) -> run.start());
		assertThat(driver.commands()).containsExactly("CallRefused signal o.s");
		assertThat(driver.result()).isEqualTo("refused");
	}

}
