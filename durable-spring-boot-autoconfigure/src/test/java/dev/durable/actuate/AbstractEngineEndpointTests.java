package dev.durable.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import dev.durable.actuate.HttpProbe.Answer;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint of the engine answers over the web, and health and info, the same
 * whatever serves them: everything may be done here, and values are shown.
 */
abstract class AbstractEngineEndpointTests {

	static final String[] OPEN = { "management.endpoints.web.exposure.include=*",
			"management.endpoint.workflows.access=unrestricted", "management.endpoint.workflows.show-values=always",
			"management.endpoint.durable.access=unrestricted", "management.endpoint.health.show-details=always" };

	abstract ConfigurableApplicationContext context();

	abstract HttpProbe http();

	String prefix() {
		return "/actuator";
	}

	Answer get(String path) {
		return http().get(prefix() + path);
	}

	Answer post(String id, String body) {
		return http().post(prefix() + "/workflows/" + id, body);
	}

	WorkflowClient client() {
		return context().getBean(WorkflowClient.class);
	}

	static void eventually(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
	}

	/** Start a parcel and wait until its code waits. */
	String parcel(String prefix) {
		String id = prefix + UUID.randomUUID();
		client().start(ParcelApplication.Parcels.class, (parcels) -> parcels.send(id, ParcelApplication.SECRET));
		eventually(() -> client().handle(id, String.class).query("state", String.class).equals("WAITING"));
		eventually(() -> client().handle(id, String.class)
			.describe()
			.pendingActivities()
			.stream()
			.anyMatch((activity) -> activity.nextAttemptAt().isPresent()));
		return id;
	}

	String refused(String prefix) {
		String id = prefix + UUID.randomUUID();
		client().start(ParcelApplication.Refused.class, (refused) -> refused.run(id));
		eventually(() -> client().handle(id, String.class).describe().status() == WorkflowStatus.FAILED);
		return id;
	}

	String broken(String prefix) {
		String id = prefix + UUID.randomUUID();
		client().start(ParcelApplication.Broken.class, (broken) -> broken.run(id));
		eventually(() -> client().handle(id, String.class).describe().stuckReason().isPresent());
		return id;
	}

	static List<String> texts(JsonNode array, String field) {
		List<String> texts = new ArrayList<>();
		array.forEach((element) -> texts.add(element.get(field).asString()));
		return texts;
	}

	static void assertProblem(Answer answer, int status, String parameter) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.type()).startsWith("application/problem+json");
		assertThat(answer.at("/status").asInt()).isEqualTo(status);
		assertThat(answer.text("/title")).isNotBlank();
		if (parameter != null) {
			assertThat(answer.text("/parameter")).isEqualTo(parameter);
			assertThat(answer.text("/detail")).contains("'" + parameter + "'");
		}
		assertThat(answer.body()).doesNotContain("\\tat ").doesNotContain("select ").doesNotContain("trace");
	}

	@Test
	void engineIsShown() {
		Answer answer = get("/durable");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("/node/state")).isEqualTo("RUNNING");
		assertThat(answer.at("/node/lease/held").asBoolean()).isTrue();
		assertThat(answer.at("/node/poller/alive").asBoolean()).isTrue();
		assertThat(answer.at("/nodes")).hasSize(1);
		assertThat(answer.at("/nodes/0/self").asBoolean()).isTrue();
		assertThat(answer.at("/nodes/0/alive").asBoolean()).isTrue();
		assertThat(answer.at("/nodes/0/nodeId").asLong()).isEqualTo(answer.at("/node/nodeId").asLong());
		assertThat(answer.text("/nodes/0/leaseUntil")).isNotBlank();
		assertThat(answer.at("/workflowTypes").toString()).isEqualTo("[\"Broken\",\"Parcels\",\"Refused\"]");
		assertThat(answer.at("/activityTypes").toString()).isEqualTo("[\"Counter.charge\",\"Counter.stamp\"]");
		assertThat(answer.text("/queues/0/name")).isEqualTo("default");
		assertThat(answer.at("/queues/0/served").asBoolean()).isTrue();
		assertThat(answer.text("/settings/durable.lease.duration")).isEqualTo("PT30S");
		assertThat(answer.text("/settings/durable.poller.interval")).isEqualTo("PT0.1S");
	}

	private Answer operate(String body) {
		return http().post(prefix() + "/durable", body);
	}

	@Test
	void nodeIsDrainedAndResumed() {
		String id = parcel("drain-");
		String started = "drained-" + UUID.randomUUID();
		try {
			Answer drained = operate("{\"operation\":\"drain\"}");
			assertThat(drained.status()).as(drained.body()).isEqualTo(200);
			assertThat(drained.text("/operation")).isEqualTo("drain");
			assertThat(drained.text("/name")).isEqualTo(get("/durable").text("/node/name"));
			assertThat(drained.text("/state")).startsWith("DRAIN");
			eventually(() -> get("/durable").text("/node/state").equals("DRAINED"));
			Answer health = get("/health");
			assertThat(health.text("/components/durable/status")).isEqualTo("UP");
			assertThat(health.text("/components/durable/details/state")).isEqualTo("DRAINED");
			Answer again = operate("{\"operation\":\"drain\"}");
			assertThat(again.text("/outcome")).isEqualTo("DONE");
			assertThat(again.text("/state")).isEqualTo("DRAINED");
			assertThat(get("/workflows/" + id).at("/owner").isNumber()).isFalse();
			assertThat(client().handle(id, String.class).query("state", String.class)).isEqualTo("WAITING");
			client().start(ParcelApplication.Parcels.class, (parcels) -> parcels.send(started, "none"));
			assertThat(get("/workflows/" + started).at("/owner").isNumber()).isFalse();
		}
		finally {
			assertThat(operate("{\"operation\":\"resume\"}").text("/state")).isEqualTo("RUNNING");
		}
		eventually(() -> client().handle(started, String.class).query("state", String.class).equals("WAITING"));
		assertThat(operate("{\"operation\":\"resume\"}").text("/outcome")).isEqualTo("DONE");
		assertThat(get("/durable").text("/node/state")).isEqualTo("RUNNING");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{}|operation", "{\"operation\":\"explode\"}|operation", "{\"operation\":\"\"}|operation",
					"{\"operation\":[\"drain\"]}|operation", "{\"operation\":\"drain\",\"name\":\"x\"}|name",
					"nonsense|body", "[]|body", "{\"operation\":|body" })
	void badOrderToTheNodeIsRefusedByItsField(String body, String field) {
		assertProblem(operate(body), 400, field);
		assertThat(get("/durable").text("/node/state")).isEqualTo("RUNNING");
	}

	@Test
	void orderToTheNodeThatIsMissingOrTooLargeIsRefused() {
		assertProblem(operate(""), 400, "operation");
		assertThat(operate("{\"operation\":\"" + "x".repeat(5_000_000) + "\"}").status()).isEqualTo(413);
	}

	@Test
	void stuckRunsDoNotMakeTheEngineSick() {
		broken("health-");
		Answer answer = get("/health");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.text("/components/durable/status")).isEqualTo("UP");
		assertThat(answer.at("/components/durable/details/stuck").asInt()).isPositive();
		assertThat(answer.at("/components/durable/details/store/reachable").asBoolean()).isTrue();
		assertThat(answer.at("/components/durable/details/lease/held").asBoolean()).isTrue();
	}

	@Test
	void infoSaysWhatIsHere() {
		Answer answer = get("/info");
		assertThat(answer.at("/durable/workflowTypes").toString()).contains("Parcels");
		assertThat(answer.text("/durable/buildId")).isNotBlank();
	}

}
