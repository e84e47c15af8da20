package dev.durable.sample;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what operators see of the sample: it can be looked at, and not steered, by
 * anybody who can reach it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:samples")
class ActuatorTests {

	private final HttpDoor door;

	ActuatorTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void sixEndpointsAreExposed() {
		List<String> names = new ArrayList<>();
		this.door.get("/actuator").json().path("_links").propertyNames().forEach((name) -> {
			if (!name.contains("-")) {
				names.add(name);
			}
		});
		assertThat(names).containsExactlyInAnyOrder("self", "health", "info", "metrics", "prometheus", "durable",
				"workflows");
	}

	@ParameterizedTest
	@ValueSource(strings = { "health", "info", "metrics", "prometheus", "durable", "workflows" })
	void endpointAnswers(String name) {
		assertThat(this.door.get("/actuator/" + name).status()).isEqualTo(200);
	}

	@Test
	void engineIsHealthy() {
		JsonNode health = this.door.get("/actuator/health").json();
		assertThat(health.at("/components/durable/status").stringValue()).isEqualTo("UP");
	}

	@Test
	void runsAreSeenWithoutTheirValuesAndCannotBeSteered() {
		this.door.postJson("/loans", "{\"applicationId\":\"watched\",\"amount\":7654.32}");
		HttpDoor.Answer run = this.door.get("/actuator/workflows/loan-watched");
		assertThat(run.json().path("type").stringValue()).isEqualTo("LoanWorkflow");
		HttpDoor.Answer history = this.door.get("/actuator/workflows/loan-watched/history");
		assertThat(history.json().at("/events/0/fields/arguments").stringValue()).isEqualTo("******");
		assertThat(history.body()).doesNotContain("7654.32");
		assertThat(this.door.get("/actuator/workflows/loan-watched/history?format=export").status()).isEqualTo(403);
		assertThat(this.door.postJson("/actuator/workflows/loan-watched", "{\"operation\":\"pause\"}").status())
			.isEqualTo(405);
	}

}
