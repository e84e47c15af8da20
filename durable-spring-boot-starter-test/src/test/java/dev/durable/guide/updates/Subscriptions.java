package dev.durable.guide.updates;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;

import org.springframework.stereotype.Service;

@Service
public class Subscriptions {

	private final WorkflowClient workflows;

	Subscriptions(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	public String changeSeats(String customer, int seats, String requestId) {
		// tag::update-ask[]
		SubscriptionWorkflow subscription = this.workflows.stub(SubscriptionWorkflow.class, "subscription-" + customer,
				(options) -> options.updateId(requestId));
		try {
			return "had " + subscription.changeSeats(seats);
		}
		catch (WorkflowUpdateRejected ex) {
			return "refused: " + ex.getMessage(); // nothing was recorded
		}
		catch (WorkflowUpdateFailed ex) {
			// the handler threw, or the run closed before it answered
			return "failed: " + ex.getMessage();
		}
		// end::update-ask[]
	}

	public Integer changeSeatsByName(String customer, int seats) {
		// tag::update-untyped[]
		Integer before = this.workflows.handle("subscription-" + customer, Integer.class)
			.update("changeSeats", Integer.class, seats);
		// end::update-untyped[]
		return before;
	}

}
