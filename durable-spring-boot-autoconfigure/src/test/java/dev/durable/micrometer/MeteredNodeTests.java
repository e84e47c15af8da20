package dev.durable.micrometer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import dev.durable.node.AttemptOutcome;
import dev.durable.node.BatchOutcome;
import dev.durable.node.NodeSample;
import dev.durable.store.OpenRuns;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the meters by themselves: what is told becomes a number under the right tags,
 * whose values are few, and what fails is kept away.
 */
class MeteredNodeTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final MeteredNode node = new MeteredNode(this.registry, Set.of("default"), Duration.ofSeconds(10));

	private double gauge(String name, String... tags) {
		return this.registry.get(name).tags(tags).gauge().value();
	}

	@Test
	void runsAreCountedAndTimed() {
		this.node.started("Order");
		this.node.closed("Order", WorkflowStatus.TIMED_OUT, Duration.ofMinutes(2));
		assertThat(this.registry.get("durable.workflow.started").tags("type", "Order").counter().count()).isEqualTo(1);
		assertThat(this.registry.get("durable.workflow.closed")
			.tags("type", "Order", "status", "timed_out")
			.counter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("durable.workflow.duration")
			.tags("type", "Order", "status", "timed_out")
			.timer()
			.totalTime(TimeUnit.SECONDS)).isEqualTo(120);
	}

	@Test
	void attemptsAreTimed() {
		this.node.attemptBegun("A.a", Duration.ofMillis(20));
		this.node.attemptEnded("A.a", AttemptOutcome.FAILED, 5_000_000);
		this.node.activityEnded("A.a", true, 4);
		assertThat(this.registry.get("durable.activity.schedule.to.start")
			.tags("activity", "A.a")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
		assertThat(this.registry.get("durable.activity.execution")
			.tags("activity", "A.a", "outcome", "failed")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
		assertThat(this.registry.get("durable.activity.attempts")
			.tags("activity", "A.a", "outcome", "failed")
			.summary()
			.totalAmount()).isEqualTo(4);
	}

	@Test
	void commitsAreTimedByOutcomeAndSizedIfTheyHappen() {
		this.node.committed(BatchOutcome.COMMITTED, 7, 1_000_000);
		this.node.committed(BatchOutcome.FAILED, 9, 1_000_000);
		assertThat(this.registry.get("durable.commit").tags("outcome", "committed").timer().count()).isEqualTo(1);
		assertThat(this.registry.get("durable.commit").tags("outcome", "failed").timer().count()).isEqualTo(1);
		assertThat(this.registry.get("durable.commit").tags("outcome", "fenced").timer().count()).isZero();
		assertThat(this.registry.get("durable.commit.batch.size").summary().totalAmount()).isEqualTo(7);
	}

	@Test
	void gaugesAreUnknownUntilTheStoreWasAskedAndWhenItCannotBe() {
		assertThat(gauge("durable.queue.depth", "queue", "default")).isNaN();
		assertThat(gauge("durable.workflow.stuck", "reason", "non_determinism")).isNaN();
		this.node.sampled(new NodeSample(open(3), 2, 1, 4));
		assertThat(gauge("durable.queue.depth", "queue", "default")).isEqualTo(3);
		assertThat(gauge("durable.queue.lag", "queue", "default")).isEqualTo(10);
		assertThat(gauge("durable.workflow.active", "type", "Order")).isEqualTo(6);
		assertThat(gauge("durable.workflow.stuck", "reason", "non_determinism")).isEqualTo(1);
		assertThat(gauge("durable.workflow.stuck", "reason", "history_limit")).isZero();
		assertThat(gauge("durable.workflow.resident")).isEqualTo(2);
		assertThat(gauge("durable.activity.running")).isEqualTo(1);
		assertThat(gauge("durable.activity.waiting")).isEqualTo(4);
		this.node.sampled(new NodeSample(null, 2, 1, 4));
		assertThat(gauge("durable.queue.depth", "queue", "default")).isNaN();
		assertThat(gauge("durable.workflow.resident")).isEqualTo(2);
		this.node.sampled(new NodeSample(new OpenRuns(NOW, List.of(), List.of()), 0, 0, 0));
		assertThat(gauge("durable.workflow.active", "type", "Order")).isZero();
	}

	private static OpenRuns open(long due) {
		return new OpenRuns(NOW,
				List.of(new OpenRuns.Group("default", "Order", WorkflowStatus.RUNNING, null, 5, due,
						NOW.minusSeconds(10)),
						new OpenRuns.Group("default", "Order", WorkflowStatus.RUNNING, StuckReason.NON_DETERMINISM, 1,
								0, null)),
				List.of());
	}

	@Test
	void valuesOfTagsAreFew() {
		for (int i = 0; i < 2_000; i++) {
			this.node.started("Type" + i);
			this.node.activityEnded("A.a" + i, false, 1);
		}
		assertThat(this.registry.find("durable.workflow.started").counters()).hasSize(BoundedTags.VALUES_MAX + 1);
		assertThat(this.registry.find("durable.activity.attempts").summaries()).hasSize(BoundedTags.VALUES_MAX + 1);
		assertThat(this.registry.get("durable.workflow.started").tags("type", "other").counter().count())
			.isEqualTo(2_000 - BoundedTags.VALUES_MAX);
		assertThat(this.registry.find("durable.workflow.started").counters().stream().mapToDouble(Counter::count).sum())
			.isEqualTo(2_000);
	}

	@Test
	void failureOfARegistryDisturbsNobody() {
		this.registry.config().meterFilter(new MeterFilter() {
			@Override
			public Meter.Id map(Meter.Id id) {
				throw new IllegalStateException("a bad filter");
			}
		});
		this.node.started("Order");
		this.node.closed("Order", WorkflowStatus.COMPLETED, Duration.ZERO);
		this.node.sampled(new NodeSample(open(1), 0, 0, 0));
		assertThat(this.registry.find("durable.workflow.started").counters()).isEmpty();
	}

}
