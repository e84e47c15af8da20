package dev.durable.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.micrometer.ClientCallContext;
import dev.durable.micrometer.DefaultClientCallObservationConvention;
import dev.durable.micrometer.MeteredNode;
import dev.durable.micrometer.ObservedCalls;
import dev.durable.micrometer.TracePropagator;
import dev.durable.node.CodeObserver;
import dev.durable.node.NodeListener;
import dev.durable.store.InMemoryStore;
import dev.durable.store.Store;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what is wired where there is Micrometer, and that workflows run without it,
 * and whatever of it fails.
 */
class MicrometerAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, ObservationAutoConfiguration.class,
				DurableAutoConfiguration.class, DurableMetricsAutoConfiguration.class,
				DurableObservationAutoConfiguration.class))
		.withBean(Store.class, () -> new InMemoryStore(Clock.systemUTC()))
		.withPropertyValues("durable.poller.interval=50ms")
		.withUserConfiguration(DriftingWorkflow.class, DriftingWorkflow.Calls.class);

	private static void assertRuns(ConfigurableApplicationContext context) {
		WorkflowClient client = context.getBean(WorkflowClient.class);
		WorkflowHandle<String> run = client.start(DriftingWorkflow.class, (workflow) -> workflow.drift());
		client.stub(DriftingWorkflow.class, run.id()).done();
		assertThat(run.result()).isEqualTo("done");
	}

	@Test
	void registriesAreUsed() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			assertThat(context).hasSingleBean(MeteredNode.class)
				.hasSingleBean(ObservedCalls.class)
				.hasSingleBean(TracePropagator.class)
				.hasSingleBean(CodeObserver.class);
			assertRuns(context);
			assertThat(context.getBean(MeterRegistry.class).get("durable.workflow.started").counter().count())
				.isEqualTo(1);
		});
	}

	@Test
	void missingMeterRegistryLeavesNoMeters() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(NodeListener.class);
			assertRuns(context);
		});
	}

	@Test
	void missingMicrometerLeavesNothing() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(NodeListener.class).doesNotHaveBean(CodeObserver.class);
			assertRuns(context);
		});
	}

	@Test
	void severalMeterRegistriesWithoutPrimaryLeaveNoMeters() {
		this.runner.withBean("one", MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("other", MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(NodeListener.class);
				assertRuns(context);
			});
	}

	@Test
	void disabledLeavesNothing() {
		this.runner.withPropertyValues("durable.enabled=false")
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).doesNotHaveBean(NodeListener.class)
				.doesNotHaveBean(ObservedCalls.class));
	}

	@Test
	void conventionOfTheUserNamesAndTags() {
		this.runner.withBean(DefaultClientCallObservationConvention.class, TenantConvention::new)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				context.getBean(ObservationRegistry.class)
					.observationConfig()
					.observationHandler(new DefaultMeterObservationHandler(meters));
				assertRuns(context);
				assertThat(meters.get("durable.workflow.start")
					.tags("tenant", "t1", "type", "DriftingWorkflow")
					.timer()
					.count()).isEqualTo(1);
			});
	}

	@Test
	void handlersThatFailDisturbNoWorkflow() {
		this.runner.withBean(ObservationHandler.class, BrokenHandler::new).run((context) -> assertRuns(context));
	}

	@Test
	void otherArgumentsOnReplayAreStuckIfThatIsWanted() {
		this.runner.withPropertyValues("durable.workflow.on-argument-drift=stuck").run((context) -> {
			WorkflowHandle<String> run = drift(context);
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(run.describe().stuckReason()).contains(StuckReason.NON_DETERMINISM));
			WorkflowDescription stuck = run.describe();
			assertThat(stuck.stuckMessage().orElseThrow()).contains("[DURABLE-1]", "Calls.call", "on-argument-drift");
		});
	}

	@Test
	void otherArgumentsOnReplayAreAWarningOtherwise() {
		this.runner.run((context) -> assertThat(drift(context).result()).isEqualTo("done"));
	}

	private static WorkflowHandle<String> drift(ConfigurableApplicationContext context) {
		WorkflowClient client = context.getBean(WorkflowClient.class);
		WorkflowHandle<String> run = client.start(DriftingWorkflow.class, (workflow) -> workflow.drift());
		await().atMost(Duration.ofSeconds(30))
			.until(() -> run.history().stream().anyMatch((event) -> event.kind().equals("ActivityCompleted")));
		SmartLifecycle node = (SmartLifecycle) context.getBean("durableNodeLifecycle");
		AtomicBoolean stopped = new AtomicBoolean();
		node.stop(() -> stopped.set(true));
		await().atMost(Duration.ofSeconds(30)).untilTrue(stopped);
		node.start();
		client.stub(DriftingWorkflow.class, run.id()).done();
		return run;
	}

	static final class TenantConvention extends DefaultClientCallObservationConvention {

		@Override
		public KeyValues getLowCardinalityKeyValues(ClientCallContext context) {
			return super.getLowCardinalityKeyValues(context).and("tenant", "t1");
		}

	}

	static final class BrokenHandler implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			throw new IllegalStateException("cannot start");
		}

		@Override
		public void onStop(Observation.Context context) {
			throw new IllegalStateException("cannot stop");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
