package dev.durable.sample.loans;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * A loan as clients see it.
 *
 * @param applicationId the id of the application
 * @param amount the amount to be lent
 * @param status how far the loan has come
 * @param approval what somebody has decided, or {@code null} if nobody has
 * @param workflowId the workflow that processes the application
 */
public record LoanView(String applicationId, BigDecimal amount, LoanStatus status, @Nullable LoanApproval approval,
		String workflowId) {

	static LoanView of(LoanApplication application, LoanStatus status, @Nullable LoanApproval approval) {
		return new LoanView(application.applicationId(), application.amount(), status, approval,
				application.workflowId());
	}

	LoanApplication application() {
		return new LoanApplication(this.applicationId, this.amount);
	}

	/**
	 * Whether an approval can make a difference, or is the one that was given.
	 * @param approval the approval
	 * @return {@code true} if nobody has decided otherwise, and the loan is not past it
	 */
	boolean takes(LoanApproval approval) {
		return (this.approval == null) ? waits() : this.approval.equals(approval);
	}

	private boolean waits() {
		return application().needsApproval()
				&& (this.status == LoanStatus.RECEIVED || this.status == LoanStatus.AWAITING_APPROVAL);
	}

}
