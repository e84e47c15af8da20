package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.jpa.SchemaMode;
import dev.durable.proxy.ActivityOverrides;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the settings, their limits and what is said of one that is out of them.
 */
class DurablePropertiesTests {

	private static Binder binder(Map<String, String> values) {
		return new Binder(ConfigurationPropertySources.from(new MapPropertySource("test", new TreeMap<>(values))));
	}

	private static DurableProperties bind(Map<String, String> values) {
		return binder(values).bindOrCreate("durable", DurableProperties.class);
	}

	@Test
	void defaults() {
		DurableProperties properties = bind(Map.of());
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.buildId()).isNull();
		assertThat(properties.poller()).isEqualTo(new DurableProperties.Poller(Duration.ofSeconds(1), 100, true));
		assertThat(properties.lease())
			.isEqualTo(new DurableProperties.Lease(Duration.ofSeconds(30), Duration.ofSeconds(10)));
		assertThat(properties.workflow()).isEqualTo(
				new DurableProperties.Workflow(null, null, ArgumentDriftMode.WARN, Duration.ofSeconds(30), true));
		assertThat(properties.metrics()).isEqualTo(new DurableProperties.Metrics(Duration.ofSeconds(10)));
		assertThat(properties.queues()).containsExactly("default");
		assertThat(properties.history()).isEqualTo(new DurableProperties.History(10_000, 50_000));
		assertThat(properties.activity().maxConcurrent()).isEqualTo(200);
		assertThat(properties.payload().maxSize()).isEqualTo(DataSize.ofMegabytes(2));
		assertThat(properties.schema()).isEqualTo(new DurableProperties.Schema(SchemaMode.MIGRATE, null));
		assertThat(properties.shutdown().grace()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void namesAreChecked() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("durable.build-id", "a\tb")))
			.havingRootCause()
			.withMessageContaining("durable.build-id (a\\u0009b) must be 1 to 200 characters");
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind(Map.of("durable.node.name", "x".repeat(201))))
			.havingRootCause()
			.withMessageContaining("durable.node.name (" + "x".repeat(60) + "…) must be 1 to 200 characters");
	}

	@Test
	void queuesAreNamed() {
		assertThat(bind(Map.of("durable.queues", "default, slow")).queues()).containsExactlyInAnyOrder("default",
				"slow");
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("durable.queues", "")))
			.havingRootCause()
			.withMessageContaining("durable.queues");
	}

	@Test
	void kindsThatAreBugsCanBeReplaced() {
		DurableProperties properties = bind(
				Map.of("durable.workflow.suspend-on", "java.lang.IllegalStateException,java.lang.Error"));
		assertThat(NodeConfigurer.bugs(properties.workflow().suspendOn()))
			.accepts(new AssertionError(), new java.nio.channels.OverlappingFileLockException())
			.rejects(new NullPointerException());
		assertThat(NodeConfigurer.bugs(null)).accepts(new NullPointerException()).rejects(new IllegalStateException());
	}

	@Test
	void loggingContextIsCarriedUnlessTheListIsEmpty() {
		assertThat(bind(Map.of()).context().mdc()).containsExactly("*");
		assertThat(bind(Map.of("durable.context.mdc", "user, tenant")).context().mdc()).containsExactly("user",
				"tenant");
		assertThat(bind(Map.of("durable.context.mdc", "")).context().mdc()).isEmpty();
	}

	@Test
	void activitiesAreFoundInBracketsAndAsQuotedKeys() {
		BoundActivities activities = new BoundActivities(
				binder(Map.of("durable.activities[Payments.charge].start-to-close-timeout", "5s",
						"durable.activities.Payments.refund.retry.maximum-attempts", "3",
						"durable.activities.Payments.refund.heartbeat-timeout", "7s",
						"durable.activities.Payments.refund.schedule-to-start-timeout", "8s",
						"durable.activities.Payments.refund.queue", "slow",
						"durable.activities.Payments.refund.rate-limit", "0.5",
						"durable.activities.Payments.refund.max-concurrent", "2",
						"durable.activities.Payments.refund.retry.non-retryable[0]", "com.acme.CardDeclined",
						"durable.activities.Paiments.refund.retry.jitter", "0.5")),
				bind(Map.of("durable.activity.defaults.retry.initial-interval", "2s")).activity().defaults());
		assertThat(activities.defaults().initialInterval()).isEqualTo(Duration.ofSeconds(2));
		assertThat(activities.of("Payments.charge").startToClose()).isEqualTo(Duration.ofSeconds(5));
		assertThat(activities.of("Payments.refund")).isEqualTo(new ActivityOverrides(null, null, Duration.ofSeconds(8),
				Duration.ofSeconds(7), null, null, null, 3, List.of("com.acme.CardDeclined"), null, "slow", 0.5, 2));
		assertThat(activities.of("Payments.other")).isEqualTo(ActivityOverrides.NONE);
		assertThat(activities.of("a name with \u00e9 and spaces")).isEqualTo(ActivityOverrides.NONE);
		assertThat(activities.unknown(List.of("Payments.charge", "Payments.refund"))).singleElement()
			.asString()
			.startsWith("durable.activities.Paiments.refund");
	}

}
