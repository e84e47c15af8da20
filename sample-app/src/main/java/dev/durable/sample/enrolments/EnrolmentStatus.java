package dev.durable.sample.enrolments;

/**
 * How far an enrolment has come.
 */
public enum EnrolmentStatus {

	/** Accepted; its workflow begins. */
	RECEIVED,
	/** First day: waits for the approval of the school. */
	AWAITING_APPROVAL,
	/** First day: approved. */
	ADMITTED,
	/** Second day: the examiner is asked. */
	EXAMINED,
	/** Second day: the grade is known. */
	GRADED,
	/** Third day: the certificate is delivered. Final. */
	CERTIFIED,
	/** The school has said no. Final. */
	REFUSED,
	/** The school has not decided in time. Final. */
	EXPIRED

}
