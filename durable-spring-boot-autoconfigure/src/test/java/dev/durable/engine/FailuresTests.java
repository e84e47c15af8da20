package dev.durable.engine;

import java.util.List;

import dev.durable.ActivityFailure;
import dev.durable.ActivityOutcomeUnknown;
import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.ReadOnlyViolation;
import dev.durable.RetryState;
import dev.durable.TerminatedFailure;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for failures that are stored and come back.
 */
class FailuresTests {

	static List<RuntimeException> failures() {
		return List.of(new ApplicationFailure("Type", "message", 1, "two"),
				new ActivityFailure("A.a", 3, RetryState.TIMEOUT, new TimeoutFailure(TimeoutType.HEARTBEAT, "m", null)),
				new ChildWorkflowFailure("Child", "c-1",
						new ChildWorkflowFailure("Grandchild", "c-2", new TerminatedFailure("why"))),
				new TimeoutFailure(TimeoutType.RUN, "message", null), new CancelledFailure("reason"),
				new CancelledFailure(null), new TerminatedFailure("reason"), new TerminatedFailure(null),
				new ExternalWorkflowFailure("other", "message"), new ActivityOutcomeUnknown("A.a"),
				new WorkflowAlreadyStarted("id", "run"), new ReadOnlyViolation("Durable.sleep", "query 'status'"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aFailureComesBackAsWhatItWas(RuntimeException failure) {
		FailureInfo info = Failures.describe(failure, WorkflowTypes.CONVERTER);
		RuntimeException restored = Failures.restore(info, WorkflowTypes.CONVERTER);
		assertThat(restored).isExactlyInstanceOf(failure.getClass()).hasMessage(failure.getMessage());
		assertThat(Failures.describe(restored, WorkflowTypes.CONVERTER)).isEqualTo(info);
	}

	@Test
	void theIdsOfOtherWorkflowsAreKept() {
		ChildWorkflowFailure child = (ChildWorkflowFailure) restored(
				new ChildWorkflowFailure("Child", "c-1", new CancelledFailure("reason")));
		assertThat(child.workflowType()).isEqualTo("Child");
		assertThat(child.workflowId()).isEqualTo("c-1");
		assertThat(((CancelledFailure) child.getCause()).reason()).isEqualTo("reason");
		assertThat(((ExternalWorkflowFailure) restored(new ExternalWorkflowFailure("o", "m"))).workflowId())
			.isEqualTo("o");
		assertThat(((WorkflowAlreadyStarted) restored(new WorkflowAlreadyStarted("id", "run"))).runId())
			.isEqualTo("run");
	}

	@Test
	@DisplayName("34: causes are kept to a depth of eight, cycles are cut")
	void causesAreCut() {
		Exception deep = new Exception("0");
		for (int i = 1; i < 20; i++) {
			deep = new Exception(String.valueOf(i), deep);
		}
		int depth = 0;
		for (FailureInfo info = Failures.describe(deep, WorkflowTypes.CONVERTER); info != null; info = info.cause()) {
			depth++;
		}
		assertThat(depth).isEqualTo(8);
		Exception one = new Exception("one");
		one.initCause(new Exception("two", one));
		assertThat(Failures.describe(one, WorkflowTypes.CONVERTER).cause().cause()).isNull();
	}

	@Test
	void aReadOnlyViolationWithAnotherMessageComesBackAll() {
		FailureInfo info = FailureInfo.of(FailureKind.READ_ONLY, "", "something else");
		assertThat(Failures.restore(info, WorkflowTypes.CONVERTER)).isInstanceOf(ReadOnlyViolation.class);
	}

	private static RuntimeException restored(RuntimeException failure) {
		return Failures.restore(Failures.describe(failure, WorkflowTypes.CONVERTER), WorkflowTypes.CONVERTER);
	}

}
