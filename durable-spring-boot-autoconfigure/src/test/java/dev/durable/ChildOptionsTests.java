package dev.durable;

import java.time.Duration;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChildOptions}.
 */
class ChildOptionsTests {

	@Test
	void defaultsTerminateWithTheParentAndWaitOnCancel() {
		ChildOptions options = ChildOptions.of((builder) -> {
		});
		assertThat(options.id()).isEmpty();
		assertThat(options.parentClosePolicy()).isEqualTo(ParentClosePolicy.TERMINATE);
		assertThat(options.cancellation()).isEqualTo(CancellationType.WAIT);
		assertThat(options.maximumAttempts()).isEmpty();
		assertThat(options.memo()).isEmpty();
		assertThat(options.attributes()).isEmpty();
	}

	@Test
	void retrySetsTheWholePolicy() {
		ChildOptions options = ChildOptions
			.of((builder) -> builder.maximumAttempts(7).retry(3, Duration.ofSeconds(1), 2, Duration.ofSeconds(9)));
		assertThat(options.maximumAttempts()).hasValue(3);
		assertThat(options.initialInterval()).contains(Duration.ofSeconds(1));
		assertThat(options.backoffCoefficient()).hasValue(2.0);
		assertThat(options.maximumInterval()).contains(Duration.ofSeconds(9));
	}

	@Test
	void nullTakesMemoAndAttributeAway() {
		ChildOptions options = ChildOptions.of((
				builder) -> builder.memo("a", 1).memo("b", 2).memo("a", null).attribute("c", "x").attribute("d", null));
		assertThat(options.memo()).containsOnlyKeys("b");
		assertThat(options.attributes()).containsOnlyKeys("c");
	}

	@Test
	void valuesOutOfTheirLimitsAreRefused() {
		refused((builder) -> builder.id("a\nb"), "The workflow id contains the control character U+000A");
		refused((builder) -> builder.queue(""), "The queue name is empty");
		refused((builder) -> builder.memo("", 1), "The memo name is empty");
		refused((builder) -> builder.attribute("\uD83D", 1), "The attribute name contains half a surrogate pair");
		refused((builder) -> builder.runTimeout(Duration.ZERO), "The run timeout is PT0S");
		refused((builder) -> builder.executionTimeout(Duration.ZERO), "The execution timeout is PT0S");
		refused((builder) -> builder.maximumAttempts(-1), "The maximum number of attempts is -1");
		refused((builder) -> builder.retry(3, Duration.ZERO, 2, Duration.ofSeconds(9)), "The initial interval is PT0S");
		refused((builder) -> builder.retry(3, Duration.ofSeconds(1), 0.5, Duration.ofSeconds(9)),
				"The back-off coefficient is 0.5");
	}

	private static void refused(Consumer<ChildOptions.Builder> options, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> ChildOptions.of(options))
			.withMessageStartingWith(message);
	}

}
