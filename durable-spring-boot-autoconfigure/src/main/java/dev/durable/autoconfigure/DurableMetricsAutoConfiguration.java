package dev.durable.autoconfigure;

import dev.durable.micrometer.MeteredNode;
import dev.durable.node.NodeListener;
import dev.durable.proxy.WorkflowRuntime;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the metrics of durable
 * workflows.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(WorkflowRuntime.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public final class DurableMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NodeListener durableNodeListener(MeterRegistry registry, DurableProperties properties) {
		return new MeteredNode(registry, properties.queues(), properties.metrics().sampleInterval());
	}

}
