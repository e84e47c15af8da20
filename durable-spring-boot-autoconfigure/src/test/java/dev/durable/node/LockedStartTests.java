package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for starts of an id that an older run has had, and that the transaction of
 * somebody else has started again and not committed yet.
 */
class LockedStartTests extends SimulatedNodeTests {

	private final WorkflowType type = WorkflowTypes.of(() -> WorkflowTypes.call("effect"),
			Map.of("see", WorkflowTypes.code(void.class, (arguments) -> null, String.class)), Map.of());

	@Test
	void startGivesUpAfterItHasWaitedOnce() {
		SimulatedNode node = nodeWhoseIdIsLocked();
		Instant begin = this.world.instant();
		CompletableFuture<StartedRun> second = start(node, request(StartDetails.NONE));
		assertThat(second).isCompletedExceptionally();
		assertThat(second.handle((run, failure) -> failure).join()).hasRootCauseInstanceOf(WorkflowAlreadyStarted.class)
			.rootCause()
			.hasMessageContaining("of a transaction that has not committed yet");
		assertThat(Duration.between(begin, this.world.instant())).isLessThan(Duration.ofSeconds(15));
	}

	@Test
	void startWithASignalGivesUpAfterItHasWaitedOnce() {
		SimulatedNode node = nodeWhoseIdIsLocked();
		assertThatExceptionOfType(WorkflowAlreadyStarted.class)
			.isThrownBy(() -> ask(node,
					(service) -> service.signalWithStart(request(StartDetails.NONE),
							new HandlerCall("see", arguments("hello")))))
			.withMessageContaining("of a transaction that has not committed yet");
		assertThat(this.world.lockedStarts).isEqualTo(1);
	}

	private SimulatedNode nodeWhoseIdIsLocked() {
		SimulatedNode node = node(this.type, activity("effect"));
		start(node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		this.world.startInOpenTransaction("test");
		return node;
	}

}
