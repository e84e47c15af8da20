package dev.durable.sample;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an order that nobody reviews.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:review-limit", "sample.review.limit=500ms" })
class ReviewLimitTests {

	private final HttpDoor door;

	ReviewLimitTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void orderThatNobodyReviewsIsCancelled() {
		this.door.postJson("/orders", """
				{"invoiceNo":"late","country":"Norway","lines":[{"stockCode":"A","quantity":1,"unitPrice":1.50}]}""");
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.door.get("/orders/late").json().path("status").stringValue())
				.isEqualTo("CANCELLED"));
		assertThat(this.door.get("/orders/late/effects").body()).isEqualTo("[]");
	}

}
