package dev.durable;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ActivityOptions}.
 */
class ActivityOptionsTests {

	@Test
	void nothingIsSetAtFirst() {
		ActivityOptions options = ActivityOptions.of((builder) -> {
		});
		assertThat(options.startToCloseTimeout()).isEmpty();
		assertThat(options.scheduleToCloseTimeout()).isEmpty();
		assertThat(options.scheduleToStartTimeout()).isEmpty();
		assertThat(options.heartbeatTimeout()).isEmpty();
		assertThat(options.maximumAttempts()).isEmpty();
		assertThat(options.initialInterval()).isEmpty();
		assertThat(options.maximumInterval()).isEmpty();
		assertThat(options.backoffCoefficient()).isEmpty();
		assertThat(options.jitter()).isEmpty();
		assertThat(options.nonRetryable()).isEmpty();
		assertThat(options.queue()).isEmpty();
		assertThat(options.cancellation()).isEqualTo(CancellationType.TRY_CANCEL);
	}

	@Test
	void everyOptionIsKept() {
		ActivityOptions options = ActivityOptions.of((builder) -> builder.startToCloseTimeout(Duration.ofSeconds(1))
			.scheduleToCloseTimeout(Duration.ofSeconds(2))
			.scheduleToStartTimeout(Duration.ofSeconds(3))
			.heartbeatTimeout(Duration.ofSeconds(4))
			.maximumAttempts(0)
			.initialInterval(Duration.ofSeconds(5))
			.maximumInterval(Duration.ofSeconds(6))
			.backoffCoefficient(1)
			.jitter(0.5)
			.nonRetryable(IOException.class)
			.queue("gpu")
			.cancellation(CancellationType.WAIT));
		assertThat(options.startToCloseTimeout()).contains(Duration.ofSeconds(1));
		assertThat(options.scheduleToCloseTimeout()).contains(Duration.ofSeconds(2));
		assertThat(options.scheduleToStartTimeout()).contains(Duration.ofSeconds(3));
		assertThat(options.heartbeatTimeout()).contains(Duration.ofSeconds(4));
		assertThat(options.maximumAttempts()).hasValue(0);
		assertThat(options.initialInterval()).contains(Duration.ofSeconds(5));
		assertThat(options.maximumInterval()).contains(Duration.ofSeconds(6));
		assertThat(options.backoffCoefficient()).hasValue(1.0);
		assertThat(options.jitter()).hasValue(0.5);
		assertThat(options.nonRetryable().orElseThrow()).singleElement().isEqualTo(IOException.class);
		assertThat(options.queue()).contains("gpu");
		assertThat(options.cancellation()).isEqualTo(CancellationType.WAIT);
	}

	@Test
	void durationThatIsNotPositiveIsRefused() {
		refused((builder) -> builder.startToCloseTimeout(Duration.ZERO), "The start-to-close timeout is PT0S");
		refused((builder) -> builder.scheduleToCloseTimeout(Duration.ZERO), "The schedule-to-close timeout is PT0S");
		refused((builder) -> builder.scheduleToStartTimeout(Duration.ZERO), "The schedule-to-start timeout is PT0S");
		refused((builder) -> builder.heartbeatTimeout(Duration.ofMillis(-1)), "The heartbeat timeout is PT-0.001S");
		refused((builder) -> builder.initialInterval(Duration.ZERO), "The initial interval is PT0S");
		refused((builder) -> builder.maximumInterval(Duration.ZERO), "The maximum interval is PT0S");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.99, -1, Double.NaN, Double.POSITIVE_INFINITY })
	void coefficientThatShortensPausesIsRefused(double coefficient) {
		refused((builder) -> builder.backoffCoefficient(coefficient), "The back-off coefficient is " + coefficient);
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.01, 1.01, Double.NaN })
	void jitterThatIsNoPartIsRefused(double jitter) {
		refused((builder) -> builder.jitter(jitter), "The jitter is " + jitter);
	}

	@Test
	void otherValuesOutOfTheirLimitsAreRefused() {
		refused((builder) -> builder.maximumAttempts(-1), "The maximum number of attempts is -1");
		refused((builder) -> builder.nonRetryable(String.class), "The non-retryable type java.lang.String");
		refused((builder) -> builder.queue(""), "The queue name is empty");
		refused((builder) -> builder.queue("x".repeat(256)), "The queue name has 256 characters: use 1 to 255");
	}

	private static void refused(Consumer<ActivityOptions.Builder> options, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> ActivityOptions.of(options))
			.withMessageStartingWith(message);
	}

}
