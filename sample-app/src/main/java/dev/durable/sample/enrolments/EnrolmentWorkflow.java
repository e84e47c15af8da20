package dev.durable.sample.enrolments;

import java.time.Duration;
import java.util.List;

import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * Accompanies a student from the registration to the certificate, over three days.
 */
@Workflow
public class EnrolmentWorkflow {

	private static final int APPROVAL_DAYS = 14;

	private final EnrolmentActivities activities;

	private final ExaminerActivities examiner;

	private final CertificateWorkflow certificates;

	private @Nullable Enrolment enrolment;

	private EnrolmentStatus status = EnrolmentStatus.RECEIVED;

	private @Nullable Admission approval;

	private @Nullable Integer grade;

	private @Nullable String certificate;

	EnrolmentWorkflow(EnrolmentActivities activities, ExaminerActivities examiner, CertificateWorkflow certificates) {
		this.activities = activities;
		this.examiner = examiner;
		this.certificates = certificates;
	}

	/**
	 * Accompany a student.
	 * @param enrolment the enrolment
	 * @return what became of it
	 */
	@WorkflowMethod(id = "'enrolment-' + #enrolment.enrolmentId")
	public EnrolmentStatus accompany(Enrolment enrolment) {
		this.enrolment = enrolment;
		Duration day = this.activities.register(enrolment);
		if (!approved(day.multipliedBy(APPROVAL_DAYS))) {
			return this.status;
		}
		this.activities.admit(enrolment);
		this.status = EnrolmentStatus.ADMITTED;

		Durable.sleep(day);
		this.status = EnrolmentStatus.EXAMINED;
		List<Integer> marks = this.examiner.marks(enrolment);
		this.grade = this.activities.grade(enrolment, marks);
		this.status = EnrolmentStatus.GRADED;

		Durable.sleep(day);
		this.certificate = this.certificates.certify(enrolment, this.grade);
		this.status = EnrolmentStatus.CERTIFIED;
		return this.status;
	}

	/**
	 * Approve or refuse an enrolment that waits for it. The first decision counts.
	 * @param approval the decision
	 */
	@SignalMethod
	public void decide(Admission approval) {
		if (this.approval == null) {
			this.approval = approval;
		}
	}

	/**
	 * How far the enrolment has come.
	 * @return the enrolment, or {@code null} if the run has not begun
	 */
	@QueryMethod
	public @Nullable EnrolmentView view() {
		Enrolment enrolment = this.enrolment;
		return (enrolment != null) ? new EnrolmentView(enrolment.enrolmentId(), enrolment.studentId(),
				enrolment.courseId(), this.status, this.approval, this.grade, this.certificate, enrolment.workflowId())
				: null;
	}

	private boolean approved(Duration limit) {
		this.status = EnrolmentStatus.AWAITING_APPROVAL;
		Durable.await(limit, () -> this.approval != null);
		if (this.approval != null && this.approval.approved()) {
			return true;
		}
		this.status = (this.approval != null) ? EnrolmentStatus.REFUSED : EnrolmentStatus.EXPIRED;
		return false;
	}

}
