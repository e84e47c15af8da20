package dev.durable.autoconfigure;

import dev.durable.actuate.DurableHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of the engine.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(NodeLifecycle.class)
@ConditionalOnEnabledHealthIndicator("durable")
public final class DurableHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "durableHealthIndicator", "durableHealthContributor" })
	DurableHealthIndicator durableHealthContributor(NodeLifecycle node) {
		return new DurableHealthIndicator(node::current);
	}

}
