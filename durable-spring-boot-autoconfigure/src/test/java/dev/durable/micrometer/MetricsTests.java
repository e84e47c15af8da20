package dev.durable.micrometer;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the meters of a running application: each has counted what has happened, and
 * that once, although the node was restarted in between.
 */
class MetricsTests {

	private final Scenario scenario = Scenario.shared();

	@ParameterizedTest
	@EnumSource
	void meterIsThereAsItIsDocumented(DurableMeters meter) {
		await().atMost(Scenario.LIMIT)
			.untilAsserted(() -> assertThat(this.scenario.registry.find(meter.getName()).meters()).isNotEmpty());
		Set<String> tags = Arrays.stream(meter.getKeyNames()).map(KeyName::asString).collect(Collectors.toSet());
		for (Meter each : this.scenario.registry.find(meter.getName()).meters()) {
			assertThat(each.getId().getType()).isEqualTo(meter.getType());
			assertThat(each.getId().getTags().stream().map(Tag::getKey)).hasSameElementsAs(tags);
		}
	}

	@Test
	void noMeterIsUndocumented() {
		Set<String> documented = new TreeSet<>();
		Arrays.stream(DurableMeters.values()).map(DurableMeters::getName).forEach(documented::add);
		Arrays.stream(DurableObservation.values()).map(DurableObservation::defaultName).forEach((name) -> {
			documented.add(name);
			documented.add(name + ".active");
		});
		assertThat(this.scenario.registry.getMeters().stream().map((meter) -> meter.getId().getName()))
			.filteredOn((name) -> name.startsWith("durable."))
			.isNotEmpty()
			.isSubsetOf(documented);
	}

	@Test
	void idsAreNoTags() {
		List<String> values = this.scenario.registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("durable."))
			.flatMap((meter) -> meter.getId().getTags().stream())
			.map(Tag::getValue)
			.toList();
		assertThat(values).isNotEmpty()
			.doesNotContain("order", "parent", "child", "broken", "buggy", "drifting", "waiting")
			.noneMatch((value) -> value.matches("[0-9a-f]{8}-.*"));
	}

	@Test
	void runsAreCountedOnce() {
		assertThat(this.scenario.count("durable.workflow.started", "type", "Order")).isEqualTo(1);
		assertThat(this.scenario.count("durable.workflow.started", "type", "Parent")).isEqualTo(1);
		await().atMost(Scenario.LIMIT)
			.untilAsserted(
					() -> assertThat(this.scenario.count("durable.workflow.started", "type", "Waiting")).isEqualTo(2));
		assertThat(this.scenario.count("durable.workflow.started", "type", "Broken")).isEqualTo(2);
		assertThat(this.scenario.count("durable.workflow.closed", "type", "Order", "status", "completed")).isEqualTo(1);
		assertThat(this.scenario.count("durable.workflow.closed", "type", "Broken", "status", "failed")).isEqualTo(1);
		assertThat(this.scenario.timed("durable.workflow.duration", "type", "Order")).isEqualTo(1);
		assertThat(this.scenario.registry.get("durable.workflow.duration")
			.tags("type", "Order")
			.timer()
			.totalTime(TimeUnit.NANOSECONDS)).isPositive();
	}

	@Test
	void openAndStuckRunsAreShown() {
		await().atMost(Scenario.LIMIT).untilAsserted(() -> {
			assertThat(this.scenario.gauge("durable.workflow.active", "type", "Waiting")).isEqualTo(1);
			assertThat(this.scenario.gauge("durable.workflow.active", "type", "Parent")).isZero();
			assertThat(this.scenario.gauge("durable.workflow.stuck", "reason", "workflow_code_error")).isEqualTo(1);
			assertThat(this.scenario.gauge("durable.workflow.stuck", "reason", "non_determinism")).isZero();
		});
	}

	@Test
	void queuesAreShown() {
		await().atMost(Scenario.LIMIT).untilAsserted(() -> {
			assertThat(this.scenario.gauge("durable.queue.depth", "queue", "elsewhere")).isEqualTo(1);
			assertThat(this.scenario.gauge("durable.queue.lag", "queue", "elsewhere")).isPositive();
			assertThat(this.scenario.gauge("durable.queue.depth", "queue", "default")).isZero();
		});
	}

	@Test
	void attemptsAndActivitiesAreCountedOnce() {
		assertThat(
				this.scenario.timed("durable.activity.execution", "activity", "Steps.charge", "outcome", "completed"))
			.isEqualTo(2);
		assertThat(
				this.scenario.timed("durable.activity.execution", "activity", "Steps.failTwice", "outcome", "failed"))
			.isEqualTo(2);
		assertThat(this.scenario.timed("durable.activity.schedule.to.start", "activity", "Steps.failTwice"))
			.isEqualTo(3);
		assertThat(this.scenario.registry.get("durable.activity.attempts")
			.tags("activity", "Steps.failTwice", "outcome", "completed")
			.summary()
			.max()).isEqualTo(3);
		assertThat(this.scenario.registry.get("durable.activity.attempts")
			.tags("activity", "Steps.failAlways", "outcome", "failed")
			.summary()
			.count()).isEqualTo(1);
	}

	@Test
	void timersCommitsReplaysAndPollsAreTimed() {
		assertThat(this.scenario.timed("durable.timer.lag", "type", "Order")).isEqualTo(1);
		assertThat(this.scenario.timed("durable.commit", "outcome", "committed")).isPositive();
		assertThat(this.scenario.registry.get("durable.commit.batch.size").summary().mean()).isGreaterThanOrEqualTo(1);
		assertThat(this.scenario.timed("durable.replay", "type", "Order", "outcome", "completed"))
			.as("a take-up, a query, a restart")
			.isGreaterThanOrEqualTo(3);
		assertThat(this.scenario.timed("durable.poll", "outcome", "found")).isPositive();
		await().atMost(Scenario.LIMIT)
			.untilAsserted(() -> assertThat(this.scenario.timed("durable.poll", "outcome", "idle")).isPositive());
	}

	@Test
	void troubleIsCounted() {
		assertThat(this.scenario.count("durable.lease.lost")).isEqualTo(1);
		assertThat(this.scenario.count("durable.takeover")).isGreaterThanOrEqualTo(1);
		assertThat(this.scenario.count("durable.signal.dead.letter", "reason", "unreadable")).isEqualTo(1);
		assertThat(this.scenario.count("durable.argument.drift", "activity", "Steps.charge"))
			.as("although the run was replayed twice")
			.isEqualTo(1);
	}

}
