package dev.durable.guide.readme;

import dev.durable.client.WorkflowClient;
import dev.durable.guide.shop.Order;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class OrderDesk {

	private final WorkflowClient client;

	OrderDesk(WorkflowClient client) {
		this.client = client;
	}

	@Transactional
	public void place(Order order) {
		// tag::readme-client[]
		// joins your transaction: the run starts if that commits
		this.client.start(OrderWorkflow.class, (w) -> w.process(order));
		// end::readme-client[]
	}

	public void approve() {
		// tag::readme-client[]
		// so does a signal
		this.client.stub(OrderWorkflow.class, "order-42").approve();
		// end::readme-client[]
	}

}
