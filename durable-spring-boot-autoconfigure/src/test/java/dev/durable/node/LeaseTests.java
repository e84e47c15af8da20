package dev.durable.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import dev.durable.Durable;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.store.NodeRow;
import dev.durable.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for when nodes expire others, in simulated time.
 */
class LeaseTests extends SimulatedNodeTests {

	private static final NodeSettings SETTINGS = NodeSettings.of("test", "build");

	private static final Duration BOUND = SETTINGS.leaseDuration().plus(SETTINGS.pollInterval().multipliedBy(2));

	private static final WorkflowType TYPE = WorkflowTypes.of(() -> {
		Durable.sleep(Duration.ofHours(1));
		return "done";
	});

	@ParameterizedTest
	@ValueSource(ints = { 0, 1_000, 3_000, 5_500, 7_000, 9_000, 9_900 })
	void runsOfADeadNodeAreTakenUpWithinItsLeaseAndTwoPolls(int millisBetweenJoins) {
		SimulatedNode first = node("build", TYPE);
		start(first);
		passUntil(Duration.ofMillis(millisBetweenJoins));
		node("build", TYPE).pace(1.001);
		passUntil(SETTINGS.renewInterval().plusMillis(50));
		Long dead = row().owner();
		assertThat(dead).isNotNull();
		first.crash();
		long crashed = this.world.nanos();
		until(() -> row().owner() != null && !Objects.equals(row().owner(), dead));
		assertThat(Duration.ofNanos(this.world.nanos() - crashed)).isLessThan(BOUND);
	}

	@Test
	void nodesThatHaveAllStoodStillRenewBeforeAnyOfThemExpiresAnother() {
		SimulatedNode first = node("build", TYPE);
		SimulatedNode second = node("build", TYPE);
		passUntil(Duration.ofMinutes(1));
		List<Long> before = this.world.store.nodes().stream().map(NodeRow::nodeId).toList();
		first.pause(Duration.ofMinutes(2));
		second.pause(Duration.ofMinutes(2));
		passUntil(Duration.ofMinutes(6));
		assertThat(before).hasSize(2);
		assertThat(this.world.store.nodes()).allMatch(NodeRow::fenced).extracting(NodeRow::nodeId).isEqualTo(before);
	}

	@Test
	void afterAnOutageEverybodyRenewsFirst() {
		node("build", TYPE);
		node("build", TYPE).pause(Duration.ofSeconds(95));
		node("build", TYPE);
		passUntil(Duration.ofSeconds(10));
		List<Long> before = this.world.store.nodes().stream().map(NodeRow::nodeId).toList();
		this.world.outage(Duration.ofSeconds(80));
		passUntil(Duration.ofMinutes(6));
		assertThat(this.world.store.nodes()).extracting(NodeRow::nodeId).containsAll(before);
	}

	@Test
	void aStartDuringAnOutageIsRefusedAtOnceAndTheNodeGoesOnSoonAfterIt() {
		SimulatedNode node = node("build", WorkflowTypes.of(() -> "done"));
		passUntil(Duration.ofSeconds(1));
		this.world.outage(Duration.ofMinutes(10));
		CompletableFuture<StartedRun> first = ask(node, (service) -> service.startAsync(request(StartDetails.NONE)));
		passUntil(Duration.ofSeconds(20));
		assertThat(first).isNotDone();
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> ask(node, (service) -> service.startAsync(request(StartDetails.NONE))))
			.withMessageContaining("was not started");
		passUntil(Duration.ofMinutes(10).plusSeconds(11));
		assertThat(first).isCompleted();
	}

	@Test
	void anActivityThatTakesLongerThanTheLeaseIsNotMadeAgainWhileItsNodeLives() {
		WorkflowType slow = WorkflowTypes.of(() -> WorkflowTypes.call("slow"));
		SimulatedNode first = add("build");
		first.start(new Registry(Map.of("Test", slow), Map.of("slow", code("slow", (arguments) -> {
			this.effects.add("slow");
			first.linger(SETTINGS.leaseDuration().multipliedBy(4));
			return "done";
		}))));
		start(first, request(StartDetails.NONE));
		node("build", slow);
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.effects).hasSize(1);
		assertThat(kinds()).doesNotContain("ActivityAttemptLost");
	}

	private void passUntil(Duration sinceStart) {
		this.world.add(null, sinceStart.minusNanos(this.world.nanos()), () -> {
		});
		until(() -> this.world.nanos() >= sinceStart.toNanos());
	}

}
