package dev.durable.autoconfigure;

import java.util.function.Supplier;

import dev.durable.actuate.Json;
import dev.durable.actuate.WorkflowBodyAdvice;
import dev.durable.actuate.WorkflowBodyFilter;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdvice;

/**
 * What hands the bodies of operations on as they are, on each kind of web.
 */
final class WorkflowBodyConfiguration {

	private WorkflowBodyConfiguration() {
	}

	private static Supplier<String> path(ObjectProvider<PathMappedEndpoints> endpoints) {
		return () -> endpoints.stream()
			.map((each) -> each.getPath(EndpointId.of("workflows")))
			.filter((path) -> path != null)
			.findFirst()
			.orElse("");
	}

	/**
	 * For Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(RequestBodyAdvice.class)
	static class Servlet {

		@Bean
		WorkflowBodyAdvice durableWorkflowBodyAdvice(Json json, ObjectProvider<PathMappedEndpoints> endpoints) {
			return new WorkflowBodyAdvice(json, path(endpoints));
		}

	}

	/**
	 * For WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass({ WebFilter.class, Mono.class })
	static class Reactive {

		@Bean
		WorkflowBodyFilter durableWorkflowBodyFilter(Json json, ObjectProvider<PathMappedEndpoints> endpoints) {
			return new WorkflowBodyFilter(json, path(endpoints));
		}

	}

}
