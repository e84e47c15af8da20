package dev.durable.sample.loans;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a loan. Small ones are approved at once; for others the run waits for a
 * person, which costs nothing and survives every deployment meanwhile.
 */
@Workflow
public class LoanWorkflow {

	private final LoanActivities activities;

	private LoanStatus status = LoanStatus.RECEIVED;

	private @Nullable LoanApproval approval;

	private @Nullable LoanApplication application;

	LoanWorkflow(LoanActivities activities) {
		this.activities = activities;
	}

	/**
	 * Process an application.
	 * @param application the application
	 * @return what became of it
	 */
	@WorkflowMethod(id = "'loan-' + #application.applicationId")
	public LoanStatus process(LoanApplication application) {
		this.application = application;
		if (application.needsApproval()) {
			Duration limit = this.activities.requestApproval(application);
			this.status = LoanStatus.AWAITING_APPROVAL;
			Durable.await(limit, () -> this.approval != null);
			if (this.approval == null || !this.approval.approved()) {
				return reject(application, (this.approval != null) ? LoanStatus.REJECTED : LoanStatus.EXPIRED);
			}
			this.status = LoanStatus.VERIFYING;
			this.activities.verifyDocuments(application);
		}
		this.activities.approve(application);
		this.status = LoanStatus.APPROVED;
		this.activities.disburse(application);
		this.status = LoanStatus.DISBURSED;
		return this.status;
	}

	/**
	 * Approve or refuse a loan that waits for it. The first decision counts.
	 * @param approval the decision
	 */
	@SignalMethod
	public void decide(LoanApproval approval) {
		if (this.approval == null) {
			this.approval = approval;
		}
	}

	/**
	 * Withdraw an application that nobody has decided about.
	 * @param reason why
	 * @return the loan as it is then
	 */
	@UpdateMethod
	public @Nullable LoanView withdraw(String reason) {
		this.approval = new LoanApproval(false, "withdrawn: " + reason);
		return view();
	}

	/**
	 * Refuse to withdraw what is decided.
	 * @param reason why it is to be withdrawn
	 */
	@UpdateValidator("withdraw")
	void undecided(String reason) {
		if (this.approval != null || this.status != LoanStatus.AWAITING_APPROVAL) {
			throw new IllegalStateException("The loan does not wait for a decision: it is " + this.status);
		}
	}

	/**
	 * How far the loan has come.
	 * @return the loan, or {@code null} if the run has not begun
	 */
	@QueryMethod
	public @Nullable LoanView view() {
		return (this.application != null) ? LoanView.of(this.application, this.status, this.approval) : null;
	}

	private LoanStatus reject(LoanApplication application, LoanStatus status) {
		this.activities.reject(application);
		this.status = status;
		return status;
	}

}
