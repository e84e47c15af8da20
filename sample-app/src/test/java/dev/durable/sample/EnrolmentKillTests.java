package dev.durable.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for enrolments, with days of some seconds, in a process that is killed while they
 * wait for the school, again while the examiner does not answer, and once more between
 * the issue of a certificate and its delivery. In the end each entry was made exactly
 * once.
 */
@Timeout(600)
class EnrolmentKillTests {

	private static final List<String> ENROLMENTS = IntStream.range(0, 5)
		.mapToObj((i) -> "/enrolments/enrolment-" + i)
		.toList();

	private static final String REFUSED = ENROLMENTS.get(0);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "H2", "PostgreSQL" })
	void noEntryIsLostOrDoubled(String database) {
		try (KillableSample sample = new KillableSample(database, this.directory, "--sample.activity.delay=1500ms",
				"--sample.enrolments.day=5s", "--sample.enrolments.examiner-failures=2")) {
			sample.start();
			ENROLMENTS.forEach((enrolment) -> enrol(sample.door(), enrolment));
			sample.killWhen(() -> any(sample.door(), "AWAITING_APPROVAL"));
			sample.start();
			ENROLMENTS.forEach((enrolment) -> enrol(sample.door(), enrolment));
			ENROLMENTS.forEach((enrolment) -> decide(sample.door(), enrolment));
			sample.killWhen(() -> any(sample.door(), "EXAMINED"));
			sample.start();
			sample.killWhen(() -> ENROLMENTS.stream().anyMatch((enrolment) -> isIssuedOnly(sample.door(), enrolment)));
			sample.start();
			KillableSample.await(() -> ENROLMENTS.stream().allMatch((enrolment) -> hasEnded(sample.door(), enrolment)));
			ENROLMENTS.forEach((enrolment) -> requireRightEnd(sample.door(), enrolment));
		}
	}

	private static void enrol(HttpDoor door, String enrolment) {
		assertThat(door
			.postJson("/enrolments",
					"""
							{"enrolmentId":"%s","studentId":"ann","courseId":"Latin"}"""
						.formatted(enrolment.substring("/enrolments/".length())))
			.status()).isEqualTo(202);
	}

	private static void decide(HttpDoor door, String enrolment) {
		assertThat(door.postJson(enrolment + "/approval", "{\"approved\":%s}".formatted(!enrolment.equals(REFUSED)))
			.status()).isEqualTo(202);
	}

	private static boolean any(HttpDoor door, String status) {
		Predicate<String> hasStatus = (enrolment) -> status(door, enrolment).equals(status);
		return ENROLMENTS.stream().anyMatch(hasStatus);
	}

	private static boolean isIssuedOnly(HttpDoor door, String enrolment) {
		return SampleEffects.of(door, enrolment)
			.only("issue-certificate", "deliver-certificate")
			.activities()
			.equals(List.of("issue-certificate"));
	}

	private static boolean hasEnded(HttpDoor door, String enrolment) {
		return List.of("CERTIFIED", "REFUSED").contains(status(door, enrolment));
	}

	private static String status(HttpDoor door, String enrolment) {
		return door.get(enrolment).json().path("status").stringValue();
	}

	private static void requireRightEnd(HttpDoor door, String address) {
		JsonNode enrolment = door.get(address).json();
		SampleEffects effects = SampleEffects.of(door, address);
		if (address.equals(REFUSED)) {
			assertThat(enrolment.path("status").stringValue()).isEqualTo("REFUSED");
			effects.requireOnceEach(List.of("register"));
			return;
		}
		assertThat(enrolment.path("status").stringValue()).isEqualTo("CERTIFIED");
		assertThat(enrolment.path("certificate").stringValue()).isNotBlank();
		effects.only("register", "admit", "grade", "issue-certificate", "deliver-certificate")
			.requireOnceEach(List.of("register", "admit", "grade", "issue-certificate", "deliver-certificate"));
		SampleEffects asked = effects.only("ask-examiner");
		assertThat(asked.attempts()).isNotEmpty().doesNotHaveDuplicates().allMatch((attempt) -> attempt > 2);
		assertThat(asked.keys().stream().distinct()).hasSize(1);
	}

}
