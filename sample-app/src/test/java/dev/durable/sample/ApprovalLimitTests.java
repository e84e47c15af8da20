package dev.durable.sample;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.durable.sample.ExpectedProblem.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for loans, enrolments and orders that nobody decides about.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:approval-limit", "sample.loans.approval-limit=300ms",
				"sample.enrolments.day=20ms", "sample.review.limit=500ms" })
class ApprovalLimitTests {

	private final HttpDoor door;

	ApprovalLimitTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void loanThatNobodyDecidesAboutExpires() {
		this.door.postJson("/loans", "{\"applicationId\":\"late\",\"amount\":5000}");
		requireExpired("/loans/late", "request-approval", "reject");
	}

	@Test
	void enrolmentThatNobodyDecidesAboutExpires() {
		this.door.postJson("/enrolments", "{\"enrolmentId\":\"late\",\"studentId\":\"ann\",\"courseId\":\"Latin\"}");
		requireExpired("/enrolments/late", "register");
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

	private void requireExpired(String address, String... effects) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(this.door.get(address).json().path("status").stringValue()).isEqualTo("EXPIRED"));
		SampleEffects.of(this.door, address).requireOnceEach(List.of(effects));
		requireProblem(this.door.postJson(address + "/approval", "{\"approved\":true}"), 409);
	}

}
