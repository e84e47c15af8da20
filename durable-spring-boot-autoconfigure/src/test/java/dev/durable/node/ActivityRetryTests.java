package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.ActivityContexts;
import dev.durable.ApplicationFailure;
import dev.durable.CancellationType;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.ActivityType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.ActivitySettings;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.RetrySettings;
import dev.durable.history.Terminal;
import dev.durable.jackson.JacksonEventCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for attempts: when the next one comes, when there is none, and what the workflow
 * gets to see then.
 */
class ActivityRetryTests extends SimulatedNodeTests {

	private final List<Instant> attempts = new ArrayList<>();

	private final List<Integer> numbers = new ArrayList<>();

	private int failures = Integer.MAX_VALUE;

	private RuntimeException failure = new IllegalStateException("transient");

	@Test
	@DisplayName("23: without a policy the waits are 1 s, 2 s, 4 s … 100 s, for ever")
	void waitsGrowToTheirMaximum() {
		this.failures = 10;
		run(ActivitySettings.DEFAULTS);
		until(() -> row() != null && row().status() == WorkflowStatus.COMPLETED);
		List<Long> waits = new ArrayList<>();
		for (int i = 1; i < this.attempts.size(); i++) {
			waits.add(Duration.between(this.attempts.get(i - 1), this.attempts.get(i)).toSeconds());
		}
		assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 100L, 100L, 100L);
		assertThat(this.numbers).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
	}

	@Test
	@DisplayName("23: three attempts, then ActivityFailure with the last failure as its cause")
	void theLastAttemptDecides() {
		run(settings(3, null, List.of()));
		FailureInfo info = failed();
		assertThat(this.attempts).hasSize(3);
		assertThat(info.kind()).isEqualTo(FailureKind.ACTIVITY);
		assertThat(info.retryState()).isEqualTo("MAXIMUM_ATTEMPTS_REACHED");
		assertThat(info.attempts()).isEqualTo(3);
		assertThat(info.cause().type()).isEqualTo(IllegalStateException.class.getName());
		assertThat(info.cause().message()).isEqualTo("transient");
	}

	@Test
	@DisplayName("24: an exception class that is named, or a superclass of it, stops the retries")
	void subclassesOfNonRetryableClassesMatch() {
		run(settings(0, null, List.of(RuntimeException.class.getName())));
		assertThat(failed().retryState()).isEqualTo("NON_RETRYABLE_FAILURE");
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	@DisplayName("24: a failure that says so stops the retries")
	void aNonRetryableFailureStopsTheRetries() {
		this.failure = new ApplicationFailure("Closed", "no more").nonRetryable();
		run(ActivitySettings.DEFAULTS);
		assertThat(failed().cause().type()).isEqualTo("Closed");
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	@DisplayName("24: a failure may set the wait for the next attempt")
	void aFailureSetsOneWait() {
		this.failures = 1;
		this.failure = new ApplicationFailure("Busy", "later").nextRetryDelay(Duration.ofMinutes(7));
		run(ActivitySettings.DEFAULTS);
		until(() -> row() != null && row().status() == WorkflowStatus.COMPLETED);
		assertThat(Duration.between(this.attempts.get(0), this.attempts.get(1)).toMinutes()).isEqualTo(7);
	}

	@Test
	@DisplayName("25: an attempt that would begin too late is not waited for")
	void noAttemptBeginsAfterScheduleToClose() {
		run(settings(0, Duration.ofSeconds(5), List.of()));
		FailureInfo info = failed();
		assertThat(info.retryState()).isEqualTo("TIMEOUT");
		assertThat(info.cause().message()).isEqualTo("transient");
		assertThat(this.attempts).hasSize(3);
		assertThat(row().closedAt()).isBefore(this.attempts.get(0).plusSeconds(5));
	}

	@Test
	@DisplayName("30: attempts and waits survive a restart, and the attempt that was lost counts")
	void attemptsSurviveARestart() {
		this.failures = 4;
		run(ActivitySettings.DEFAULTS);
		until(() -> this.attempts.size() == 3);
		this.world.nodes.get(0).crash();
		run(ActivitySettings.DEFAULTS);
		until(() -> row().status() == WorkflowStatus.COMPLETED);
		assertThat(this.numbers.subList(0, 3)).containsExactly(1, 2, 3);
		assertThat(this.numbers.get(3)).isEqualTo(4);
	}

	private void run(ActivitySettings settings) {
		ActivityType type = new ActivityType("flaky", String.class, List.of(), settings);
		SimulatedNode node = add("build");
		node.start(new Registry(Map.of("Test", WorkflowTypes.of(() -> WorkflowTypes.call(type))),
				Map.of("flaky", new RegisteredActivity("flaky", Object::new,
						WorkflowTypes.code(String.class, (arguments) -> attempt()), List.of(), null))));
		start(node);
	}

	private String attempt() {
		this.attempts.add(this.world.instant());
		this.numbers.add(ActivityContexts.current().attempt());
		if (this.attempts.size() <= this.failures) {
			throw this.failure;
		}
		return "done";
	}

	private static ActivitySettings settings(int maximumAttempts, @Nullable Duration scheduleToClose,
			List<String> nonRetryable) {
		return new ActivitySettings(Duration.ofMinutes(10), scheduleToClose, null, null,
				new RetrySettings(Duration.ofSeconds(1), 2.0, Duration.ofSeconds(100), maximumAttempts, nonRetryable,
						0.0),
				CancellationType.TRY_CANCEL);
	}

	private FailureInfo failed() {
		until(() -> row() != null && row().status() == WorkflowStatus.FAILED);
		var last = this.world.store.lastEvent(row().runId()).orElseThrow();
		return ((Terminal.WorkflowFailed) new JacksonEventCodec().decode(last.kind(), last.data())).failure();
	}

}
