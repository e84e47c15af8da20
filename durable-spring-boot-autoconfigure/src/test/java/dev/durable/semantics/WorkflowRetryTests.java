package dev.durable.semantics;

import java.time.Duration;
import java.util.List;

import dev.durable.Activity;
import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.TimeoutFailure;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for workflows that are tried again.
 */
class WorkflowRetryTests extends ScriptedTests {

	private static final Duration PAUSE = Duration.ofMillis(50);

	/**
	 * Start a workflow that tells how often it was tried.
	 */
	private WorkflowHandle<List<String>> startRetried(int attempts, Script script) {
		for (int i = 1; i <= 4; i++) {
			activity("try " + i, (context) -> "told");
		}
		return start((workflow) -> {
			workflow.perform("try " + Durable.info().attempt());
			script.run(workflow);
		}, (options) -> options.retry(attempts, PAUSE, 1, PAUSE));
	}

	private static void fail(Scripted workflow) {
		throw new ApplicationFailure("Bad", "attempt " + Durable.info().attempt());
	}

	@Test
	@DisplayName("41. maximumAttempts = 3: three runs of one id, numbered, the last failure to the caller")
	void threeRuns() {
		WorkflowHandle<List<String>> run = startRetried(3, WorkflowRetryTests::fail);
		String first = run.describe().firstRunId();
		assertThat(failure(run)).isInstanceOf(ApplicationFailure.class).hasMessage("attempt 3");
		assertThat(performed()).containsExactly("try 1", "try 2", "try 3");
		WorkflowHandle<?> last = client().handle(id(), List.class);
		assertThat(last.describe().attempt()).isEqualTo(3);
		assertThat(last.runId()).isNotEqualTo(first);
		assertThat(client().handle(id(), first, List.class).describe().status()).isEqualTo(WorkflowStatus.FAILED);
		assertThat(client().list(WorkflowQuery.where().idPrefix(id()).limit(200))
			.stream()
			.filter((description) -> description.workflowId().equals(id()))).hasSize(3).allSatisfy((description) -> {
				assertThat(description.status()).isEqualTo(WorkflowStatus.FAILED);
				assertThat(description.firstRunId()).isEqualTo(last.describe().firstRunId());
			});
	}

	@Test
	@DisplayName("41. A run that completes ends the tries; the pause before it is not shortened")
	void completes() {
		WorkflowHandle<List<String>> run = startRetried(0, (workflow) -> {
			if (Durable.info().attempt() < 2) {
				fail(workflow);
			}
			workflow.note("attempt " + Durable.info().attempt());
		});
		String first = run.describe().firstRunId();
		assertThat(notes(run)).containsExactly("attempt 2");
		assertThat(performed()).containsExactly("try 1", "try 2");
		WorkflowHandle<?> last = client().handle(id(), List.class);
		assertThat(last.history().get(1).recordedAt())
			.isAfterOrEqualTo(client().handle(id(), first, List.class).describe().closedAt().orElseThrow().plus(PAUSE));
	}

	@Test
	@DisplayName("41. Arguments are the same in each run; fields and random numbers begin anew")
	void freshState() {
		WorkflowHandle<List<String>> run = startRetried(2, (workflow) -> {
			workflow.note(Durable.info().attempt());
			if (Durable.info().attempt() == 1) {
				fail(workflow);
			}
		});
		assertThat(notes(run)).containsExactly("2");
	}

	@Test
	@DisplayName("41. A signal that comes during the pause reaches the next run")
	void signalDuringPause() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			if (Durable.info().attempt() == 1) {
				fail(workflow);
			}
			workflow.awaitSignal("hello");
			workflow.note("heard");
		}, (options) -> options.retry(2, Duration.ofMillis(300), 1, Duration.ofSeconds(1)));
		await().until(() -> client().handle(id(), List.class).describe().attempt() == 2);
		send(client().handle(id(), List.class), "hello");
		assertThat(notes(run)).containsExactly("heard");
	}

	@Test
	@DisplayName("41. A failure that is not retryable ends the tries at once")
	void nonRetryable() {
		WorkflowHandle<List<String>> run = startRetried(3, (workflow) -> {
			throw new ApplicationFailure("Bad", "for good").nonRetryable();
		});
		assertThat(failure(run)).hasMessage("for good");
		assertThat(performed()).containsExactly("try 1");
	}

	@Test
	@DisplayName("41. A run that was cancelled or terminated is not tried again")
	void cancelled() {
		WorkflowHandle<List<String>> run = startRetried(3, (workflow) -> workflow.awaitSignal("never"));
		awaitKind(run, "ActivityCompleted");
		run(run::cancel);
		assertThat(failure(run)).isInstanceOf(CancelledFailure.class);
		assertThat(performed()).containsExactly("try 1");
		assertThat(run.describe().attempt()).isEqualTo(1);
	}

	@Test
	@DisplayName("41. A run whose run timeout has passed is tried again")
	void timedOut() {
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.awaitSignal("never"),
				(options) -> options.retry(2, PAUSE, 1, PAUSE).runTimeout(Duration.ofMillis(300)));
		assertThat(failure(run)).isInstanceOf(TimeoutFailure.class);
		WorkflowDescription last = run.describe();
		assertThat(last.attempt()).isEqualTo(2);
		assertThat(last.status()).isEqualTo(WorkflowStatus.TIMED_OUT);
		assertThat(client().handle(id(), last.firstRunId(), List.class).describe().status())
			.isEqualTo(WorkflowStatus.TIMED_OUT);
	}

	@Test
	@DisplayName("41. The next run would begin after the execution timeout: there is none")
	void noTimeLeft() {
		activity("try 1", (context) -> "told");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.perform("try 1");
			fail(workflow);
		}, (options) -> options.retry(2, Duration.ofHours(2), 1, Duration.ofHours(2))
			.executionTimeout(Duration.ofHours(1)));
		assertThat(failure(run)).hasMessage("attempt 1");
	}

	@Test
	@DisplayName("41. Without a policy a failed run is not tried again")
	void noPolicy() {
		WorkflowHandle<List<String>> run = start(WorkflowRetryTests::fail);
		assertThat(failure(run)).hasMessage("attempt 1");
		assertThat(run.describe().attempt()).isEqualTo(1);
	}

	@Test
	@DisplayName("41. The policy of the annotation holds, with its types that are not retryable")
	void annotation() {
		WorkflowHandle<Integer> run = call(() -> client().start(Stubborn.class, (workflow) -> workflow.run("fail"),
				(options) -> options.id(id())));
		assertThat(failure(run)).hasMessage("fail 3");
		WorkflowHandle<Integer> other = call(() -> client().start(Stubborn.class, (workflow) -> workflow.run("refuse"),
				(options) -> options.id(id("other"))));
		assertThat(failure(other)).hasMessage("refuse 1");
		WorkflowHandle<Integer> good = call(() -> client().start(Stubborn.class, (workflow) -> workflow.run("succeed"),
				(options) -> options.id(id("good"))));
		assertThat(result(good)).isEqualTo(1);
	}

	/**
	 * Does as it is told.
	 */
	@Activity(name = "WorkflowRetryTests.Nothing")
	static class Nothing {

		public int attempt(int number) {
			return number;
		}

	}

	/**
	 * Is tried three times.
	 */
	@Workflow(name = "WorkflowRetryTests.Stubborn")
	static class Stubborn {

		private final Nothing nothing;

		Stubborn(Nothing nothing) {
			this.nothing = nothing;
		}

		@WorkflowMethod(retry = @Retry(maximumAttempts = 3, initialInterval = "10ms",
				nonRetryable = IllegalArgumentException.class))
		public int run(String how) {
			int attempt = this.nothing.attempt(Durable.info().attempt());
			return switch (how) {
				case "fail" -> throw new IllegalStateException("fail " + attempt);
				case "refuse" -> throw new NumberFormatException("refuse " + attempt);
				default -> attempt;
			};
		}

	}

}
