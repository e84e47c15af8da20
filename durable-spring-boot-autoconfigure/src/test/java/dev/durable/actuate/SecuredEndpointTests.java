package dev.durable.actuate;

import dev.durable.client.WorkflowClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoints behind Spring Security, as Boot sets it up by itself.
 */
class SecuredEndpointTests {

	private static ConfigurableApplicationContext context;

	private static HttpProbe http;

	@BeforeAll
	static void start() {
		context = ParcelApplication.startSecured("management.endpoints.web.exposure.include=*",
				"management.endpoint.workflows.access=unrestricted", "management.endpoint.durable.access=unrestricted",
				"management.endpoint.workflows.show-values=when-authorized",
				"management.endpoint.workflows.roles=operator",
				"management.endpoint.health.show-details=when-authorized", "spring.security.user.name=ann",
				"spring.security.user.password=secret", "spring.security.user.roles=operator");
		http = new HttpProbe(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
		context.getBean(WorkflowClient.class)
			.start(ParcelApplication.Parcels.class, (parcels) -> parcels.send("p-1", ParcelApplication.SECRET));
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/workflows", "/workflows/p-1", "/workflows/p-1/history", "/workflows/p-1/stack",
			"/durable", "/info" })
	void nothingNewIsOpen(String path) {
		assertThat(http.get("/actuator" + path).status()).isEqualTo(401);
	}

	@Test
	void operationsAreClosed() {
		assertThat(http.post("/actuator/workflows/p-1", "{\"operation\":\"pause\"}").status()).isIn(401, 403);
		assertThat(http.delete("/actuator/workflows/p-1").status()).isIn(401, 403);
		assertThat(http.post("/actuator/durable", "{\"operation\":\"drain\"}").status()).isIn(401, 403);
		assertThat(http.as("ann:secret").get("/actuator/durable").text("/node/state")).isEqualTo("RUNNING");
		assertThat(http.as("ann:secret").get("/actuator/workflows/p-1").text("/status")).isEqualTo("RUNNING");
	}

	@Test
	void healthIsOpenWithoutDetails() {
		assertThat(http.get("/actuator/health").status()).isEqualTo(200);
		assertThat(http.get("/actuator/health").json().has("components")).isFalse();
		assertThat(http.as("ann:secret").get("/actuator/health").text("/components/durable/details/state"))
			.isEqualTo("RUNNING");
	}

	@Test
	void valuesAreShownToThoseWhoMaySeeThem() {
		assertThat(http.as("ann:secret").get("/actuator/workflows/p-1").text("/memo/card"))
			.isEqualTo(ParcelApplication.SECRET);
	}

}
