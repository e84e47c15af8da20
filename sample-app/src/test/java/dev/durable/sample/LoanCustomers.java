package dev.durable.sample;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Customers who want loans. Every third loan is small, every third approved, every third
 * refused. The process is killed while small ones are paid out and large ones wait, and
 * again while documents are verified.
 */
final class LoanCustomers extends ManyCustomers {

	LoanCustomers() {
		super("/loans/loan-");
	}

	@Override
	HttpDoor.Answer begin(HttpDoor door, String address) {
		return door.postJson("/loans", "{\"applicationId\":\"%s\",\"amount\":%s}".formatted(id(address),
				(kind(address) == 0) ? "4999.99" : "5000"));
	}

	@Override
	boolean isDecided(HttpDoor door, String address) {
		return kind(address) == 0 || door
			.postJson(address + "/approval", "{\"approved\":%s,\"reason\":\"known\"}".formatted(kind(address) == 1))
			.status() == 202;
	}

	@Override
	public boolean areInTheMiddle(HttpDoor door, int process) {
		return switch (process) {
			case 1 -> anyIs(door, "APPROVED") && anyIs(door, "AWAITING_APPROVAL");
			case 2 -> anyIs(door, "VERIFYING");
			default -> true;
		};
	}

	@Override
	boolean hasEnded(String status) {
		return List.of("DISBURSED", "REJECTED").contains(status);
	}

	@Override
	SampleEffects requireRightEnd(HttpDoor door, String address) {
		assertThat(status(door, address)).as(address).isEqualTo((kind(address) == 2) ? "REJECTED" : "DISBURSED");
		SampleEffects effects = SampleEffects.of(door, address);
		effects.requireOnceEach(switch (kind(address)) {
			case 0 -> List.of("approve", "disburse");
			case 1 -> List.of("request-approval", "verify-documents", "approve", "disburse");
			default -> List.of("request-approval", "reject");
		});
		return effects;
	}

	private static int kind(String address) {
		return number(address) % 3;
	}

}
