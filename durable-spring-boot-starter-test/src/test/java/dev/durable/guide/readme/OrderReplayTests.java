package dev.durable.guide.readme;

import dev.durable.client.WorkflowClient;
import dev.durable.guide.shop.Order;
import dev.durable.test.WorkflowReplayer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what the README shows runs.
 */
@SpringBootTest
class OrderReplayTests {

	@Autowired
	private OrderDesk desk;

	@Autowired
	private WorkflowClient client;

	@Autowired
	private WorkflowReplayer replayer;

	@Test
	void approvedOrderIsShipped() {
		this.desk.place(Order.of("42", 10));
		assertThat(this.client.stub(OrderWorkflow.class, "order-42").isApproved()).isFalse();
		this.desk.approve();
		assertThat(this.client.handle("order-42", Object.class).result()).isNotNull();
		// tag::readme-replay[]
		// fails and prints both lists of commands if the code asks for anything else
		this.replayer.replay("order-42");
		// end::readme-replay[]
	}

}
