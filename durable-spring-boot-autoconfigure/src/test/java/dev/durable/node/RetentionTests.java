package dev.durable.node;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.durable.Durable;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		SimulatedNode node = keeping(HOUR, sleeping(HOUR.multipliedBy(2)));
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

	@Test
	void whoAsksForTheResultOfADeletedRunHearsThatItIsGone() {
		SimulatedNode node = completing(null);
		UUID runId = row().runId();
		this.world.store.delete(runId);
		CompletableFuture<Terminal> promised = ask(node, (service) -> service.result(runId));
		CompletableFuture<Terminal> known = ask(node, (service) -> service.resultOfKnown(runId));
		assertGone(known);
		assertThat(promised).as("of the same run").isCompletedExceptionally();
		CompletableFuture<Terminal> never = ask(node, (service) -> service.result(new UUID(0, 7)));
		pass(Duration.ofMinutes(1));
		assertThat(never).as("a run that may still come").isNotDone();
	}

	@Test
	void whoWaitsElsewhereForARunThatIsDeletedHearsThatItIsGone() {
		SimulatedNode node = keeping(null, sleeping(Duration.ofMinutes(1)));
		start(node, request(StartDetails.NONE));
		SimulatedNode other = keeping(null, WorkflowTypes.of(() -> "done"));
		pass(Duration.ofSeconds(10));
		UUID runId = row().runId();
		CompletableFuture<Terminal> result = ask(other, (service) -> service.result(runId));
		pass(Duration.ofSeconds(30));
		assertThat(result).isNotDone();
		other.pause(Duration.ofMinutes(1));
		untilStatus(WorkflowStatus.COMPLETED);
		this.world.store.delete(runId);
		assertGone(result);
	}

	@Test
	void aRunThatComesAfterTheEndOfAnotherIsWaitedFor() {
		SimulatedNode node = keeping(null, sleeping(Duration.ofMinutes(5)));
		start(node, request(StartDetails.NONE));
		SimulatedNode other = keeping(null, WorkflowTypes.of(() -> "done"));
		node.pause(Duration.ofSeconds(15));
		StartedRun second = start(other,
				request(StartDetails.NONE, WorkflowIdConflictPolicy.TERMINATE_EXISTING, Duration.ZERO))
			.join();
		assertThat(second.promised()).isTrue();
		CompletableFuture<Terminal> result = ask(other, (service) -> service.result(second.runId()));
		until(result::isDone);
		assertThat(result.join()).isInstanceOf(Terminal.WorkflowCompleted.class);
	}

	private static WorkflowType sleeping(Duration time) {
		return WorkflowTypes.of(() -> {
			Durable.sleep(time);
			return "done";
		});
	}

	private void assertGone(CompletableFuture<Terminal> result) {
		until(result::isDone);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
			.withCauseInstanceOf(WorkflowNotFound.class);
	}

}
