package dev.durable.sample;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a carrier that fails for the moment.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:unreliable-carrier", "sample.carrier.failure-rate=0.3" })
class UnreliableCarrierTests {

	private final HttpDoor door;

	UnreliableCarrierTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void shippingIsTriedAgainUntilItSucceeds() {
		for (int i = 1; i <= 10; i++) {
			this.door.postJson("/orders", """
					{"invoiceNo":"u-%d","customerId":"7","country":"Norway",\
					"lines":[{"stockCode":"A","quantity":1,"unitPrice":1.50}]}""".formatted(i));
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(this.door.get("/orders/summary").body())
				.isEqualTo("{\"total\":10,\"byStatus\":{\"CONFIRMED\":10}}"));
		assertThat(this.door.get("/orders/u-1/effects").json().valueStream())
			.filteredOn((effect) -> effect.path("activity").stringValue().equals("ship"))
			.hasSize(1);
	}

}
