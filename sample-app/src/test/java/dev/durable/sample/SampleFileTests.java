package dev.durable.sample;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.sample.fulfilment.OrderWorkflow;
import dev.durable.test.WorkflowReplayer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the file that comes with the sample: it shows everything that can become of
 * an order.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.datasource.url=jdbc:h2:mem:sample-file")
class SampleFileTests {

	private final HttpDoor door;

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private WorkflowReplayer replayer;

	SampleFileTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void fileShowsAllEndsAndStartsNothingAnewWhenItComesAgain() throws IOException {
		byte[] file = new ClassPathResource("sample-orders.csv").getContentAsByteArray();
		assertThat(this.door.postCsv("/orders/import", file).body()).isEqualTo("{\"accepted\":12,\"rejected\":[]}");
		requireSummary("{\"total\":12,\"byStatus\":{\"AWAITING_REVIEW\":2,\"CONFIRMED\":6,\"COMPENSATED\":1,"
				+ "\"REFUNDED\":2,\"DECLINED\":1}}");
		review("700007", true);
		review("700008", false);
		requireSummary("{\"total\":12,\"byStatus\":{\"CONFIRMED\":7,\"COMPENSATED\":1,\"CANCELLED\":1,"
				+ "\"REFUNDED\":2,\"DECLINED\":1}}");
		List<String> runs = runs(WorkflowDescription::runId);
		assertThat(runs).hasSize(12);
		assertThat(this.door.postCsv("/orders/import", file).body()).isEqualTo("{\"accepted\":0,\"rejected\":[]}");
		assertThat(runs(WorkflowDescription::runId)).isEqualTo(runs);
		assertThat(runs(WorkflowDescription::workflowId)).allSatisfy(this.replayer::replay);
	}

	private void review(String invoiceNo, boolean approved) {
		assertThat(this.door
			.postJson("/orders/" + invoiceNo + "/review", "{\"approved\":%s,\"reviewer\":\"ann\"}".formatted(approved))
			.status()).isEqualTo(202);
	}

	private void requireSummary(String summary) {
		Awaitility.await().untilAsserted(() -> assertThat(this.door.get("/orders/summary").body()).isEqualTo(summary));
	}

	private List<String> runs(Function<WorkflowDescription, String> property) {
		return this.workflows.list(WorkflowQuery.where().type(OrderWorkflow.class).limit(100))
			.stream()
			.map(property)
			.toList();
	}

}
