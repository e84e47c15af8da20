package dev.durable.autoconfigure;

import dev.durable.actuate.DurableInfoContributor;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what {@code info} says of
 * durable workflows.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnBean(NodeLifecycle.class)
@ConditionalOnEnabledInfoContributor("durable")
public final class DurableInfoAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DurableInfoContributor durableInfoContributor(NodeLifecycle node) {
		return new DurableInfoContributor(node::current);
	}

}
