package dev.durable.coexistence;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.durable.client.WorkflowClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a reactive application: starts block, so they go to a thread that may, and
 * results come without one.
 */
class WebFluxTests {

	@Test
	void workflowsAreStartedAndAwaitedByReactiveHandlers() throws Exception {
		try (ConfigurableApplicationContext context = Application
			.builder(Reactive.class, "server.port=0", Application.WITHOUT_JPA)
			.web(WebApplicationType.REACTIVE)
			.run()) {
			String root = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			assertThat(send(root, "POST", "/greetings/patient")).isEqualTo("patient");
			assertThat(send(root, "POST", "/greetings/patient/release")).isEmpty();
			assertThat(send(root, "GET", "/greetings/patient")).isEqualTo("Hello patient");
		}
	}

	private static String send(String root, String method, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(root + path))
			.timeout(Application.LIMIT)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

	@RestController
	static class Desk {

		private final WorkflowClient client;

		Desk(WorkflowClient client) {
			this.client = client;
		}

		@PostMapping("/greetings/{name}")
		Mono<String> start(@PathVariable("name") String name) {
			return Mono
				.fromCallable(() -> this.client.start(GreetingWorkflow.class, (workflow) -> workflow.greet(name)).id())
				.subscribeOn(Schedulers.boundedElastic());
		}

		@PostMapping("/greetings/{name}/release")
		Mono<Void> release(@PathVariable("name") String name) {
			return Mono.<Void>fromRunnable(() -> this.client.stub(GreetingWorkflow.class, name).release())
				.subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/greetings/{name}")
		Mono<String> result(@PathVariable("name") String name) {
			return Mono.fromFuture(() -> this.client.handle(name, String.class).resultAsync());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Greetings.class, Desk.class })
	static class Reactive {

	}

}
