package dev.durable.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkflowStatus}.
 */
class WorkflowStatusTests {

	@Test
	void runningAndPausedAreOpen() {
		assertThat(WorkflowStatus.RUNNING.isClosed()).isFalse();
		assertThat(WorkflowStatus.PAUSED.isClosed()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "RUNNING", "PAUSED" })
	void everythingElseIsClosed(WorkflowStatus status) {
		assertThat(status.isClosed()).isTrue();
	}

}
