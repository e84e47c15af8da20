package dev.durable.client;

import java.time.Duration;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StartOptions}.
 */
class StartOptionsTests {

	@Test
	void defaultsLeaveTheIdToTheExpressionAndFailOnConflict() {
		StartOptions options = StartOptions.of((builder) -> {
		});
		assertThat(options.id()).isEmpty();
		assertThat(options.conflictPolicy()).isEqualTo(WorkflowIdConflictPolicy.FAIL);
	}

	@Test
	void lastValueCounts() {
		StartOptions options = StartOptions.of((builder) -> builder.id("order-41")
			.id("order-42")
			.conflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING));
		assertThat(options.id()).contains("order-42");
		assertThat(options.conflictPolicy()).isEqualTo(WorkflowIdConflictPolicy.USE_EXISTING);
	}

	@Test
	void builderThatIsKeptDoesNotChangeTheOptions() {
		StartOptions.Builder[] kept = new StartOptions.Builder[1];
		StartOptions options = StartOptions.of((builder) -> kept[0] = builder.id("order-42"));
		kept[0].id("order-43");
		assertThat(options.id()).contains("order-42");
	}

	@Test
	void idOutOfItsLimitsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> StartOptions.of((builder) -> builder.id("a\nb")))
			.withMessageStartingWith("The workflow id contains the control character U+000A at index 1");
	}

	@Test
	void everyOptionIsKept() {
		StartOptions options = StartOptions.of((builder) -> builder.queue("gpu")
			.reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE)
			.startDelay(Duration.ofHours(1))
			.memo("channel", "web")
			.attribute("country", "DE")
			.executionTimeout(Duration.ofDays(2))
			.runTimeout(Duration.ofDays(1))
			.retry(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(9)));
		assertThat(options.queue()).contains("gpu");
		assertThat(options.reusePolicy()).isEqualTo(WorkflowIdReusePolicy.REJECT_DUPLICATE);
		assertThat(options.startDelay()).isEqualTo(Duration.ofHours(1));
		assertThat(options.memo()).containsEntry("channel", "web");
		assertThat(options.attributes()).containsEntry("country", "DE");
		assertThat(options.executionTimeout()).contains(Duration.ofDays(2));
		assertThat(options.runTimeout()).contains(Duration.ofDays(1));
		assertThat(options.maximumAttempts()).hasValue(3);
		assertThat(options.initialInterval()).contains(Duration.ofSeconds(1));
		assertThat(options.backoffCoefficient()).hasValue(2.0);
		assertThat(options.maximumInterval()).contains(Duration.ofSeconds(9));
	}

	@Test
	void negativeDelayIsNone() {
		assertThat(StartOptions.of((builder) -> builder.startDelay(Duration.ofSeconds(-1))).startDelay()).isZero();
	}

	@Test
	void otherValuesOutOfTheirLimitsAreRefused() {
		refused((builder) -> builder.queue("\0"), "The queue name contains the control character U+0000");
		refused((builder) -> builder.memo("", 1), "The memo name is empty");
		refused((builder) -> builder.attribute("x".repeat(256), 1), "The attribute name has 256 characters");
		refused((builder) -> builder.runTimeout(Duration.ZERO), "The run timeout is PT0S");
		refused((builder) -> builder.executionTimeout(Duration.ZERO), "The execution timeout is PT0S");
		refused((builder) -> builder.retry(-1, Duration.ofSeconds(1), 2, Duration.ofSeconds(9)),
				"The maximum number of attempts is -1");
		refused((builder) -> builder.retry(3, Duration.ofSeconds(1), 2, Duration.ZERO), "The maximum interval is PT0S");
	}

	private static void refused(Consumer<StartOptions.Builder> options, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> StartOptions.of(options))
			.withMessageStartingWith(message);
	}

}
