package dev.durable.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for loans in a process that is killed while small ones are paid out and large
 * ones wait, and again while documents are verified. In the end each loan has the status
 * that the rules give, and each effect is there exactly once.
 */
@Timeout(600)
class LoanKillTests {

	private static final List<String> LOANS = IntStream.range(0, 9).mapToObj((i) -> "/loans/loan-" + i).toList();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "H2", "PostgreSQL" })
	void noLoanIsLostAndNoStepDoubled(String database) {
		try (KillableSample sample = new KillableSample(database, this.directory, "--sample.activity.delay=1500ms")) {
			sample.start();
			LOANS.forEach((loan) -> apply(sample.door(), loan));
			sample.killWhen(() -> any(sample.door(), "APPROVED") && any(sample.door(), "AWAITING_APPROVAL"));
			sample.start();
			LOANS.forEach((loan) -> apply(sample.door(), loan));
			LOANS.stream().filter((loan) -> kind(loan) != 0).forEach((loan) -> decide(sample.door(), loan));
			sample.killWhen(() -> any(sample.door(), "VERIFYING"));
			sample.start();
			KillableSample.await(() -> LOANS.stream().allMatch((loan) -> hasEnded(sample.door(), loan)));
			LOANS.forEach((loan) -> requireRightEnd(sample.door(), loan));
		}
	}

	/**
	 * Every third loan is small, every third approved, every third refused.
	 */
	private static int kind(String loan) {
		return Integer.parseInt(loan.substring(loan.lastIndexOf('-') + 1)) % 3;
	}

	private static void apply(HttpDoor door, String loan) {
		assertThat(door
			.postJson("/loans",
					"{\"applicationId\":\"%s\",\"amount\":%s}".formatted(loan.substring("/loans/".length()),
							(kind(loan) == 0) ? "4999.99" : "5000"))
			.status()).isEqualTo(202);
	}

	private static void decide(HttpDoor door, String loan) {
		assertThat(
				door.postJson(loan + "/approval", "{\"approved\":%s,\"reason\":\"known\"}".formatted(kind(loan) == 1))
					.status())
			.isEqualTo(202);
	}

	private static boolean any(HttpDoor door, String status) {
		return LOANS.stream().anyMatch((loan) -> status(door, loan).equals(status));
	}

	private static boolean hasEnded(HttpDoor door, String loan) {
		return List.of("DISBURSED", "REJECTED").contains(status(door, loan));
	}

	private static String status(HttpDoor door, String loan) {
		return door.get(loan).json().path("status").stringValue();
	}

	private static void requireRightEnd(HttpDoor door, String loan) {
		List<String> expected = switch (kind(loan)) {
			case 0 -> List.of("approve", "disburse");
			case 1 -> List.of("request-approval", "verify-documents", "approve", "disburse");
			default -> List.of("request-approval", "reject");
		};
		assertThat(status(door, loan)).as(loan).isEqualTo((kind(loan) == 2) ? "REJECTED" : "DISBURSED");
		SampleEffects.of(door, loan).requireOnceEach(expected);
	}

}
