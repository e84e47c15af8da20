package dev.durable.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.durable.actuate.Json;
import dev.durable.actuate.OperationBodyAdvice;
import dev.durable.actuate.OperationBodyFilter;
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
final class OperationBodyConfiguration {

	private OperationBodyConfiguration() {
	}

	private static Supplier<List<String>> paths(ObjectProvider<PathMappedEndpoints> endpoints) {
		return () -> Stream
			.concat(paths(endpoints, "workflows").map((path) -> path + "/{id}"), paths(endpoints, "durable"))
			.toList();
	}

	private static Stream<String> paths(ObjectProvider<PathMappedEndpoints> endpoints, String endpoint) {
		return endpoints.stream().map((each) -> each.getPath(EndpointId.of(endpoint))).filter((path) -> path != null);
	}

	/**
	 * For Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(RequestBodyAdvice.class)
	static class Servlet {

		@Bean
		OperationBodyAdvice durableOperationBodyAdvice(Json json, ObjectProvider<PathMappedEndpoints> endpoints) {
			return new OperationBodyAdvice(json, paths(endpoints));
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
		OperationBodyFilter durableOperationBodyFilter(Json json, ObjectProvider<PathMappedEndpoints> endpoints) {
			return new OperationBodyFilter(json, paths(endpoints));
		}

	}

}
