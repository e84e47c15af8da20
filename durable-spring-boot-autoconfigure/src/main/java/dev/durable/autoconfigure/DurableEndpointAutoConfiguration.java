package dev.durable.autoconfigure;

import dev.durable.actuate.DurableEndpoint;
import dev.durable.actuate.DurableEndpointWebExtension;
import dev.durable.actuate.Json;
import dev.durable.actuate.WorkflowsEndpoint;
import dev.durable.actuate.WorkflowsEndpointWebExtension;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the endpoints of durable
 * workflows.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(NodeLifecycle.class)
@EnableConfigurationProperties(WorkflowsEndpointProperties.class)
public final class DurableEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	WorkflowsEndpoint workflowsEndpoint(NodeLifecycle node, Json json, WorkflowsEndpointProperties properties) {
		return new WorkflowsEndpoint(node::current, json, properties.showValues(), properties.roles());
	}

	@Bean
	Json durableEndpointJson() {
		return new EndpointJson();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(WorkflowsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	WorkflowsEndpointWebExtension workflowsEndpointWebExtension(WorkflowsEndpoint endpoint) {
		return new WorkflowsEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	DurableEndpoint durableEndpoint(NodeLifecycle node) {
		return new DurableEndpoint(node::current);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(DurableEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	DurableEndpointWebExtension durableEndpointWebExtension(DurableEndpoint endpoint, Json json) {
		return new DurableEndpointWebExtension(endpoint, json);
	}

	/**
	 * Beside the extension of the web for workflows.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(endpoint = WorkflowsEndpoint.class, exposure = EndpointExposure.WEB)
	@Import({ OperationBodyConfiguration.Servlet.class, OperationBodyConfiguration.Reactive.class })
	static class WorkflowBodies {

	}

	/**
	 * Beside the extension of the web for the engine.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(endpoint = DurableEndpoint.class, exposure = EndpointExposure.WEB)
	@Import({ OperationBodyConfiguration.Servlet.class, OperationBodyConfiguration.Reactive.class })
	static class EngineBodies {

	}

}
