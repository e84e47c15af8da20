package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.ActivityAbandoned;
import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.DurableFailure;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.ActivityType;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.ActivitySettings;
import dev.durable.history.FailureInfo;
import dev.durable.history.Payload;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.store.ActivityRow;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for heartbeats, for attempts that somebody else completes, and for the limits of
 * both, in simulated time.
 */
class LaterActivityTests extends SimulatedNodeTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final List<String> tokens = new ArrayList<>();

	private final List<Object> heard = new ArrayList<>();

	@Test
	@DisplayName("31: completed by token from any node, also when the one that began it is gone")
	void aTokenOutlivesItsNode() {
		SimulatedNode first = node(type(settings(null, null, 0)), later());
		start(first, request(StartDetails.NONE));
		untilReturned();
		first.crash();
		SimulatedNode second = node(type(settings(null, null, 0)), later());
		pass(Duration.ofMinutes(2));
		tell(second, (service) -> service.completeActivity(this.tokens.get(0), payload("done")));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("done");
		assertThat(this.tokens).hasSize(1);
		assertThat(kinds()).doesNotContain("ActivityAttemptLost");
	}

	@Test
	@DisplayName("31: a token dies with its node before the code has returned, as nobody may have seen it")
	void anAttemptIsLostWithItsNodeUntilItsCodeHasReturned() {
		SimulatedNode[] first = new SimulatedNode[1];
		first[0] = node(type(settings(null, null, 0)), code("later", (arguments) -> {
			this.tokens.add(Durable.activity().completeLater());
			first[0].linger(MINUTE);
			return "ignored";
		}));
		start(first[0], request(StartDetails.NONE));
		until(() -> this.tokens.size() == 1);
		first[0].crash();
		SimulatedNode second = node(type(settings(null, null, 0)), later());
		until(() -> this.tokens.size() == 2);
		assertThat(kinds()).contains("ActivityAttemptLost");
		assertThat(Duration.between(row().startedAt(), this.world.instant())).isLessThan(MINUTE);
		assertThatIllegalStateException()
			.isThrownBy(() -> tell(second, (service) -> service.completeActivity(this.tokens.get(0), payload("old"))));
		untilLater();
		tell(second, (service) -> service.completeActivity(this.tokens.get(1), payload("done")));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("done");
	}

	@Test
	void anAttemptIsLostAlsoIfTheStoreFailsAtTheTakeover() {
		SimulatedNode[] nodes = new SimulatedNode[1];
		WorkflowType type = WorkflowTypes.of(() -> {
			Durable.async(() -> WorkflowTypes
				.call(new ActivityType("later", String.class, List.of(), settings(null, null, 0))));
			return WorkflowTypes.call(new ActivityType("once", String.class, List.of(), settings(null, null, 1)));
		});
		RegisteredActivity once = code("once", (arguments) -> {
			this.effects.add("once");
			nodes[0].linger(MINUTE.multipliedBy(5));
			return "done";
		});
		nodes[0] = node(type, later(), once);
		start(nodes[0], request(StartDetails.NONE));
		until(() -> !this.effects.isEmpty());
		untilReturned();
		nodes[0].crash();
		nodes[0] = node(type, later(), once);
		tell(nodes[0], (service) -> service.failActivity(this.tokens.get(0), thrown("Busy", "not now")));
		this.world.failNext("activities", new StoreUnavailableException("the connection breaks", null));
		untilStatus(WorkflowStatus.FAILED);
		assertThat(this.effects).containsExactly("once");
		assertThat(kinds()).contains("ActivityAttemptLost");
	}

	@Test
	@DisplayName("31: the second completion is an error to its caller, and so is a token that is none")
	void aTokenIsGoodForOneCompletion() {
		SimulatedNode node = node(WorkflowTypes.of(() -> {
			String result = WorkflowTypes
				.call(new ActivityType("later", String.class, List.of(), settings(null, null, 0)));
			Durable.sleep(MINUTE);
			return result;
		}), later());
		start(node, request(StartDetails.NONE));
		untilLater();
		tell(node, (service) -> service.completeActivity(this.tokens.get(0), payload("one")));
		assertThatIllegalStateException()
			.isThrownBy(() -> tell(node, (service) -> service.completeActivity(this.tokens.get(0), payload("two"))));
		until(() -> kinds().contains("ActivityCompleted"));
		assertThatIllegalStateException().isThrownBy(
				() -> tell(node, (service) -> service.failActivity(this.tokens.get(0), thrown("Late", "late"))));
		assertThatExceptionOfType(ActivityAbandoned.class)
			.isThrownBy(() -> tell(node, (service) -> service.heartbeatActivity(this.tokens.get(0), payload("x"))));
		for (String wrong : List.of("", "x", this.tokens.get(0) + "/1", this.tokens.get(0) + " ")) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> tell(node, (service) -> service.completeActivity(wrong, payload("x"))));
		}
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("one");
	}

	@Test
	@DisplayName("31: an attempt that is failed by its token is retried by its policy")
	void aFailureByTokenIsRetried() {
		SimulatedNode node = node(type(settings(null, null, 0)), later());
		start(node, request(StartDetails.NONE));
		untilLater();
		tell(node, (service) -> service.failActivity(this.tokens.get(0), thrown("Busy", "not now")));
		until(() -> this.tokens.size() == 2);
		untilLater();
		tell(node, (service) -> service.completeActivity(this.tokens.get(1), payload("done")));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("done");
	}

	@Test
	@DisplayName("26: an attempt that nobody completes in time is tried again, whether its run is in memory or not")
	void nobodyCompletesInTime() {
		SimulatedNode first = node(type(settings(null, null, 2)), later());
		start(first, request(StartDetails.NONE));
		untilLater();
		until(() -> row().owner() == null);
		until(() -> this.tokens.size() == 2);
		assertThat(Duration.between(row().startedAt(), this.world.instant())).isBetween(Duration.ofMinutes(10),
				Duration.ofMinutes(10).plusSeconds(5));
		assertThatIllegalStateException()
			.isThrownBy(() -> tell(first, (service) -> service.completeActivity(this.tokens.get(0), payload("late"))));
		untilStatus(WorkflowStatus.FAILED);
		assertThat(failure().cause().type()).isEqualTo("START_TO_CLOSE");
	}

	@Test
	@DisplayName("28: heartbeats by token keep an attempt alive; silence is a HEARTBEAT timeout, retried")
	void silenceIsATimeout() {
		SimulatedNode node = node(type(settings(MINUTE, null, 0)), later());
		start(node, request(StartDetails.NONE));
		untilLater();
		for (int beat = 0; beat < 5; beat++) {
			pass(Duration.ofSeconds(50));
			int number = beat;
			tell(node, (service) -> service.heartbeatActivity(this.tokens.get(0), payload("beat " + number)));
		}
		assertThat(this.tokens).hasSize(1);
		until(() -> this.tokens.size() == 2);
		assertThat(this.heard).containsExactly(null, "beat 4");
		assertThat(this.world.store.activities(row().runId()).get(0).lastFailure()).startsWith("HEARTBEAT");
		assertThat(Duration.between(row().startedAt(), this.world.instant())).isLessThan(Duration.ofMinutes(6));
	}

	@Test
	@DisplayName("28: details of attempt n are there in n+1, and in n+2 if n+1 sent none; the last before a failure")
	void detailsArePassedOn() {
		RegisteredActivity activity = code("later", (arguments) -> {
			this.heard.add(Durable.activity().lastHeartbeat(String.class).orElse(null));
			if (Durable.activity().attempt() == 1) {
				for (int i = 0; i < 100; i++) {
					Durable.activity().heartbeat("step " + i);
				}
			}
			if (Durable.activity().attempt() < 4) {
				throw new IllegalStateException("transient");
			}
			return "done";
		});
		start(node(type(settings(MINUTE, null, 0)), activity), request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.heard).containsExactly(null, "step 99", "step 99", "step 99");
	}

	@Test
	@DisplayName("27: an attempt that does not begin in time is SCHEDULE_TO_START, never retried")
	void anAttemptMustBeginInTime() {
		NodeSettings defaults = NodeSettings.of("test", "build");
		SimulatedNode node = add(new NodeSettings(defaults.name(), defaults.buildId(), defaults.leaseDuration(),
				defaults.renewInterval(), defaults.pollInterval(), defaults.pollBatch(), defaults.maxResident(),
				defaults.parkAfter(), 0, 0, defaults.shutdownGrace(), null, true, Set.of("default"),
				defaults.timeoutGrace(), null));
		node.start(new Registry(Map.of("Test", type(settings(null, MINUTE, 0))), Map.of("later", later())));
		start(node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.FAILED);
		assertThat(failure().retryState()).isEqualTo("TIMEOUT");
		assertThat(failure().cause().type()).isEqualTo("SCHEDULE_TO_START");
		assertThat(this.tokens).isEmpty();
		assertThat(Duration.between(row().startedAt(), row().closedAt())).isBetween(MINUTE, MINUTE.plusSeconds(2));
	}

	@Test
	@DisplayName("29: WAIT ends an attempt that waits for its retry at once; TRY_CANCEL refuses a late completion")
	void cancelledActivitiesEnd() {
		RegisteredActivity failing = code("failing", (arguments) -> {
			throw new IllegalStateException("never");
		});
		ActivitySettings waits = new ActivitySettings(MINUTE, null, null, null,
				new RetrySettings(Duration.ofHours(1), 1, Duration.ofHours(1), 0, List.of(), 0), CancellationType.WAIT);
		SimulatedNode node = node(WorkflowTypes.of(() -> {
			String one = cancelled(new ActivityType("failing", String.class, List.of(), waits));
			return one + cancelled(new ActivityType("later", String.class, List.of(), settings(null, null, 0)));
		}), failing, later());
		start(node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(kinds()).containsOnlyOnce("ActivityFailed");
		assertThat(Duration.between(row().startedAt(), row().closedAt())).isLessThan(Duration.ofSeconds(30));
		assertThatIllegalStateException()
			.isThrownBy(() -> tell(node, (service) -> service.completeActivity(this.tokens.get(0), payload("late"))));
	}

	@Test
	@DisplayName("29: an attempt that fails in the commit in which it is cancelled is not made again")
	void cancelledActivityIsNotRetried() {
		SimulatedNode first = node(endedBySignal(), later());
		start(first, request(StartDetails.NONE));
		untilReturned();
		first.crash();
		SimulatedNode second = node(endedBySignal(), later());
		tell(second, (service) -> {
			service.signal(TEST, new HandlerCall("end", arguments()));
			service.failActivity(this.tokens.get(0), thrown("Busy", "not now"));
		});
		until(() -> kinds().contains("ActivityCancelRequested"));
		pass(Duration.ofSeconds(10));
		assertThat(this.world.store.activities(row().runId())).isEmpty();
		assertThatIllegalStateException()
			.isThrownBy(() -> tell(second, (service) -> service.completeActivity(this.tokens.get(0), payload("late"))));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.tokens).hasSize(1);
	}

	private static WorkflowType endedBySignal() {
		List<CancellationScope> scopes = new ArrayList<>();
		return WorkflowTypes.of(() -> {
			scopes.add(Durable.scope(() -> WorkflowTypes
				.call(new ActivityType("later", String.class, List.of(), settings(null, null, 0)))));
			Durable.sleep(MINUTE.multipliedBy(5));
			return "done";
		}, Map.of("end", WorkflowTypes.code(void.class, (arguments) -> {
			scopes.get(scopes.size() - 1).cancel();
			return null;
		})), Map.of());
	}

	private static String cancelled(ActivityType activity) {
		CancellationScope scope = Durable.scope(() -> WorkflowTypes.call(activity));
		Durable.sleep(Duration.ofSeconds(5));
		scope.cancel();
		try {
			scope.join();
			return "not cancelled";
		}
		catch (DurableFailure ex) {
			return "cancelled";
		}
	}

	private RegisteredActivity later() {
		return code("later", (arguments) -> {
			this.heard.add(Durable.activity().lastHeartbeat(String.class).orElse(null));
			this.tokens.add(Durable.activity().completeLater());
			return "ignored";
		});
	}

	private static WorkflowType type(ActivitySettings settings) {
		return WorkflowTypes.of(() -> WorkflowTypes.call(new ActivityType("later", String.class, List.of(), settings)));
	}

	private static ActivitySettings settings(@Nullable Duration heartbeat, @Nullable Duration scheduleToStart,
			int maximumAttempts) {
		return new ActivitySettings(Duration.ofMinutes(10), null, scheduleToStart, heartbeat,
				new RetrySettings(Duration.ofSeconds(1), 2.0, MINUTE, maximumAttempts, List.of(), 0),
				CancellationType.TRY_CANCEL);
	}

	private static Payload payload(String value) {
		return WorkflowTypes.CONVERTER.write(value);
	}

	private void untilLater() {
		until(() -> row() != null && this.world.store.activities(row().runId()).stream().anyMatch(ActivityRow::later));
	}

	private void untilReturned() {
		untilLater();
		until(() -> this.world.store.activities(row().runId()).stream().noneMatch(ActivityRow::begun));
	}

	private static ThrownFailure thrown(String type, String message) {
		return new ThrownFailure(FailureInfo.application(type, message), List.of(), null);
	}

	private FailureInfo failure() {
		return ((Terminal.WorkflowFailed) end()).failure();
	}

}
