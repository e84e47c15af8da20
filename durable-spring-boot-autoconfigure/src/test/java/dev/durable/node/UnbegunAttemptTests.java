package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.DurableFailure;
import dev.durable.Promise;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.ActivityType;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.ActivitySettings;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.store.NewLetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for attempts that wait for a thread or a slot, in simulated time, and for those
 * that were lost with their node.
 */
class UnbegunAttemptTests extends SimulatedNodeTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	private SimulatedNode node;

	@ParameterizedTest
	@EnumSource(names = "ABANDON", mode = EnumSource.Mode.EXCLUDE)
	void cancelledAttemptThatHasNoThreadYetDoesNotBegin(CancellationType type) {
		node(WorkflowTypes.of(() -> {
			CancellationScope scope = Durable.scope(() -> {
				Durable.async(() -> call("first", settings(type, 0, null)));
				call("second", settings(type, 0, null));
			});
			return cancelAfter(Duration.ofSeconds(1), scope);
		}), 1, 1);
		start(this.node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.effects).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = "ABANDON", mode = EnumSource.Mode.EXCLUDE)
	void retryThatIsDueTogetherWithItsCancellationDoesNotBegin(CancellationType type) {
		node(WorkflowTypes.of(() -> {
			CancellationScope scope = Durable
				.scope(() -> Durable.async(() -> call("failing", settings(type, 0, null))));
			Durable.async(() -> call("last before the outage", settings(type, 0, null)));
			return cancelAfter(Duration.ofSeconds(2), scope);
		}), 3, 1);
		start(this.node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.effects).containsExactlyInAnyOrder("failing", "last before the outage");
	}

	@Test
	void transactionalAttemptsThatWaitForASlotKeepNoOtherFromItsTurn() {
		node(WorkflowTypes.of(() -> {
			List<Promise<String>> all = new ArrayList<>();
			for (int number = 0; number < 4; number++) {
				all.add(Durable.async(() -> call("transactional", routed())));
			}
			all.add(Durable.async(() -> call("plain", routed())));
			return String.join(",", Durable.all(all).get());
		}), 3, 1);
		start(this.node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.effects).hasSize(5).startsWith("plain");
	}

	@Test
	void lastAttemptThatIsLostWithItsNodeCounts() {
		WorkflowType type = WorkflowTypes.of(() -> call("first", settings(CancellationType.TRY_CANCEL, 1, null)));
		node(type, 1, 1);
		start(this.node, request(StartDetails.NONE));
		pass(Duration.ofSeconds(1));
		this.node.crash();
		node(type, 1, 1);
		untilStatus(WorkflowStatus.FAILED);
		Terminal.WorkflowFailed failed = (Terminal.WorkflowFailed) end();
		assertThat(failed.failure().attempts()).isOne();
	}

	private void node(WorkflowType type, int maxActivities, int slots) {
		NodeSettings defaults = NodeSettings.of("test", "build");
		SimulatedNode added = add(new NodeSettings(defaults.name(), defaults.buildId(), defaults.leaseDuration(),
				defaults.renewInterval(), defaults.pollInterval(), defaults.pollBatch(), defaults.maxResident(),
				defaults.parkAfter(), maxActivities, slots, defaults.shutdownGrace(), null, true, defaults.queues(),
				defaults.timeoutGrace(), null));
		this.node = added;
		RegisteredActivity plain = activity("transactional");
		List<RegisteredActivity> all = new ArrayList<>(
				List.of(slow("first"), slow("second"), activity("plain"), failing(), lastBeforeOutage()));
		all.add(new RegisteredActivity("transactional", plain.bean(), plain.method(), List.of(),
				(end, body, failure) -> {
					added.linger(LONG);
					NewLetter letter = body.call();
					end.write(letter);
					return letter;
				}));
		Map<String, RegisteredActivity> byName = new HashMap<>();
		all.forEach((each) -> byName.put(each.name(), each));
		added.start(new Registry(Map.of("Test", type), byName));
	}

	/*
	 * Takes no notice of an interrupt.
	 */
	private RegisteredActivity slow(String name) {
		return code(name, (arguments) -> {
			this.effects.add(name);
			this.node.linger(LONG);
			return name;
		});
	}

	/*
	 * Its next attempt is due a second later.
	 */
	private RegisteredActivity failing() {
		return code("failing", (arguments) -> {
			this.effects.add("failing");
			throw new IllegalStateException("it fails");
		});
	}

	/*
	 * Its result is being committed for seconds, in which all else waits for the run.
	 */
	private RegisteredActivity lastBeforeOutage() {
		return code("last before the outage", (arguments) -> {
			this.effects.add("last before the outage");
			this.node.linger(Duration.ofMillis(500));
			this.world.outage(Duration.ofSeconds(5));
			return "done";
		});
	}

	/*
	 * The run stays open for a while, in which whatever begins all the same would show.
	 */
	private static String cancelAfter(Duration time, CancellationScope scope) {
		Durable.sleep(time);
		scope.cancel();
		try {
			scope.join();
		}
		catch (DurableFailure ex) {
			// what its block waits for is cancelled
		}
		Durable.sleep(Duration.ofMinutes(1));
		return "done";
	}

	private static String call(String name, ActivitySettings settings) {
		return WorkflowTypes.call(new ActivityType(name, String.class, List.of(), settings));
	}

	private static ActivitySettings routed() {
		return settings(CancellationType.TRY_CANCEL, 0, "default");
	}

	private static ActivitySettings settings(CancellationType type, int maximumAttempts, String queue) {
		RetrySettings retry = new RetrySettings(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), maximumAttempts,
				List.of(), 0);
		ActivitySettings settings = new ActivitySettings(Duration.ofMinutes(10), null, null, null, retry, type);
		return (queue != null) ? settings.withQueue(queue) : settings;
	}

}
