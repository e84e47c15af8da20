package dev.durable.node;

import java.time.Duration;
import java.util.Objects;

import dev.durable.Durable;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

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
		node("build", TYPE);
		passUntil(SETTINGS.renewInterval().plusMillis(50));
		Long dead = row().owner();
		assertThat(dead).isNotNull();
		first.crash();
		long crashed = this.world.nanos();
		until(() -> row().owner() != null && !Objects.equals(row().owner(), dead));
		assertThat(Duration.ofNanos(this.world.nanos() - crashed)).isLessThan(BOUND);
	}

	private void passUntil(Duration sinceStart) {
		this.world.add(null, sinceStart.minusNanos(this.world.nanos()), () -> {
		});
		until(() -> this.world.nanos() >= sinceStart.toNanos());
	}

}
