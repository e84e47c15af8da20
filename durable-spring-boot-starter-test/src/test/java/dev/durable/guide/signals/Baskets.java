package dev.durable.guide.signals;

import dev.durable.client.WorkflowClient;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Baskets {

	private final WorkflowClient workflows;

	Baskets(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	@Transactional
	public void add(String customer, String item) {
		// tag::signal-send[]
		BasketWorkflow basket = this.workflows.stub(BasketWorkflow.class, "basket-" + customer);
		basket.add(item);
		// end::signal-send[]
	}

	@Transactional
	public void addOnce(String customer, String item, String messageId) {
		// tag::signal-id[]
		this.workflows.stub(BasketWorkflow.class, "basket-" + customer, (options) -> options.signalId(messageId))
			.add(item);
		// end::signal-id[]
	}

	public void checkout(String customer) {
		// tag::signal-untyped[]
		this.workflows.handle("basket-" + customer, Object.class).signal("checkout");
		// end::signal-untyped[]
	}

}
