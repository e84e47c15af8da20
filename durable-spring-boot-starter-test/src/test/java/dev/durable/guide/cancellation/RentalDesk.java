package dev.durable.guide.cancellation;

import dev.durable.client.WorkflowClient;

import org.springframework.stereotype.Service;

@Service
public class RentalDesk {

	private final WorkflowClient workflows;

	RentalDesk(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	public void giveUp(String car) {
		// tag::cancel-ask[]
		this.workflows.handle("rental-" + car, String.class).cancel("the customer called");
		// end::cancel-ask[]
	}

}
