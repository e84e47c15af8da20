package dev.durable.node;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.store.RunRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which the runs of a workflow id have closed, by which the last
 * one is found.
 */
class ClosingOrderTests extends SimulatedNodeTests {

	private boolean ready;

	@Test
	void runThatEndsInATurnFromBeforeItsResetHasClosedLast() {
		SimulatedNode node = node(WorkflowTypes.of(() -> {
			if (!this.ready) {
				Durable.sleep(Duration.ofHours(1));
			}
			return "done";
		}));
		start(node, request(StartDetails.NONE));
		RunRow first = row();
		pass(Duration.ofMinutes(10));
		this.ready = true;
		tell(node, (service) -> service.reset(TEST, 1, "again"));
		until(() -> this.world.store.run(first.runId()).orElseThrow().status() == WorkflowStatus.TERMINATED
				&& row().status().isClosed());
		assertThat(row().status()).isEqualTo(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("done");
		assertThat(row().closedAt()).isAfterOrEqualTo(row().startedAt());
	}

}
