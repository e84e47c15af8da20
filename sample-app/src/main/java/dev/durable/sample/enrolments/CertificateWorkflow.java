package dev.durable.sample.enrolments;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Issues a certificate and delivers it: a workflow of its own, which enrolments run as
 * their child.
 */
@Workflow
public class CertificateWorkflow {

	private final CertificateActivities activities;

	CertificateWorkflow(CertificateActivities activities) {
		this.activities = activities;
	}

	/**
	 * Certify that a student has taken a course.
	 * @param enrolment the enrolment
	 * @param grade the grade
	 * @return the number of the certificate
	 */
	@WorkflowMethod(id = "'certificate-' + #enrolment.enrolmentId")
	public String certify(Enrolment enrolment, int grade) {
		String certificate = this.activities.issue(enrolment, grade);
		this.activities.deliver(enrolment, certificate);
		return certificate;
	}

}
