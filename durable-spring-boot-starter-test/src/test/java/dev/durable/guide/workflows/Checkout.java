package dev.durable.guide.workflows;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

// tag::workflow-start[]
@Service
public class Checkout {

	private final WorkflowClient workflows;

	Checkout(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	@Transactional
	public WorkflowHandle<Parcel> place(Order order) {
		return this.workflows.start(CheckoutWorkflow.class, (checkout) -> checkout.process(order));
	}

}
// end::workflow-start[]
