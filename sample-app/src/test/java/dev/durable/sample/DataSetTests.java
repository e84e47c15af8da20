package dev.durable.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.test.WorkflowReplayer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.durable.sample.ExpectedProblem.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of a data set, on the real engine and over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:samples")
class DataSetTests {

	private static final int LARGE = 1_000_000;

	private final HttpDoor door;

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private WorkflowReplayer replayer;

	DataSetTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void dataSetHasHundredBatchesUnlessMoreAreSaid() {
		begin("{\"datasetId\":\"plain\"}");
		awaitState("plain", "COMPLETED");
		assertThat(this.door.get("/datasets/plain").body())
			.isEqualTo("{\"state\":\"COMPLETED\",\"progress\":100,\"completedBatches\":100}");
		requireBatches("plain", 100);
		this.replayer.replay("dataset-plain");
		begin("{\"datasetId\":\"plain\",\"batches\":100}");
		requireBatches("plain", 100);
		requireProblem(this.door.postJson("/datasets", "{\"datasetId\":\"plain\",\"batches\":99}"), 409);
	}

	@Test
	void pausedDataSetRestsUntilItIsResumedOrCancelled() {
		begin("{\"datasetId\":\"steered\",\"batches\":%d}".formatted(LARGE));
		Awaitility.await().until(() -> completed("steered") > 0);
		steer("steered", "pause");
		steer("steered", "pause");
		awaitState("steered", "PAUSED");
		int resting = completed("steered");
		requireBatches("steered", resting);
		steer("steered", "resume");
		Awaitility.await().until(() -> completed("steered") > resting);
		steer("steered", "pause");
		awaitState("steered", "PAUSED");
		steer("steered", "cancel");
		awaitState("steered", "CANCELLED");
		requireBatches("steered", completed("steered"));
		this.replayer.replay("dataset-steered");
	}

	@Test
	void closedDataSetTakesNoSignals() {
		begin("{\"datasetId\":\"cancelled\",\"batches\":%d}".formatted(LARGE));
		steer("cancelled", "cancel");
		awaitState("cancelled", "CANCELLED");
		requireBatches("cancelled", completed("cancelled"));
		for (String signal : List.of("pause", "resume", "cancel")) {
			requireProblem(this.door.postJson("/datasets/cancelled/" + signal, ""), 409);
			requireProblem(this.door.postJson("/datasets/unknown/" + signal, ""), 404);
		}
	}

	@Test
	void longDataSetGoesOnInNewRunsAndNoBatchIsLostOrDoubled() {
		begin("{\"datasetId\":\"long\",\"batches\":5000}");
		awaitState("long", "COMPLETED");
		requireBatches("long", 5000);
		List<WorkflowStatus> runs = this.workflows.list(WorkflowQuery.where().idPrefix("dataset-long").limit(100))
			.stream()
			.map(WorkflowDescription::status)
			.toList();
		assertThat(runs).hasSizeGreaterThan(1).startsWith(WorkflowStatus.COMPLETED);
		assertThat(runs.subList(1, runs.size())).containsOnly(WorkflowStatus.CONTINUED_AS_NEW);
	}

	private void begin(String dataSet) {
		HttpDoor.Answer answer = this.door.postJson("/datasets", dataSet);
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
	}

	private void steer(String id, String signal) {
		assertThat(this.door.postJson("/datasets/" + id + "/" + signal, "").status()).isEqualTo(202);
	}

	private void awaitState(String id, String state) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.untilAsserted(() -> assertThat(progress(id).path("state").stringValue()).isEqualTo(state));
	}

	private void requireBatches(String id, int batches) {
		SampleEffects.of(this.door, "/datasets/" + id)
			.requireOnceEach(IntStream.rangeClosed(1, batches).mapToObj((batch) -> "batch-" + batch).toList());
	}

	private int completed(String id) {
		return progress(id).path("completedBatches").intValue();
	}

	private JsonNode progress(String id) {
		return this.door.get("/datasets/" + id).json();
	}

}
