package dev.durable.sample;

import java.time.Duration;
import java.util.List;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowNotFound;
import dev.durable.sample.loans.LoanWorkflow;
import dev.durable.test.WorkflowReplayer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.durable.sample.ExpectedProblem.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what becomes of a loan, on the real engine and over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:samples")
class LoanTests {

	private final HttpDoor door;

	@Autowired
	private WorkflowReplayer replayer;

	@Autowired
	private WorkflowClient client;

	LoanTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@ParameterizedTest
	@CsvSource({ "small, 4999.99", "tiny, 0.01", "round, 1e3" })
	void smallLoanIsApprovedAtOnce(String id, String amount) {
		apply(id, amount);
		requireEnd(id, "DISBURSED", "approve", "disburse");
		requireProblem(decide(id, true), 409);
	}

	@Test
	void largeLoanWaitsForItsApproval() {
		apply("approved", "5000");
		requireEnd("approved", "AWAITING_APPROVAL", "request-approval");
		assertThat(decide("approved", true).status()).isEqualTo(202);
		JsonNode loan = requireEnd("approved", "DISBURSED", "request-approval", "verify-documents", "approve",
				"disburse");
		assertThat(loan.at("/approval/reason").stringValue()).isEqualTo("known");
		assertThat(loan.path("amount").decimalValue()).isEqualByComparingTo("5000");
	}

	@Test
	void approvalMayComeBeforeItIsAskedFor() {
		apply("early", "10000000.00");
		assertThat(decide("early", true).status()).isEqualTo(202);
		requireEnd("early", "DISBURSED", "request-approval", "verify-documents", "approve", "disburse");
	}

	@Test
	void refusedLoanIsNotPaidOut() {
		apply("refused", "7500.50");
		assertThat(decide("refused", false).status()).isEqualTo(202);
		requireEnd("refused", "REJECTED", "request-approval", "reject");
		requireProblem(decide("refused", false), 409);
		requireProblem(decide("refused", true), 409);
	}

	@Test
	void withdrawnLoanIsNotPaidOutAndOneThatIsDecidedCannotBeWithdrawn() {
		apply("withdrawn", "6000");
		requireEnd("withdrawn", "AWAITING_APPROVAL", "request-approval");
		LoanWorkflow loan = this.client.stub(LoanWorkflow.class, "loan-withdrawn");
		assertThat(loan.withdraw("found another")).isNotNull();
		requireEnd("withdrawn", "REJECTED", "request-approval", "reject");
		apply("done", "100");
		requireEnd("done", "DISBURSED", "approve", "disburse");
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> this.client.stub(LoanWorkflow.class, "loan-done").withdraw("too late"));
	}

	@Test
	void sameApplicationAgainChangesNothingButAnotherOneIsRefused() {
		apply("twice", "100");
		requireEnd("twice", "DISBURSED", "approve", "disburse");
		apply("twice", "100.00");
		requireEnd("twice", "DISBURSED", "approve", "disburse");
		requireProblem(this.door.postJson("/loans", "{\"applicationId\":\"twice\",\"amount\":101}"), 409);
	}

	private void apply(String id, String amount) {
		HttpDoor.Answer answer = this.door.postJson("/loans",
				"{\"applicationId\":\"%s\",\"amount\":%s}".formatted(id, amount));
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		assertThat(answer.header("Location")).isEqualTo("/loans/" + id);
	}

	private HttpDoor.Answer decide(String id, boolean approved) {
		return this.door.postJson("/loans/" + id + "/approval",
				"{\"approved\":%s,\"reason\":\"known\"}".formatted(approved));
	}

	private JsonNode requireEnd(String id, String status, String... effects) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.door.get("/loans/" + id).json().path("status").stringValue())
				.isEqualTo(status));
		SampleEffects.of(this.door, "/loans/" + id).requireOnceEach(List.of(effects));
		this.replayer.replay("loan-" + id);
		return this.door.get("/loans/" + id).json();
	}

}
