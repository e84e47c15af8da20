package dev.durable.sample.loans;

import java.math.BigDecimal;
import java.math.RoundingMode;

import dev.durable.sample.problems.Identifier;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;

/**
 * What somebody applies for.
 *
 * @param applicationId the id of the application
 * @param amount the amount to be lent
 */
public record LoanApplication(@NotNull(message = "is missing") @Identifier String applicationId,
		@NotNull(message = "is missing") @DecimalMin(value = "0.01", message = AMOUNT) @DecimalMax(value = "10000000",
				message = AMOUNT) @Digits(integer = 8, fraction = 2, message = AMOUNT) BigDecimal amount) {

	private static final String AMOUNT = "must be an amount between 0.01 and 10,000,000 with at most two decimals";

	private static final BigDecimal APPROVED_AT_ONCE_BELOW = BigDecimal.valueOf(5000);

	/**
	 * Whether a person has to decide.
	 * @return {@code false} for small amounts
	 */
	public boolean needsApproval() {
		return this.amount.compareTo(APPROVED_AT_ONCE_BELOW) >= 0;
	}

	/**
	 * The id of the workflow that processes the application.
	 * @return the workflow id
	 */
	public String workflowId() {
		return "loan-" + this.applicationId;
	}

	/**
	 * The same application, however its amount was written.
	 * @return the application with two decimals
	 */
	LoanApplication inCents() {
		return new LoanApplication(this.applicationId, this.amount.setScale(2, RoundingMode.UNNECESSARY));
	}

}
