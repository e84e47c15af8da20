package dev.durable.sample.loans;

/**
 * How far a loan has come.
 */
public enum LoanStatus {

	/** Accepted; its workflow begins. */
	RECEIVED,
	/** Waits for somebody to approve or refuse it. */
	AWAITING_APPROVAL,
	/** Somebody has agreed; the documents are looked at. */
	VERIFYING,
	/** Approved; the money is on its way. */
	APPROVED,
	/** Paid out. Final. */
	DISBURSED,
	/** Refused. Final. */
	REJECTED,
	/** Nobody has decided in time. Final. */
	EXPIRED

}
