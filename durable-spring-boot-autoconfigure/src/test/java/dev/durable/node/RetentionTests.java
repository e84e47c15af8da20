package dev.durable.node;

import java.time.Duration;
import java.util.Map;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Retention} in simulated time.
 */
class RetentionTests extends SimulatedNodeTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private SimulatedNode keeping(@Nullable Duration retention, WorkflowType type) {
		NodeSettings defaults = NodeSettings.of("test", "build");
		SimulatedNode node = add(new NodeSettings(defaults.name(), defaults.buildId(), defaults.leaseDuration(),
				defaults.renewInterval(), defaults.pollInterval(), defaults.pollBatch(), defaults.maxResident(),
				defaults.parkAfter(), defaults.maxActivities(), defaults.transactionalSlots(), defaults.shutdownGrace(),
				null, true, defaults.queues(), defaults.timeoutGrace(), retention));
		node.start(new Registry(Map.of("Test", type), Map.of("effect", activity("effect"))));
		return node;
	}

	private SimulatedNode completing(@Nullable Duration retention) {
		SimulatedNode node = keeping(retention, WorkflowTypes.of(() -> "done"));
		start(node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		return node;
	}

	private void assertKeptForAnHour() {
		pass(HOUR.minusMinutes(5));
		assertThat(row()).isNotNull();
		pass(Duration.ofMinutes(7));
		assertThat(row()).isNull();
	}

	@Test
	void aClosedRunIsThereForAsLongAsItIsToBeKept() {
		completing(HOUR);
		assertKeptForAnHour();
	}

	@Test
	void itsTimeBeginsWithItsEnd() {
		SimulatedNode node = keeping(HOUR, WorkflowTypes.of(() -> {
			Durable.sleep(HOUR.multipliedBy(2));
			return "done";
		}));
		start(node, request(StartDetails.NONE));
		pass(HOUR.plusMinutes(30));
		assertThat(row().status()).isEqualTo(WorkflowStatus.RUNNING);
		untilStatus(WorkflowStatus.COMPLETED);
		assertKeptForAnHour();
	}

	@Test
	void nothingIsDeletedUnlessItIsAskedFor() {
		completing(null);
		pass(HOUR.plusMinutes(30));
		assertThat(row()).isNotNull();
	}

	@Test
	void theNodeThatIsLeftDeletesForTheOther() {
		SimulatedNode node = completing(HOUR);
		pass(HOUR.minusMinutes(1));
		keeping(HOUR, WorkflowTypes.of(() -> "done"));
		node.crash();
		pass(Duration.ofMinutes(5));
		assertThat(row()).isNull();
	}

}
