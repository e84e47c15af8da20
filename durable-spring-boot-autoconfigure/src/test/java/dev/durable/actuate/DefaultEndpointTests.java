package dev.durable.actuate;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import dev.durable.actuate.HttpProbe.Answer;
import dev.durable.client.WorkflowClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the endpoints do where they are exposed and nothing else is said: they read, they
 * mask values, and JMX has the same reads.
 */
class DefaultEndpointTests {

	private static final String DOMAIN = "dev.durable.test";

	private static ConfigurableApplicationContext context;

	private static HttpProbe http;

	@BeforeAll
	static void start() {
		context = ParcelApplication.start(WebApplicationType.SERVLET, "management.endpoints.web.exposure.include=*",
				"management.endpoints.jmx.exposure.include=*", "management.endpoints.jmx.domain=" + DOMAIN,
				"spring.jmx.enabled=true");
		http = new HttpProbe(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
		WorkflowClient client = context.getBean(WorkflowClient.class);
		client.start(ParcelApplication.Parcels.class, (parcels) -> parcels.send("p-1", ParcelApplication.SECRET));
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> client.handle("p-1", String.class).query("state", String.class).equals("WAITING"));
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "signal", "cancel", "terminate", "pause", "resume", "retry", "reset", "update", "query" })
	void operationsAreNotThere(String operation) {
		Answer answer = http.post("/actuator/workflows/p-1", "{\"operation\":\"" + operation + "\"}");
		assertThat(answer.status()).isEqualTo(405);
	}

	@ParameterizedTest
	@ValueSource(strings = { "drain", "resume" })
	void operationsOnTheNodeAreNotThere(String operation) {
		assertThat(http.post("/actuator/durable", "{\"operation\":\"" + operation + "\"}").status()).isEqualTo(405);
		assertThat(http.get("/actuator/durable").text("/node/state")).isEqualTo("RUNNING");
	}

	@Test
	void deletionIsNotThere() {
		assertThat(http.delete("/actuator/workflows/p-1").status()).isEqualTo(405);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/workflows", "/workflows/p-1", "/workflows/p-1/history?limit=200", "/workflows/p-1/stack",
			"/durable", "/health", "/info" })
	void valuesAreMasked(String path) {
		Answer answer = http.get("/actuator" + path);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).doesNotContain(ParcelApplication.SECRET).doesNotContain("EIRE");
	}

	@Test
	void namesAreShownWhereValuesAreMasked() {
		assertThat(http.get("/actuator/workflows/p-1").text("/memo/card")).isEqualTo("******");
		assertThat(http.get("/actuator/workflows/p-1/history").text("/events/0/fields/arguments")).isEqualTo("******");
		assertThat(http.get("/actuator/workflows").text("/workflows/0/attributes/country")).isEqualTo("******");
	}

	@Test
	void exportIsForbidden() {
		Answer answer = http.get("/actuator/workflows/p-1/history?format=export");
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.type()).startsWith("application/problem+json");
		assertThat(answer.text("/detail")).contains("management.endpoint.workflows.show-values");
	}

	@Test
	void healthHasNoDetails() {
		assertThat(http.get("/actuator/health").json().has("components")).isFalse();
	}

	@Test
	void jmxReads() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName workflows = new ObjectName(DOMAIN + ":type=Endpoint,name=Workflows");
		String[] texts = new String[9];
		Arrays.fill(texts, String.class.getName());
		Object[] none = new Object[9];
		Map<?, ?> page = (Map<?, ?>) server.invoke(workflows, "list", none, texts);
		assertThat(page.get("workflows").toString()).contains("p-1").doesNotContain("EIRE");
		Map<?, ?> run = (Map<?, ?>) server.invoke(workflows, "describe", new Object[] { "p-1", null },
				new String[] { String.class.getName(), String.class.getName() });
		assertThat(run.get("type")).isEqualTo("Parcels");
		Map<?, ?> history = (Map<?, ?>) server.invoke(workflows, "part",
				new Object[] { "p-1", "history", null, null, null, null }, Arrays.copyOf(texts, 6));
		assertThat(history.get("events").toString()).contains("WorkflowStarted")
			.doesNotContain(ParcelApplication.SECRET);
		Map<?, ?> engine = (Map<?, ?>) server.invoke(new ObjectName(DOMAIN + ":type=Endpoint,name=Durable"), "durable",
				new Object[0], new String[0]);
		assertThat(engine.get("workflowTypes").toString()).contains("Parcels");
		none[0] = "SLEEPING";
		assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> server.invoke(workflows, "list", none, texts))
			.withMessageContaining("'status'");
	}

	@Test
	void jmxWritesNothing() throws Exception {
		MBeanInfo info = ManagementFactory.getPlatformMBeanServer()
			.getMBeanInfo(new ObjectName(DOMAIN + ":type=Endpoint,name=Workflows"));
		assertThat(info.getOperations()).extracting(MBeanOperationInfo::getName)
			.containsExactlyInAnyOrder("list", "describe", "part");
		assertThat(info.getOperations()).extracting(MBeanOperationInfo::getImpact)
			.containsOnly(MBeanOperationInfo.INFO);
		MBeanInfo engine = ManagementFactory.getPlatformMBeanServer()
			.getMBeanInfo(new ObjectName(DOMAIN + ":type=Endpoint,name=Durable"));
		assertThat(engine.getOperations()).extracting(MBeanOperationInfo::getName).containsExactly("durable");
	}

}
