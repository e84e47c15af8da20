package dev.durable.sample;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * An invoice of a file and the rules of the shop, computed without any of its code.
 */
record TestInvoice(String invoiceNo, String customerId, String country, BigDecimal total) {

	private static final Set<String> FINAL = Set.of("CONFIRMED", "COMPENSATED", "CANCELLED", "REFUNDED", "DECLINED");

	boolean needsReview() {
		return this.customerId.isEmpty() && !this.invoiceNo.startsWith("C");
	}

	String expectedStatus(Set<String> unserved, Verdict verdict) {
		if (this.invoiceNo.startsWith("C")) {
			return "REFUNDED";
		}
		if (needsReview() && verdict != Verdict.APPROVED) {
			return (verdict == Verdict.REFUSED) ? "CANCELLED" : "AWAITING_REVIEW";
		}
		if (this.total.signum() <= 0) {
			return "DECLINED";
		}
		return unserved.contains(this.country) ? "COMPENSATED" : "CONFIRMED";
	}

	/** The effects of transactional activities, each exactly once and in this order. */
	static List<String> expectedEffects(String status) {
		return switch (status) {
			case "CONFIRMED" -> List.of("reserve", "charge", "confirm");
			case "COMPENSATED" -> List.of("reserve", "charge", "refund", "release");
			case "DECLINED" -> List.of("reserve", "release");
			case "REFUNDED" -> List.of("refund", "restock");
			case "CANCELLED", "AWAITING_REVIEW" -> List.of();
			default -> throw new IllegalArgumentException(status);
		};
	}

	static boolean isFinal(String status) {
		return FINAL.contains(status);
	}

	/**
	 * What the reviewer of an invoice does.
	 */
	enum Verdict {

		APPROVED, REFUSED, NONE

	}

}
