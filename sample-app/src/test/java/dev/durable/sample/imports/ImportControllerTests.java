package dev.durable.sample.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.durable.client.WorkflowClient;
import dev.durable.sample.HttpDoor;
import dev.durable.sample.HttpDoor.Answer;
import dev.durable.sample.fulfilment.OrderWorkflow;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link ImportController}: what of a file becomes orders and workflows, and
 * what happens when it comes twice.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:imports")
class ImportControllerTests {

	@MockitoBean
	private WorkflowClient workflows;

	@Autowired
	private JdbcClient jdbc;

	private final HttpDoor door;

	ImportControllerTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void sameFileAgainStartsNothingAnew() throws IOException {
		byte[] file = new ClassPathResource("sample-orders.csv").getContentAsByteArray();
		assertThat(this.door.postCsv("/orders/import", file).body()).isEqualTo("{\"accepted\":12,\"rejected\":[]}");
		assertThat(this.door.postCsv("/orders/import", file).body()).isEqualTo("{\"accepted\":0,\"rejected\":[]}");
		then(this.workflows).should(times(12)).start(eq(OrderWorkflow.class), any());
	}

	@Test
	void ordersReadAsTheyWereImported() {
		Answer answer = this.door.postCsv("/orders/import",
				file("A-1,X,\"TEA, GREEN\",3,1.10,,EIRE", "A-1,Y,,-1,2,,EIRE"));
		assertThat(answer.status()).isEqualTo(202);
		assertThat(this.door.get("/orders/A-1").body()).isEqualTo("""
				{"invoiceNo":"A-1","status":"PLACED","total":1.30,"customerId":null,"country":"EIRE","lines":[\
				{"stockCode":"X","description":"TEA, GREEN","quantity":3,"unitPrice":1.10},\
				{"stockCode":"Y","description":"","quantity":-1,"unitPrice":2.00}],"workflowId":"order-A-1"}""");
		assertThat(this.door.get("/orders/A-1/effects").body()).isEqualTo("[]");
	}

	@Test
	void rejectedLinesAreReportedAndTheRestIsImported() {
		Answer answer = this.door.postCsv("/orders/import",
				file("R-1,X,,3,1.10,1,EIRE", "R-2,X,,3,1.10,1,EIRE", "R-2,X,,many,1.10,1,EIRE", "R-3,X,,3,1.10,1"));
		assertThat(answer.status()).isEqualTo(202);
		JsonNode result = answer.json();
		assertThat(result.path("accepted").intValue()).isOne();
		assertThat(result.path("rejected").valueStream().map((line) -> line.path("line").intValue())).containsExactly(4,
				5);
		assertThat(result.at("/rejected/0/reason").stringValue())
			.isEqualTo("Quantity must be a whole number between -1,000,000 and 1,000,000");
		assertThat(this.door.get("/orders/R-1").status()).isEqualTo(200);
		assertThat(this.door.get("/orders/R-2").status()).isEqualTo(404);
	}

	@Test
	void invoiceThatIsKnownWithOtherLinesIsRejected() {
		this.door.postCsv("/orders/import", file("K-1,X,,3,1.10,1,EIRE"));
		Answer answer = this.door.postCsv("/orders/import", file("K-1,X,,4,1.10,1,EIRE"));
		assertThat(answer.body()).isEqualTo("{\"accepted\":0,\"rejected\":[{\"line\":2,\"reason\":\"Invoice 'K-1' is "
				+ "known, with another customer, country or other lines\"}]}");
	}

	@Test
	void orderIsNotThereWhenItsWorkflowCannotStart() {
		given(this.workflows.start(eq(OrderWorkflow.class), any())).willThrow(new IllegalStateException("no node"));
		Answer answer = this.door.postCsv("/orders/import", file("T-1,X,,3,1.10,1,EIRE"));
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.body()).doesNotContain("no node");
		assertThat(this.door.get("/orders/T-1").status()).isEqualTo(404);
	}

	@Test
	void fileThatComesTwiceAtOnceIsImportedOnce() throws Exception {
		String[] lines = new String[50];
		for (int i = 0; i < lines.length; i++) {
			lines[i] = "P-" + i + ",X,,3,1.10,1,EIRE";
		}
		Callable<Answer> post = () -> this.door.postCsv("/orders/import", file(lines));
		ExecutorService clients = Executors.newFixedThreadPool(4);
		int accepted = 0;
		try {
			for (Future<Answer> answer : clients.invokeAll(List.of(post, post, post, post))) {
				assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(202);
				accepted += answer.get().json().path("accepted").intValue();
			}
		}
		finally {
			clients.shutdownNow();
		}
		assertThat(accepted).isEqualTo(50);
		assertThat(
				this.jdbc.sql("select count(*) from orders where invoice_no like 'P-%'").query(Integer.class).single())
			.isEqualTo(50);
	}

	/** Lines without their dates, which nothing depends on. */
	private static byte[] file(String... lines) {
		StringBuilder file = new StringBuilder(String.join(",", InvoiceLineReader.COLUMNS)).append('\n');
		for (String line : lines) {
			int date = line.lastIndexOf(',', line.lastIndexOf(',', line.lastIndexOf(',') - 1) - 1);
			file.append(line, 0, date).append(",2026-01-05 09:00:00").append(line.substring(date)).append('\n');
		}
		return file.toString().getBytes(StandardCharsets.UTF_8);
	}

}
