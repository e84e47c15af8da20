package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what operators see of a run, and that it does nothing to the run.
 */
class InspectionTests extends SimulatedNodeTests {

	@Test
	@DisplayName("10: to ask where the code is of a run that has not begun runs no side effect and logs nothing")
	void stackBeforeTheFirstTurn() {
		List<String> seen = new ArrayList<>();
		SimulatedNode node = node(WorkflowTypes.of(() -> {
			seen.add("begins, quiet " + !Durable.logger(InspectionTests.class).isErrorEnabled());
			Durable.await(Duration.ofMinutes(1), () -> seen.isEmpty());
			return Durable.sideEffect(String.class, () -> {
				seen.add("effect");
				return "";
			});
		}));
		start(node, request(StartDetails.NONE, WorkflowIdConflictPolicy.FAIL, Duration.ofHours(1)));
		RunStack stack = ask(node, (service) -> service.inspection().stack(row().runId()));
		assertThat(stack.problem()).isNull();
		assertThat(stack.branches()).singleElement()
			.satisfies((branch) -> assertThat(branch.waitsFor()).contains("a condition or a timer"));
		assertThat(seen).containsExactly("begins, quiet true");
	}

	@Test
	@DisplayName("10: a side effect that is asked for at once is as far as the code is seen")
	void sideEffectBeforeTheFirstTurn() {
		SimulatedNode node = node(WorkflowTypes.of(() -> Durable.sideEffect(String.class, () -> {
			this.effects.add("effect");
			return "";
		})));
		start(node, request(StartDetails.NONE, WorkflowIdConflictPolicy.FAIL, Duration.ofHours(1)));
		RunStack stack = ask(node, (service) -> service.inspection().stack(row().runId()));
		assertThat(stack.problem()).isNull();
		assertThat(this.effects).isEmpty();
	}

}
