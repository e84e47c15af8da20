package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.Durable;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a node does when it has no room for more runs, or none in memory at all,
 * in simulated time. Its polls are so rare that nothing can come of them.
 */
class RoomTests extends SimulatedNodeTests {

	private static final Duration RARE = Duration.ofSeconds(20);

	private static final int RUNS = 12;

	private final List<String> begun = new ArrayList<>();

	private SimulatedNode sleeping(int maxResident, Duration time) {
		NodeSettings defaults = NodeSettings.of("test", "build");
		SimulatedNode node = add(new NodeSettings(defaults.name(), defaults.buildId(), defaults.leaseDuration(),
				defaults.renewInterval(), RARE, 2, maxResident, Duration.ofHours(1), defaults.maxActivities(),
				defaults.transactionalSlots(), defaults.shutdownGrace(), null, true, defaults.queues(),
				defaults.timeoutGrace(), null));
		node.start(new Registry(Map.of("Test", WorkflowTypes.of(() -> {
			this.begun.add("run");
			Durable.sleep(time);
			return "done";
		})), Map.of()));
		return node;
	}

	private static StartRequest request(String id) {
		return new StartRequest(id, "Test", arguments(), WorkflowIdConflictPolicy.FAIL,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE, Duration.ZERO, StartDetails.NONE);
	}

	@Test
	void aRunThatOnlyWaitsMakesRoomForOthersAtOnce() {
		SimulatedNode node = sleeping(3, Duration.ofHours(1));
		pass(RARE.multipliedBy(2));
		for (int number = 0; number < RUNS; number++) {
			StartRequest request = request("run-" + number);
			ask(node, (service) -> service.startAsync(request));
		}
		pass(RARE.dividedBy(4));
		assertThat(this.begun).hasSize(RUNS);
	}

	@Test
	void aRunThatHasLeftMemoryIsWokenInTime() {
		SimulatedNode node = sleeping(0, Duration.ofSeconds(3));
		pass(RARE.multipliedBy(2));
		start(node, request("test"));
		long begin = this.world.nanos();
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(Duration.ofNanos(this.world.nanos() - begin)).isLessThan(Duration.ofMillis(3_200));
	}

	@Test
	void runThatIsToldToLeaveAsSoonAsItIsKnownBeginsAllTheSame() {
		SimulatedNode node = sleeping(0, Duration.ofSeconds(3));
		pass(RARE);
		NodeContext context = (NodeContext) ReflectionTestUtils.getField(node.node, "current");
		ReflectionTestUtils.setField(context, "residents", new ParkingMap());
		assertThat(start(node, request("test")).join().workflowId()).isEqualTo("test");
		untilStatus(WorkflowStatus.COMPLETED);
	}

	@Test
	void whoAsksForAResultThatIsThereNeedNotWait() {
		SimulatedNode node = sleeping(0, Duration.ofSeconds(3));
		start(node, request("test"));
		untilStatus(WorkflowStatus.COMPLETED);
		SimulatedNode other = sleeping(0, Duration.ofSeconds(3));
		UUID run = row().runId();
		CompletableFuture<Terminal> result = ask(other, (service) -> service.result(run));
		assertThat(result).isCompletedWithValueMatching(Terminal.WorkflowCompleted.class::isInstance);
	}

	/**
	 * Whoever looks for runs that do not move finds each at the worst moment.
	 */
	private static final class ParkingMap extends ConcurrentHashMap<UUID, ResidentRun> {

		private static final long serialVersionUID = 1L;

		@Override
		public ResidentRun put(UUID runId, ResidentRun run) {
			ResidentRun before = super.put(runId, run);
			run.tell(new Message.Park());
			return before;
		}

	}

}
