package dev.durable.client;

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

}
