package dev.durable.sample.enrolments;

import org.jspecify.annotations.Nullable;

/**
 * An enrolment as clients see it.
 *
 * @param enrolmentId the id of the enrolment
 * @param studentId the student
 * @param courseId the course
 * @param status how far the enrolment has come
 * @param approval what the school has decided, or {@code null} if it has not
 * @param grade the grade from 0 to 100, or {@code null} if there is none yet
 * @param certificate the number of the certificate, or {@code null} if there is none yet
 * @param workflowId the workflow that accompanies the student
 */
public record EnrolmentView(String enrolmentId, String studentId, String courseId, EnrolmentStatus status,
		@Nullable Admission approval, @Nullable Integer grade, @Nullable String certificate, String workflowId) {

	Enrolment enrolment() {
		return new Enrolment(this.enrolmentId, this.studentId, this.courseId);
	}

	/**
	 * Whether an approval can make a difference, or is the one that was given.
	 * @param approval the approval
	 * @return {@code true} if the school has not decided otherwise, and waits
	 */
	boolean takes(Admission approval) {
		return (this.approval == null) ? waits() : this.approval.equals(approval);
	}

	private boolean waits() {
		return this.status == EnrolmentStatus.RECEIVED || this.status == EnrolmentStatus.AWAITING_APPROVAL;
	}

}
