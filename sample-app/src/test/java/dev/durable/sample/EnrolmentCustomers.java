package dev.durable.sample;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Students, with days of some seconds. The process is killed while they wait for the
 * school, and again between the issue of a certificate and its delivery, while others
 * wait for an examiner who answers at the third call.
 */
final class EnrolmentCustomers extends ManyCustomers {

	EnrolmentCustomers() {
		super("/enrolments/enrolment-");
	}

	@Override
	HttpDoor.Answer begin(HttpDoor door, String address) {
		return door.postJson("/enrolments", """
				{"enrolmentId":"%s","studentId":"ann","courseId":"Latin"}""".formatted(id(address)));
	}

	@Override
	boolean isDecided(HttpDoor door, String address) {
		return door.postJson(address + "/approval", "{\"approved\":%s}".formatted(!isRefused(address))).status() == 202;
	}

	@Override
	public boolean areInTheMiddle(HttpDoor door, int process) {
		return switch (process) {
			case 1 -> anyIs(door, "AWAITING_APPROVAL");
			case 2 -> any((address) -> isIssuedOnly(door, address));
			default -> true;
		};
	}

	private static boolean isIssuedOnly(HttpDoor door, String address) {
		return status(door, address).equals("GRADED") && SampleEffects.of(door, address)
			.only("issue-certificate", "deliver-certificate")
			.activities()
			.equals(List.of("issue-certificate"));
	}

	@Override
	boolean hasEnded(String status) {
		return List.of("CERTIFIED", "REFUSED").contains(status);
	}

	@Override
	SampleEffects requireRightEnd(HttpDoor door, String address) {
		SampleEffects effects = SampleEffects.of(door, address);
		if (isRefused(address)) {
			assertThat(status(door, address)).as(address).isEqualTo("REFUSED");
			effects.requireOnceEach(List.of("register"));
			return effects;
		}
		assertThat(status(door, address)).as(address).isEqualTo("CERTIFIED");
		assertThat(door.get(address).json().path("certificate").stringValue()).isNotBlank();
		SampleEffects asked = effects.only("ask-examiner");
		assertThat(asked.attempts()).isNotEmpty().doesNotHaveDuplicates().allMatch((attempt) -> attempt > 2);
		assertThat(asked.keys().stream().distinct()).hasSize(1);
		List<String> once = List.of("register", "admit", "grade", "issue-certificate", "deliver-certificate");
		assertThat(effects.activities()).containsOnlyOnceElementsOf(once);
		SampleEffects others = effects.only(once.toArray(String[]::new));
		others.requireOnceEach(once);
		assertThat(effects.all()).hasSize(asked.all().size() + others.all().size());
		return others;
	}

	private static boolean isRefused(String address) {
		return number(address) % 5 == 0;
	}

}
