package dev.durable.semantics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.durable.Activity;
import dev.durable.ActivityFailure;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.RetryState;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.PendingActivity;
import dev.durable.client.WorkflowHandle;
import dev.durable.semantics.ScriptedActivities.Attempt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the attempts of activities.
 */
class ActivityTests extends ScriptedTests {

	private void failing(String name, int times) {
		activity(name, (context) -> {
			if (context.attempt() <= times) {
				throw new IllegalStateException("attempt " + context.attempt());
			}
			return "attempt " + context.attempt();
		});
	}

	private List<Integer> numbers(String name) {
		return attempts(name).stream().map(Attempt::number).toList();
	}

	private static ActivityFailure activityFailure(Throwable failure) {
		assertThat(failure).isInstanceOf(ActivityFailure.class);
		return (ActivityFailure) failure;
	}

	private static String causeType(Throwable failure) {
		assertThat(failure).hasCauseInstanceOf(ApplicationFailure.class);
		return ((ApplicationFailure) failure.getCause()).type();
	}

	private PendingActivity pending(WorkflowHandle<?> run, int attempt) {
		await().untilAsserted(() -> {
			List<PendingActivity> pending = run.describe().pendingActivities();
			assertThat(pending).hasSize(1);
			assertThat(pending.get(0).attempt()).isEqualTo(attempt);
			assertThat(pending.get(0).nextAttemptAt()).isPresent();
		});
		return run.describe().pendingActivities().get(0);
	}

	@Test
	@DisplayName("23. With no retry set the first pause is 1 s, and attempts have no limit")
	void defaults() {
		WorkflowHandle<Integer> run = call(
				() -> client().start(Annotated.class, Annotated::run, (options) -> options.id(id())));
		PendingActivity pending = pending(run, 2);
		assertThat(pending.nextAttemptAt())
			.hasValueSatisfying((next) -> assertThat(next).isAfterOrEqualTo(pending.scheduledAt().plusSeconds(1)));
		assertThat(pending.lastFailure()).hasValueSatisfying((text) -> assertThat(text).contains("attempt 1"));
		assertThat(pending.type()).isEqualTo("ActivityTests.Annotations.plain");
		assertThat(result(run)).isEqualTo(2);
	}

	@Test
	@DisplayName("23. Without a limit an activity is tried until it succeeds, its attempts numbered")
	void unlimited() {
		failing("work", 7);
		assertThat(play((workflow) -> workflow
			.note(workflow.perform("work", (options) -> options.initialInterval(Duration.ofMillis(5))))))
			.containsExactly("attempt 8");
		assertThat(numbers("work")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
	}

	@Test
	@DisplayName("23. maximumAttempts = 3: three calls, then ActivityFailure with the last failure as its cause")
	void maximumAttempts() {
		failing("work", 10);
		ActivityFailure failure = activityFailure(
				failure(start((workflow) -> workflow.perform("work", (options) -> options.maximumAttempts(3)))));
		assertThat(failure.attempts()).isEqualTo(3);
		assertThat(failure.retryState()).isEqualTo(RetryState.MAXIMUM_ATTEMPTS_REACHED);
		assertThat(failure.activity()).isEqualTo("Scripted.perform");
		assertThat(causeType(failure)).isEqualTo(IllegalStateException.class.getName());
		assertThat(failure.getCause()).hasMessage("attempt 3");
		assertThat(numbers("work")).containsExactly(1, 2, 3);
	}

	@Test
	@DisplayName("23. Each pause is longer than the one before by the coefficient")
	void backOff() {
		failing("work", 2);
		play((workflow) -> workflow.perform("work",
				(options) -> options.initialInterval(Duration.ofMillis(100)).backoffCoefficient(3)));
		List<Attempt> attempts = attempts("work");
		assertThat(millisBetween(attempts.get(0), attempts.get(1))).isGreaterThan(80);
		assertThat(millisBetween(attempts.get(1), attempts.get(2))).isGreaterThan(240);
	}

	private static long millisBetween(Attempt first, Attempt second) {
		return TimeUnit.NANOSECONDS.toMillis(second.nanos() - first.nanos());
	}

	@Test
	@DisplayName("23. No pause is longer than the maximum interval, the first neither")
	void maximumInterval() {
		failing("work", 3);
		assertThat(play((workflow) -> workflow.note(workflow.perform("work",
				(options) -> options.initialInterval(Duration.ofMillis(10))
					.backoffCoefficient(1_000_000)
					.maximumInterval(Duration.ofMillis(30))))))
			.containsExactly("attempt 4");
	}

	@Test
	@DisplayName("23. The same call has one idempotency key in all attempts, another call another; fencing tokens grow")
	void keys() {
		failing("one", 2);
		failing("two", 0);
		play((workflow) -> {
			workflow.perform("one");
			workflow.perform("two");
		});
		List<Attempt> one = attempts("one");
		assertThat(one).hasSize(3).extracting(Attempt::idempotencyKey).containsOnly(one.get(0).idempotencyKey());
		assertThat(attempts("two")).hasSize(1)
			.extracting(Attempt::idempotencyKey)
			.doesNotContain(one.get(0).idempotencyKey());
		assertThat(one.get(1).fencingToken()).isGreaterThan(one.get(0).fencingToken());
		assertThat(one.get(2).fencingToken()).isGreaterThan(one.get(1).fencingToken());
	}

	@Test
	@DisplayName("23. An activity knows whom it serves; outside of one Durable.activity() says so")
	void info() {
		activity("work", (context) -> String.join(" ", context.info().workflowId(), context.info().runId(),
				context.info().type()));
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("work"));
			try {
				Durable.activity();
			}
			catch (IllegalStateException ex) {
				workflow.note("no activity");
			}
		});
		assertThat(notes(run)).containsExactly(id() + " " + run.runId() + " Scripted.perform", "no activity");
	}

	@Test
	@DisplayName("24. nonRetryable of the annotation matches subclasses, and nothing else")
	void nonRetryableTypes() {
		ActivityFailure failure = activityFailure(failure(call(
				() -> client().start(Strict.class, (workflow) -> workflow.run("x1"), (options) -> options.id(id())))));
		assertThat(failure.retryState()).isEqualTo(RetryState.NON_RETRYABLE_FAILURE);
		assertThat(failure.attempts()).isEqualTo(1);
		assertThat(causeType(failure)).isEqualTo(NumberFormatException.class.getName());
		WorkflowHandle<Integer> other = call(() -> client().start(Strict.class, (workflow) -> workflow.run("7"),
				(options) -> options.id(id("other"))));
		assertThat(result(other)).isEqualTo(7);
	}

	@Test
	@DisplayName("24. nonRetryable of the options replaces that of the annotation")
	void nonRetryableOptions() {
		failing("work", 1);
		ActivityFailure failure = activityFailure(failure(start(
				(workflow) -> workflow.perform("work", (options) -> options.nonRetryable(RuntimeException.class)))));
		assertThat(failure.retryState()).isEqualTo(RetryState.NON_RETRYABLE_FAILURE);
		assertThat(numbers("work")).containsExactly(1);
		WorkflowHandle<Integer> other = call(() -> client().start(Strict.class,
				(workflow) -> workflow.run("lenient x1"), (options) -> options.id(id("other"))));
		assertThat(activityFailure(failure(other)).attempts()).isEqualTo(2);
	}

	@Test
	@DisplayName("24. ApplicationFailure.nonRetryable() stops at that attempt; type, message and details arrive")
	void nonRetryableFailure() {
		activity("work", (context) -> {
			ApplicationFailure failure = new ApplicationFailure("NoStock", "attempt " + context.attempt(), 7,
					List.of("a", "b"), null);
			throw (context.attempt() == 2) ? failure.nonRetryable() : failure;
		});
		Throwable failure = failure(start((workflow) -> workflow.perform("work")));
		assertThat(activityFailure(failure).retryState()).isEqualTo(RetryState.NON_RETRYABLE_FAILURE);
		assertThat(numbers("work")).containsExactly(1, 2);
		assertThat(failure.getCause()).isInstanceOfSatisfying(ApplicationFailure.class, (cause) -> {
			assertThat(cause.type()).isEqualTo("NoStock");
			assertThat(cause.getMessage()).isEqualTo("attempt 2");
			assertThat(cause.isNonRetryable()).isTrue();
			assertThat(cause.detail(0, Integer.class)).isEqualTo(7);
			assertThat(cause.details()).containsExactly(7, List.of("a", "b"), null);
		});
	}

	@Test
	@DisplayName("24. nextRetryDelay overrides one pause, and only that one")
	void nextRetryDelay() {
		activity("work", (context) -> {
			ApplicationFailure failure = new ApplicationFailure("Busy", "attempt " + context.attempt());
			throw (context.attempt() == 1) ? failure.nextRetryDelay(Duration.ofMillis(20)) : failure;
		});
		WorkflowHandle<?> run = start((workflow) -> workflow.perform("work",
				(options) -> options.initialInterval(Duration.ofHours(1)).maximumInterval(Duration.ofHours(2))));
		assertThat(pending(run, 3).nextAttemptAt())
			.hasValueSatisfying((next) -> assertThat(next).isAfter(Instant.now().plusSeconds(600)));
		run(() -> run.terminate("seen"));
		assertThat(numbers("work")).containsExactly(1, 2);
	}

	@Test
	@DisplayName("25. The next attempt would begin after schedule-to-close: fails now, with the last failure, not a timeout")
	void scheduleToCloseBetweenAttempts() {
		failing("work", 10);
		ActivityFailure failure = activityFailure(failure(start((workflow) -> workflow.perform("work",
				(options) -> options.scheduleToCloseTimeout(Duration.ofMinutes(10))
					.initialInterval(Duration.ofMinutes(11))
					.maximumInterval(Duration.ofHours(1))))));
		assertThat(failure.retryState()).isEqualTo(RetryState.TIMEOUT);
		assertThat(failure.attempts()).isEqualTo(1);
		assertThat(causeType(failure)).isEqualTo(IllegalStateException.class.getName());
		assertThat(failure.getCause()).hasMessage("attempt 1");
	}

	@Test
	@DisplayName("25. Attempts that fit into schedule-to-close are made")
	void scheduleToCloseIsLongEnough() {
		failing("work", 2);
		assertThat(play((workflow) -> workflow
			.note(workflow.perform("work", (options) -> options.scheduleToCloseTimeout(Duration.ofMinutes(10))))))
			.containsExactly("attempt 3");
	}

	@Test
	@DisplayName("30. Attempt counts and pauses survive a restart")
	void outageBetweenAttempts() {
		failing("work", 10);
		WorkflowHandle<?> run = start((workflow) -> workflow.perform("work",
				(options) -> options.maximumAttempts(3).initialInterval(Duration.ofMillis(400)).backoffCoefficient(1)));
		await().until(() -> attempts("work").size() == 1);
		outage(Duration.ofMillis(50));
		assertThat(activityFailure(failure(run)).attempts()).isEqualTo(3);
		assertThat(numbers("work")).containsExactly(1, 2, 3);
		assertThat(millisBetween(attempts("work").get(0), attempts("work").get(1))).isGreaterThan(350);
	}

	/**
	 * An activity with all kinds of settings.
	 */
	@Activity(name = "ActivityTests.Annotations")
	static class Annotations {

		public int plain() {
			int attempt = Durable.activity().attempt();
			if (attempt == 1) {
				throw new IllegalStateException("attempt " + attempt);
			}
			return attempt;
		}

		@ActivityMethod(retry = @Retry(initialInterval = "10ms", maximumAttempts = 2,
				nonRetryable = IllegalArgumentException.class))
		public int strict(String number) {
			if (Durable.activity().attempt() == 1 && !number.startsWith("x")) {
				throw new IllegalStateException("again");
			}
			return Integer.parseInt(number);
		}

	}

	/**
	 * Calls an activity without settings.
	 */
	@Workflow(name = "ActivityTests.Annotated")
	static class Annotated {

		private final Annotations annotations;

		Annotated(Annotations annotations) {
			this.annotations = annotations;
		}

		@WorkflowMethod
		public int run() {
			return this.annotations.plain();
		}

	}

	/**
	 * Calls an activity that does not retry everything.
	 */
	@Workflow(name = "ActivityTests.Strict")
	static class Strict {

		private final Annotations annotations;

		Strict(Annotations annotations) {
			this.annotations = annotations;
		}

		@WorkflowMethod
		public int run(String number) {
			return number.startsWith("lenient ") ? lenient(number.substring(8)) : this.annotations.strict(number);
		}

		private int lenient(String number) {
			return Durable.with(this.annotations, (options) -> options.nonRetryable()).strict(number);
		}

	}

}
