package dev.durable.semantics;

import java.time.Duration;
import java.util.List;

import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.ParentClosePolicy;
import dev.durable.TerminatedFailure;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for runs that are terminated, and for those whose time is up.
 */
class TerminationTests extends ScriptedTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(300);

	/** The setting of {@link AbstractSemanticsTests}. */
	private static final Duration GRACE = Duration.ofSeconds(3);

	private void assertTimedOut(WorkflowHandle<?> run, TimeoutType type) {
		assertThat(failure(run)).isInstanceOfSatisfying(TimeoutFailure.class,
				(failure) -> assertThat(failure.timeoutType()).isEqualTo(type));
		assertThat(status(run)).isEqualTo(WorkflowStatus.TIMED_OUT);
	}

	private static Duration life(WorkflowHandle<?> run) {
		WorkflowDescription description = run.describe();
		return Duration.between(description.startedAt(), description.closedAt().orElseThrow());
	}

	@Test
	@DisplayName("38. Terminate: no clean-up runs, the result is TerminatedFailure with the reason, signals are refused")
	void terminate() {
		activity("clean", (context) -> "cleaned");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				workflow.awaitSignal("never");
			}
			finally {
				Durable.detached(() -> workflow.perform("clean"));
			}
		});
		run(() -> run.terminate("out of order"));
		assertThat(failure(run)).isInstanceOfSatisfying(TerminatedFailure.class,
				(failure) -> assertThat(failure.reason()).isEqualTo("out of order"));
		assertThat(status(run)).isEqualTo(WorkflowStatus.TERMINATED);
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> send(run, "late"));
		assertThat(kinds(run)).containsOnlyOnce("WorkflowTerminated").doesNotContain("ActivityScheduled");
		assertThat(attempts("clean")).isEmpty();
	}

	@Test
	@DisplayName("38. Terminate a closed run does nothing, an unknown one is WorkflowNotFound")
	void terminateClosed() {
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.note("done"));
		assertThat(notes(run)).containsExactly("done");
		run(() -> run.terminate("late"));
		assertThat(status(run)).isEqualTo(WorkflowStatus.COMPLETED);
		assertThat(result(run)).containsExactly("done");
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> run(() -> handle("unknown").terminate("nobody")));
	}

	@Test
	@DisplayName("38. Terminate reaches runs that are stuck, in their start delay, or asked to cancel")
	void terminateOthers() {
		WorkflowHandle<List<String>> stuck = start((workflow) -> {
			throw new IndexOutOfBoundsException("a bug");
		});
		awaitStuck(stuck);
		run(() -> stuck.terminate("beyond repair"));
		assertThat(failure(stuck)).isInstanceOf(TerminatedFailure.class);
		assertThat(stuck.describe().stuckReason()).isEmpty();
		WorkflowHandle<List<String>> delayed = start((workflow) -> workflow.note("never"),
				(options) -> options.startDelay(LONG));
		run(() -> delayed.terminate("not needed"));
		assertThat(failure(delayed)).isInstanceOf(TerminatedFailure.class);
		WorkflowHandle<List<String>> cancelled = start(
				(workflow) -> Durable.detached(() -> workflow.awaitSignal("never")));
		run(cancelled::cancel);
		run(() -> cancelled.terminate("it does not listen"));
		assertThat(failure(cancelled)).isInstanceOf(TerminatedFailure.class);
	}

	@Test
	@DisplayName("38. Children by policy: terminated, asked to cancel, or left alone")
	void terminateWithChildren() {
		for (ParentClosePolicy policy : ParentClosePolicy.values()) {
			other(policy.name(), (workflow) -> workflow.awaitSignal("let go"));
		}
		String prefix = id("");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			for (ParentClosePolicy policy : ParentClosePolicy.values()) {
				Durable.async(() -> Durable
					.child(Scripted.class, (options) -> options.id(prefix + policy).parentClosePolicy(policy))
					.run());
			}
			workflow.awaitSignal("never");
		});
		for (ParentClosePolicy policy : ParentClosePolicy.values()) {
			await().ignoreExceptions().until(() -> !handle(policy.name()).history().isEmpty());
		}
		run(() -> run.terminate("all over"));
		assertThat(failure(run)).isInstanceOf(TerminatedFailure.class);
		awaitStatus(handle("TERMINATE"), WorkflowStatus.TERMINATED);
		awaitStatus(handle("REQUEST_CANCEL"), WorkflowStatus.CANCELLED);
		assertThat(status(handle("ABANDON"))).isEqualTo(WorkflowStatus.RUNNING);
		send(handle("ABANDON"), "let go");
		awaitStatus(handle("ABANDON"), WorkflowStatus.COMPLETED);
	}

	@Test
	@DisplayName("40. Run timeout: the code gets CancelledFailure; it ends as TIMED_OUT as soon as the method ends")
	void runTimeout() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				Durable.sleep(LONG);
			}
			catch (CancelledFailure ex) {
				workflow.note("cancelled");
				throw ex;
			}
		}, (options) -> options.runTimeout(SHORT));
		assertTimedOut(run, TimeoutType.RUN);
		assertThat(life(run)).isGreaterThanOrEqualTo(SHORT);
		assertThat(notesNow(run)).containsExactly("cancelled");
		assertThat(kinds(run)).contains("CancelRequested").endsWith("WorkflowTimedOut");
	}

	@Test
	@DisplayName("40. Execution timeout: detached clean-up runs, and even a normal return is TIMED_OUT")
	void executionTimeout() {
		activity("clean", (context) -> "cleaned");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				Durable.sleep(LONG);
			}
			catch (CancelledFailure ex) {
				Durable.detached(() -> workflow.note(workflow.perform("clean")));
			}
		}, (options) -> options.executionTimeout(SHORT));
		assertTimedOut(run, TimeoutType.EXECUTION);
		assertThat(notesNow(run)).containsExactly("cleaned");
		assertThat(attempts("clean")).hasSize(1);
	}

	@Test
	@DisplayName("40. Clean-up that does not end is cut off when the grace is over, not before")
	void graceIsOver() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				Durable.sleep(LONG);
			}
			finally {
				Durable.detached(() -> Durable.sleep(LONG));
			}
		}, (options) -> options.runTimeout(SHORT));
		assertTimedOut(run, TimeoutType.RUN);
		assertThat(life(run)).isGreaterThanOrEqualTo(SHORT.plus(GRACE));
	}

	@Test
	@DisplayName("40. A stuck run times out too")
	void stuckRun() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			throw new IndexOutOfBoundsException("a bug");
		}, (options) -> options.runTimeout(SHORT));
		assertTimedOut(run, TimeoutType.RUN);
	}

	@Test
	@DisplayName("40. A run that ends in time is not touched by its timeouts")
	void inTime() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Durable.sleep(Duration.ofMillis(20));
			workflow.note("done");
		}, (options) -> options.runTimeout(Duration.ofSeconds(20)).executionTimeout(Duration.ofSeconds(25)));
		assertThat(notes(run)).containsExactly("done");
		assertThat(kinds(run)).doesNotContain("CancelRequested");
	}

	@Test
	@DisplayName("40. The execution timeout goes on over continue-as-new, the run timeout begins anew")
	void timeoutOfChain() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Durable.sleep(Duration.ofMillis(150));
			Durable.continueAsNew();
		}, (options) -> options.executionTimeout(Duration.ofMillis(500)).runTimeout(Duration.ofSeconds(20)));
		String first = run.runId();
		assertTimedOut(run, TimeoutType.EXECUTION);
		WorkflowDescription begin = client().handle(id(), first, List.class).describe();
		WorkflowDescription last = run.describe();
		assertThat(last.runId()).isNotEqualTo(first);
		assertThat(last.firstRunId()).isEqualTo(begin.firstRunId());
		assertThat(Duration.between(begin.startedAt(), last.closedAt().orElseThrow()))
			.isGreaterThanOrEqualTo(Duration.ofMillis(450));
	}

	@Test
	@DisplayName("40. Timeouts of the annotation hold, and options override them")
	void annotation() {
		WorkflowHandle<String> run = call(
				() -> client().start(Limited.class, Limited::run, (options) -> options.id(id())));
		assertTimedOut(run, TimeoutType.RUN);
		WorkflowHandle<String> other = call(() -> client().start(Limited.class, Limited::run,
				(options) -> options.id(id("other")).runTimeout(LONG)));
		assertThat(result(other)).isEqualTo("done");
	}

	/**
	 * Takes longer than it may.
	 */
	@Workflow(name = "TerminationTests.Limited")
	static class Limited {

		@WorkflowMethod(runTimeout = "100ms")
		public String run() {
			Durable.sleep(Duration.ofMillis(400));
			return "done";
		}

	}

}
