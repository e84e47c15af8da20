package dev.durable.sample;

import java.time.Duration;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of an order, on the real engine and over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:samples")
class OrderProcessTests {

	private final HttpDoor door;

	OrderProcessTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@ParameterizedTest(name = "{0}: customer {1}, to {2}, quantity {3}")
	@CsvSource({ "p-1, 7, Norway, 1, CONFIRMED, reserve charge ship confirm",
			"p-2, 7, Atlantis, 1, COMPENSATED, reserve charge refund release",
			"p-3, 7, Norway, 0, DECLINED, reserve release", "p-4, 7, Norway, -1, DECLINED, reserve release",
			"Cp-5, 7, Norway, -1, REFUNDED, refund restock", "Cp-6, , Norway, -1, REFUNDED, refund restock",
			"p-7, , Norway, 1, AWAITING_REVIEW, ''", "p-8, , Norway, 0, AWAITING_REVIEW, ''" })
	void orderEndsAsTheRulesSay(String invoiceNo, String customerId, String country, int quantity, String status,
			String effects) {
		place(invoiceNo, customerId, country, quantity);
		requireEnd(invoiceNo, status, effects);
	}

	@ParameterizedTest(name = "{0}: approved {2}, to {1}")
	@CsvSource({ "r-1, Norway, true, 1, CONFIRMED, reserve charge ship confirm",
			"r-2, Atlantis, true, 1, COMPENSATED, reserve charge refund release",
			"r-3, Norway, true, 0, DECLINED, reserve release", "r-4, Norway, false, 1, CANCELLED, ''",
			"r-5, Norway, false, 0, CANCELLED, ''" })
	void orderWithoutCustomerEndsAsItsReviewSays(String invoiceNo, String country, boolean approved, int quantity,
			String status, String effects) {
		place(invoiceNo, null, country, quantity);
		requireEnd(invoiceNo, "AWAITING_REVIEW", "");
		assertThat(review(invoiceNo, approved)).isEqualTo(202);
		requireEnd(invoiceNo, status, effects);
		assertThat(review(invoiceNo, true)).isEqualTo(409);
	}

	private void place(String invoiceNo, String customerId, String country, int quantity) {
		String customer = (customerId != null) ? "\"" + customerId + "\"" : "null";
		HttpDoor.Answer answer = this.door.postJson("/orders", """
				{"invoiceNo":"%s","customerId":%s,"country":"%s",\
				"lines":[{"stockCode":"A","description":"A THING","quantity":%d,"unitPrice":1.50}]}"""
			.formatted(invoiceNo, customer, country, quantity));
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		assertThat(answer.header("Location")).isEqualTo("/orders/" + invoiceNo);
	}

	private int review(String invoiceNo, boolean approved) {
		return this.door
			.postJson("/orders/" + invoiceNo + "/review", "{\"approved\":%s,\"reviewer\":\"ann\"}".formatted(approved))
			.status();
	}

	private void requireEnd(String invoiceNo, String status, String effects) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.door.get("/orders/" + invoiceNo).json().path("status").stringValue())
				.isEqualTo(status));
		assertThat(this.door.get("/orders/" + invoiceNo + "/effects")
			.json()
			.valueStream()
			.map((effect) -> effect.path("activity").stringValue())
			.collect(Collectors.joining(" "))).isEqualTo(effects);
	}

}
