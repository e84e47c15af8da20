package dev.durable.node;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs that a node may have claimed without hearing of it, in simulated time.
 */
class DoubtfulClaimTests extends SimulatedNodeTests {

	@Test
	void aRunThatWasInMemoryWhenAClaimWasInDoubtLeavesLikeAnyOther() {
		SimulatedNode node = node("build", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofHours(1));
			return "done";
		}));
		start(node, request(StartDetails.NONE));
		this.world.failNext("claim");
		until(() -> !this.world.isToFail());
		pass(Duration.ofSeconds(3));
		assertThat(row().owner()).isNotNull();
		this.world.failNext("retire");
		until(() -> row().owner() == null);
		pass(Duration.ofSeconds(5));
		assertThat(this.world.isToFail()).as("nothing has been in doubt since").isTrue();
	}

}
