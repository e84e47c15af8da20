package dev.durable.autoconfigure;

import java.time.Clock;
import java.util.List;

import dev.durable.actuate.DurableEndpoint;
import dev.durable.actuate.DurableEndpointWebExtension;
import dev.durable.actuate.DurableHealthIndicator;
import dev.durable.actuate.DurableInfoContributor;
import dev.durable.actuate.OperationBodyAdvice;
import dev.durable.actuate.WorkflowsEndpoint;
import dev.durable.actuate.WorkflowsEndpointWebExtension;
import dev.durable.store.InMemoryStore;
import dev.durable.store.Store;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configuration of what operators see.
 */
class DurableEndpointAutoConfigurationTests {

	private static final AutoConfigurations ALL = AutoConfigurations.of(EndpointAutoConfiguration.class,
			HealthContributorAutoConfiguration.class, InfoContributorAutoConfiguration.class,
			JacksonAutoConfiguration.class, DurableAutoConfiguration.class, DurableEndpointAutoConfiguration.class,
			DurableHealthAutoConfiguration.class, DurableInfoAutoConfiguration.class);

	private final WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(ALL)
		.withBean(Store.class, () -> new InMemoryStore(Clock.systemUTC()));

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(ALL)
		.withBean(Store.class, () -> new InMemoryStore(Clock.systemUTC()));

	@Test
	void endpointsAreThereWhenExposed() {
		this.web.withPropertyValues("management.endpoints.web.exposure.include=workflows,durable")
			.run((context) -> assertThat(context).hasSingleBean(WorkflowsEndpoint.class)
				.hasSingleBean(WorkflowsEndpointWebExtension.class)
				.hasSingleBean(DurableEndpoint.class)
				.hasSingleBean(DurableEndpointWebExtension.class)
				.hasSingleBean(OperationBodyAdvice.class));
	}

	@Test
	void oneEndpointIsThereWithoutTheOther() {
		this.web.withPropertyValues("management.endpoints.web.exposure.include=durable")
			.run((context) -> assertThat(context).doesNotHaveBean(WorkflowsEndpoint.class)
				.hasSingleBean(DurableEndpointWebExtension.class)
				.hasSingleBean(OperationBodyAdvice.class));
		this.web.withPropertyValues("management.endpoints.web.exposure.include=workflows")
			.run((context) -> assertThat(context).doesNotHaveBean(DurableEndpoint.class)
				.hasSingleBean(WorkflowsEndpointWebExtension.class)
				.hasSingleBean(OperationBodyAdvice.class));
	}

	@Test
	void endpointsAreNotThereWhenNotExposed() {
		this.web.run((context) -> assertThat(context).doesNotHaveBean(WorkflowsEndpoint.class)
			.doesNotHaveBean(WorkflowsEndpointWebExtension.class)
			.doesNotHaveBean(DurableEndpoint.class));
	}

	@Test
	void endpointsAreNotThereWithoutAccess() {
		this.web
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.workflows.access=NONE", "management.endpoint.durable.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(WorkflowsEndpoint.class)
				.doesNotHaveBean(WorkflowsEndpointWebExtension.class)
				.doesNotHaveBean(DurableEndpoint.class));
	}

	@Test
	void jmxHasNoExtensionOfTheWebForTheEngine() {
		this.plain.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=durable")
			.run((context) -> assertThat(context).hasSingleBean(DurableEndpoint.class)
				.doesNotHaveBean(DurableEndpointWebExtension.class));
	}

	@Test
	void jmxHasNoExtensionOfTheWeb() {
		this.plain.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=workflows")
			.run((context) -> assertThat(context).hasSingleBean(WorkflowsEndpoint.class)
				.doesNotHaveBean(WorkflowsEndpointWebExtension.class));
	}

	@Test
	void healthAndInfoAreThereUnlessSwitchedOff() {
		this.plain.run((context) -> assertThat(context).hasSingleBean(DurableHealthIndicator.class)
			.hasBean("durableHealthContributor")
			.hasSingleBean(DurableInfoContributor.class));
		this.plain
			.withPropertyValues("management.health.durable.enabled=false", "management.info.durable.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(DurableHealthIndicator.class)
				.doesNotHaveBean(DurableInfoContributor.class));
	}

	@Test
	void withoutEngineNothingIsThere() {
		this.web.withPropertyValues("management.endpoints.web.exposure.include=*", "durable.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WorkflowsEndpoint.class)
				.doesNotHaveBean(DurableEndpoint.class)
				.doesNotHaveBean(DurableHealthIndicator.class)
				.doesNotHaveBean(DurableInfoContributor.class));
	}

	@Test
	void withoutActuatorTheEngineIsThereAllTheSame() {
		this.plain
			.withClassLoader(new FilteredClassLoader(Endpoint.class, HealthIndicator.class, InfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(NodeLifecycle.class)
				.doesNotHaveBean(WorkflowsEndpoint.class)
				.doesNotHaveBean(DurableHealthIndicator.class));
	}

	@Test
	void beansOfTheUserWin() {
		WorkflowsEndpoint workflows = new WorkflowsEndpoint(() -> null, new EndpointJson(), Show.NEVER, List.of());
		DurableEndpoint durable = new DurableEndpoint(() -> null);
		HealthIndicator health = () -> Health.up().build();
		this.web.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withBean(WorkflowsEndpoint.class, () -> workflows)
			.withBean(DurableEndpoint.class, () -> durable)
			.withBean("durableHealthIndicator", HealthIndicator.class, () -> health)
			.run((context) -> {
				assertThat(context.getBean(WorkflowsEndpoint.class)).isSameAs(workflows);
				assertThat(context.getBean(DurableEndpoint.class)).isSameAs(durable);
				assertThat(context).doesNotHaveBean(DurableHealthIndicator.class);
			});
	}

}
