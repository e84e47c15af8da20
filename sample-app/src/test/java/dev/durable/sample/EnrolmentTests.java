package dev.durable.sample;

import java.time.Duration;
import java.util.List;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowDescription;
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
 * Tests for what becomes of an enrolment, on the real engine and over HTTP, with days of
 * a second and an examiner who answers at the third call.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:enrolments", "sample.enrolments.day=1s",
				"sample.enrolments.examiner-failures=2" })
class EnrolmentTests {

	private final HttpDoor door;

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private WorkflowReplayer replayer;

	EnrolmentTests(@LocalServerPort int port) {
		this.door = new HttpDoor(port);
	}

	@Test
	void approvedStudentGetsCertificateAndExaminerIsAskedUntilThereIsAnAnswer() {
		enrol("ann");
		assertThat(decide("ann", true).status()).isEqualTo(202);
		JsonNode enrolment = requireEnd("ann", "CERTIFIED");
		assertThat(enrolment.path("grade").intValue()).isBetween(50, 100);
		assertThat(enrolment.path("certificate").stringValue()).isNotBlank();
		SampleEffects effects = SampleEffects.of(this.door, "/enrolments/ann");
		effects.requireOnceEach(
				List.of("register", "admit", "ask-examiner", "grade", "issue-certificate", "deliver-certificate"));
		assertThat(effects.attempts()).containsExactly(1, 1, 3, 1, 1, 1);
		WorkflowDescription child = this.workflows.handle("certificate-ann", String.class).describe();
		assertThat(child.status()).isEqualTo(WorkflowStatus.COMPLETED);
		assertThat(child.parentWorkflowId()).contains("enrolment-ann");
		this.replayer.replay("certificate-ann");
		requireProblem(decide("ann", true), 409);
	}

	@Test
	void refusedStudentDoesNotTakeTheCourse() {
		enrol("bob");
		assertThat(decide("bob", false).status()).isEqualTo(202);
		requireEnd("bob", "REFUSED");
		SampleEffects.of(this.door, "/enrolments/bob").requireOnceEach(List.of("register"));
		requireProblem(decide("bob", true), 409);
	}

	@Test
	void sameEnrolmentAgainChangesNothingButAnotherOneIsRefused() {
		enrol("twice");
		enrol("twice");
		assertThat(decide("twice", false).status()).isEqualTo(202);
		requireEnd("twice", "REFUSED");
		enrol("twice");
		requireEnd("twice", "REFUSED");
		requireProblem(this.door.postJson("/enrolments", """
				{"enrolmentId":"twice","studentId":"twice","courseId":"Greek"}"""), 409);
	}

	private void enrol(String id) {
		HttpDoor.Answer answer = this.door.postJson("/enrolments", """
				{"enrolmentId":"%s","studentId":"%s","courseId":"Latin"}""".formatted(id, id));
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		assertThat(answer.header("Location")).isEqualTo("/enrolments/" + id);
	}

	private HttpDoor.Answer decide(String id, boolean approved) {
		return this.door.postJson("/enrolments/" + id + "/approval", "{\"approved\":%s}".formatted(approved));
	}

	private JsonNode requireEnd(String id, String status) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(this.door.get("/enrolments/" + id).json().path("status").stringValue())
				.isEqualTo(status));
		this.replayer.replay("enrolment-" + id);
		return this.door.get("/enrolments/" + id).json();
	}

}
