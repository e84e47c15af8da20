package dev.durable.guide.activities;

import dev.durable.client.WorkflowClient;

import org.springframework.stereotype.Service;

@Service
public class ApprovalDesk {

	private final WorkflowClient workflows;

	ApprovalDesk(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	public void decide(String token, boolean approved) {
		// tag::activity-complete[]
		this.workflows.completeActivity(token, approved);
		// end::activity-complete[]
	}

}
