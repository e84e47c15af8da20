package dev.durable.sample.loans;

import java.time.Duration;

import dev.durable.Activity;
import dev.durable.sample.SampleProperties;
import dev.durable.sample.effects.Effects;

import org.springframework.transaction.annotation.Transactional;

/**
 * What is done about a loan. Each step commits together with its record in the history.
 */
@Activity
@Transactional
public class LoanActivities {

	private final Effects effects;

	private final Duration approvalLimit;

	LoanActivities(Effects effects, SampleProperties properties) {
		this.effects = effects;
		this.approvalLimit = properties.loans().approvalLimit();
	}

	/**
	 * Ask somebody to decide.
	 * @param application the application
	 * @return how long the decision may take: recorded, so that a loan keeps the limit
	 * with which it began
	 */
	public Duration requestApproval(LoanApplication application) {
		this.effects.record(application.workflowId(), "request-approval");
		return this.approvalLimit;
	}

	/**
	 * Look at the documents.
	 * @param application the application
	 */
	public void verifyDocuments(LoanApplication application) {
		this.effects.record(application.workflowId(), "verify-documents");
	}

	/**
	 * Approve the loan.
	 * @param application the application
	 */
	public void approve(LoanApplication application) {
		this.effects.record(application.workflowId(), "approve");
	}

	/**
	 * Pay the loan out.
	 * @param application the application
	 */
	public void disburse(LoanApplication application) {
		this.effects.record(application.workflowId(), "disburse");
	}

	/**
	 * Say no.
	 * @param application the application
	 */
	public void reject(LoanApplication application) {
		this.effects.record(application.workflowId(), "reject");
	}

}
