package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.durable.ActivityAbandoned;
import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.RetryState;
import dev.durable.client.WorkflowHandle;
import dev.durable.semantics.ScriptedActivities.Attempt;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for activities whose outcome comes from outside.
 */
class CompleteLaterTests extends ScriptedTests {

	private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();

	@BeforeEach
	void leaveToOthers() {
		activity("work", (context) -> {
			this.tokens.add(context.completeLater());
			return "ignored";
		});
	}

	private WorkflowHandle<List<String>> start() {
		return start((workflow) -> {
			workflow.note(workflow.perform("work"));
			workflow.awaitSignal("end");
		});
	}

	private String token() {
		try {
			String token = this.tokens.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
			assertThat(token).isNotNull();
			return token;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private void complete(String token, String result) {
		run(() -> client().completeActivity(token, result));
	}

	private List<String> end(WorkflowHandle<List<String>> run) {
		send(run, "end");
		return notes(run);
	}

	@Test
	@DisplayName("31. completeLater: what the method returns is ignored, the token completes the activity")
	void completed() {
		WorkflowHandle<List<String>> run = start();
		String token = token();
		assertThat(kinds(run)).doesNotContain("ActivityCompleted");
		complete(token, "from outside");
		assertThat(end(run)).containsExactly("from outside");
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("31. completeLater: a second outcome is an error to the caller, while the run is open and later")
	void secondCompletion() {
		WorkflowHandle<List<String>> run = start();
		String token = token();
		complete(token, "first");
		assertThatIllegalStateException().isThrownBy(() -> complete(token, "second"));
		awaitNote(run, "first");
		assertThatIllegalStateException().isThrownBy(() -> complete(token, "second"));
		assertThatIllegalStateException()
			.isThrownBy(() -> run(() -> client().failActivity(token, new IllegalStateException("second"))));
		assertThat(end(run)).containsExactly("first");
		assertThatIllegalStateException().isThrownBy(() -> complete(token, "second"));
	}

	@Test
	@DisplayName("31. failActivity: the attempt is retried by the policy, and the old token is void")
	void failed() {
		WorkflowHandle<List<String>> run = start();
		String first = token();
		run(() -> client().failActivity(first, new IllegalStateException("not this time")));
		String second = token();
		assertThat(second).isNotEqualTo(first);
		assertThatIllegalStateException().isThrownBy(() -> complete(first, "late"));
		complete(second, "in time");
		assertThat(end(run)).containsExactly("in time");
		assertThat(attempts("work")).extracting(Attempt::number).containsExactly(1, 2);
	}

	@Test
	@DisplayName("31. failActivity: a failure that is not retryable ends the activity")
	void failedForGood() {
		WorkflowHandle<List<String>> run = start();
		String token = token();
		run(() -> client().failActivity(token, new ApplicationFailure("Refused", "by the bank", 7).nonRetryable()));
		Throwable failure = failure(run);
		assertThat(failure).isInstanceOfSatisfying(ActivityFailure.class,
				(activity) -> assertThat(activity.retryState()).isEqualTo(RetryState.NON_RETRYABLE_FAILURE));
		assertThat(failure.getCause()).isInstanceOfSatisfying(ApplicationFailure.class, (cause) -> {
			assertThat(cause.type()).isEqualTo("Refused");
			assertThat(cause.getMessage()).isEqualTo("by the bank");
			assertThat(cause.detail(0, Integer.class)).isEqualTo(7);
		});
	}

	@Test
	@DisplayName("31. failActivity: types that are not retryable match subclasses here too")
	void failedByType() {
		WorkflowHandle<List<String>> run = start(
				(workflow) -> workflow.perform("work", (options) -> options.nonRetryable(RuntimeException.class)));
		String token = token();
		run(() -> client().failActivity(token, new IllegalStateException("no")));
		assertThat(failure(run)).isInstanceOfSatisfying(ActivityFailure.class,
				(activity) -> assertThat(activity.retryState()).isEqualTo(RetryState.NON_RETRYABLE_FAILURE));
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("31. failActivity: nextRetryDelay overrides the pause")
	void failedWithDelay() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("work",
					(options) -> options.initialInterval(Duration.ofHours(1)).maximumInterval(Duration.ofHours(1))));
			workflow.awaitSignal("end");
		});
		String token = token();
		run(() -> client().failActivity(token,
				new ApplicationFailure("Busy", "soon").nextRetryDelay(Duration.ofMillis(10))));
		complete(token(), "soon");
		assertThat(end(run)).containsExactly("soon");
	}

	@Test
	@DisplayName("31. The number of attempts holds for attempts that are failed from outside")
	void maximumAttempts() {
		WorkflowHandle<List<String>> run = start(
				(workflow) -> workflow.perform("work", (options) -> options.maximumAttempts(2)));
		for (int i = 0; i < 2; i++) {
			String token = token();
			run(() -> client().failActivity(token, new IllegalStateException("no")));
		}
		assertThat(failure(run)).isInstanceOfSatisfying(ActivityFailure.class, (activity) -> {
			assertThat(activity.retryState()).isEqualTo(RetryState.MAXIMUM_ATTEMPTS_REACHED);
			assertThat(activity.attempts()).isEqualTo(2);
		});
	}

	@Test
	@DisplayName("31. A method that throws after completeLater fails as any other")
	void methodThrows() {
		activity("work", (context) -> {
			String token = context.completeLater();
			assertThat(context.completeLater()).isEqualTo(token);
			if (context.attempt() == 1) {
				throw new IllegalStateException("could not ask");
			}
			this.tokens.add(token);
			return "ignored";
		});
		WorkflowHandle<List<String>> run = start();
		complete(token(), "second");
		assertThat(end(run)).containsExactly("second");
		assertThat(attempts("work")).extracting(Attempt::number).containsExactly(1, 2);
	}

	@Test
	@DisplayName("31. An outcome may come before the method has returned")
	void completedBeforeReturn() {
		activity("work", (context) -> {
			this.tokens.add(context.completeLater());
			for (int i = 0; i < 500 && !this.tokens.contains("completed"); i++) {
				TimeUnit.MILLISECONDS.sleep(10);
			}
			return "ignored";
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = start();
			client().completeActivity(token(), "early");
			this.tokens.add("completed");
			return started;
		});
		assertThat(end(run)).containsExactly("early");
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("31. What cannot be a token is an IllegalArgumentException")
	void noToken() {
		for (String token : List.of("", "abc", "1", "\u0000", "x".repeat(10_000))) {
			assertThatIllegalArgumentException().as(token).isThrownBy(() -> complete(token, "lost"));
		}
	}

	@Test
	@DisplayName("31. Start-to-close holds until the outcome comes; then the attempt is retried and the token void")
	void tooLate() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("work", (options) -> options.startToCloseTimeout(Duration.ofSeconds(1))));
			workflow.awaitSignal("end");
		});
		String first = token();
		String second = token();
		assertThatIllegalStateException().isThrownBy(() -> complete(first, "late"));
		complete(second, "in time");
		assertThat(end(run)).containsExactly("in time");
	}

	@Test
	@DisplayName("31. heartbeatActivity leaves details for the next attempt")
	void heartbeat() {
		activity("work", (context) -> {
			if (context.attempt() == 2) {
				return context.lastHeartbeat(String.class).orElse("nothing");
			}
			this.tokens.add(context.completeLater());
			return "ignored";
		});
		WorkflowHandle<List<String>> run = start();
		String token = token();
		run(() -> client().heartbeatActivity(token, "half"));
		run(() -> client().failActivity(token, new IllegalStateException("again")));
		assertThat(end(run)).containsExactly("half");
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_CANCEL", "WAIT" })
	@DisplayName("31. heartbeatActivity learns that the activity is asked to end, and that its run is closed")
	void heartbeatOfCancelled(CancellationType type) {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			CancellationScope scope = Durable
				.scope(() -> workflow.perform("work", (options) -> options.cancellation(type)));
			workflow.awaitSignal("cancel");
			scope.cancel();
			workflow.awaitSignal("end");
		});
		String token = token();
		run(() -> client().heartbeatActivity(token, null));
		send(run, "cancel");
		awaitHeartbeat(token, CancelledFailure.class);
		end(run);
		awaitHeartbeat(token, ActivityAbandoned.class);
		assertThatIllegalStateException().isThrownBy(() -> complete(token, "late"));
	}

	private void awaitHeartbeat(String token, Class<? extends RuntimeException> failure) {
		await().untilAsserted(() -> assertThatExceptionOfType(failure)
			.isThrownBy(() -> run(() -> client().heartbeatActivity(token, null))));
	}

	@Test
	@DisplayName("31. An outcome joins the caller's transaction: rolled back it never was, committed it counts")
	void transactions() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		WorkflowHandle<List<String>> run = start();
		String token = token();
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		run(() -> transaction.executeWithoutResult((status) -> {
			client().completeActivity(token, "rolled back");
			status.setRollbackOnly();
		}));
		run(() -> transaction.executeWithoutResult((status) -> client().completeActivity(token, "committed")));
		assertThat(end(run)).containsExactly("committed");
	}

}
