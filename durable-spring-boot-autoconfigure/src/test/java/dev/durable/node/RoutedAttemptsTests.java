package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.ActivityType;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.ActivitySettings;
import dev.durable.history.StartDetails;
import dev.durable.store.NewLetter;
import dev.durable.store.RoutingState;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for attempts that a node offers to a queue and takes itself, in simulated time.
 * Its polls are so rare that nothing can come of them.
 */
class RoutedAttemptsTests extends SimulatedNodeTests {

	private static final Duration RARE = Duration.ofSeconds(20);

	private static final Duration SOON = Duration.ofSeconds(3);

	private final WorkflowType inSequence = WorkflowTypes.of(() -> step() + step());

	private final WorkflowType atOnce = WorkflowTypes.of(() -> {
		for (int number = 0; number < 4; number++) {
			Durable.async(RoutedAttemptsTests::step);
		}
		return step();
	});

	private @Nullable AttemptTransaction transaction;

	@Test
	void runInMemoryIsToldWithoutAPoll() {
		start(node(this.inSequence, 10), request(StartDetails.NONE));
		assertDoneBeforeThePoll("donedone");
	}

	@Test
	void runInMemoryIsToldOfATransactionalAttemptWithoutAPoll() {
		this.transaction = (end, body, failure) -> {
			NewLetter letter = body.call();
			end.write(letter);
			return letter;
		};
		start(node(this.inSequence, 10), request(StartDetails.NONE));
		assertDoneBeforeThePoll("donedone");
	}

	@Test
	void nodesWithoutActivitiesDoNotLookForAttemptsAllTheTime() {
		node(Map.of());
		node(Map.of());
		pass(Duration.ofMinutes(1));
	}

	@Test
	void attemptWithoutRoomIsTakenWhenAnotherHasEnded() {
		start(node(this.atOnce, 1), request(StartDetails.NONE));
		assertDoneBeforeThePoll("done");
	}

	/*
	 * A hint to another node may be lost, so most of these runs wait for a poll.
	 */
	@Test
	void runOfAnotherNodeIsToldWithoutAPoll() {
		SimulatedNode owner = node(this.inSequence, 0);
		node(this.inSequence, 10);
		List<Duration> times = new ArrayList<>();
		for (int number = 0; number < 10; number++) {
			start(owner, request(StartDetails.NONE)).join();
			untilStatus(WorkflowStatus.COMPLETED);
			times.add(time());
		}
		assertThat(times).anyMatch((time) -> time.compareTo(SOON) < 0);
	}

	@Test
	void attemptThatWasPassedByIsFoundByALookAtTheWhole() {
		SimulatedNode owner = node(this.inSequence, 0);
		start(owner, request(StartDetails.NONE));
		tell(owner, (service) -> service.pause(TEST));
		until(() -> row().status() == WorkflowStatus.PAUSED);
		node(this.inSequence, 10);
		pass(RARE.multipliedBy(3));
		tell(owner, (service) -> service.resume(TEST));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("donedone");
	}

	@Test
	void attemptThatIsLostWithItsNodeIsLostOnceAlsoIfTheStoreFailsMeanwhile() {
		SimulatedNode owner = node(this.inSequence, 0);
		SimulatedNode[] worker = new SimulatedNode[1];
		worker[0] = node(this.inSequence, 10, code("step", (arguments) -> {
			worker[0].linger(Duration.ofHours(1));
			return "too late";
		}));
		start(owner, request(StartDetails.NONE));
		until(() -> row() != null && this.world.store.activities(row().runId())
			.stream()
			.anyMatch((row) -> row.routing().state() == RoutingState.TAKEN));
		worker[0].crash();
		this.world.failNext("activities", new StoreUnavailableException("the connection breaks", null));
		node(this.inSequence, 10);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("donedone");
		assertThat(this.world.failsNow("activities")).isFalse();
		assertThat(kinds()).containsOnlyOnce("ActivityAttemptLost");
	}

	private void assertDoneBeforeThePoll(String result) {
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo(result);
		assertThat(time()).isLessThan(SOON);
	}

	private Duration time() {
		return Duration.between(row().startedAt(), row().closedAt());
	}

	private SimulatedNode node(WorkflowType type, int maxActivities) {
		RegisteredActivity code = code("step", (arguments) -> "done");
		return node(type, maxActivities,
				new RegisteredActivity("step", code.bean(), code.method(), List.of(), this.transaction));
	}

	private SimulatedNode node(WorkflowType type, int maxActivities, RegisteredActivity step) {
		NodeSettings defaults = NodeSettings.of("test", "build");
		SimulatedNode node = add(new NodeSettings(defaults.name(), defaults.buildId(), defaults.leaseDuration(),
				defaults.renewInterval(), RARE, defaults.pollBatch(), defaults.maxResident(), Duration.ofHours(1),
				maxActivities, defaults.transactionalSlots(), defaults.shutdownGrace(), null, true, defaults.queues(),
				defaults.timeoutGrace(), null));
		node.start(new Registry(Map.of("Test", type), Map.of("step", step)));
		pass(RARE.multipliedBy(2).plusSeconds(1));
		return node;
	}

	private static String step() {
		return WorkflowTypes
			.call(new ActivityType("step", String.class, List.of(), ActivitySettings.DEFAULTS.withQueue("default")));
	}

}
