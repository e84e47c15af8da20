package dev.durable.guide.testing;

import dev.durable.client.WorkflowClient;
import dev.durable.guide.shop.Order;
import dev.durable.guide.workflows.CheckoutWorkflow;
import dev.durable.test.WorkflowReplayer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

// tag::testing-replay[]
@SpringBootTest
class CheckoutReplayTests {

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private WorkflowReplayer replayer;

	@Test
	void shipsAndReplays() {
		Order order = Order.of("4711", 42);
		var run = this.workflows.start(CheckoutWorkflow.class, (checkout) -> checkout.process(order));
		assertThat(run.result().trackingNo()).isEqualTo("track-4711");
		this.replayer.replay(run.id());
	}

	// end::testing-replay[]
	@Test
	void exportedHistoryFits() {
		this.workflows.start(CheckoutWorkflow.class, (checkout) -> checkout.process(Order.of("4712", 42))).result();
		// tag::testing-export[]
		// JSON, to be kept as a file
		String history = this.replayer.export("checkout-4712");
		this.replayer.replayExported(history); // what a later build does
		// end::testing-export[]
		assertThat(history).contains("WorkflowStarted");
	}

	// tag::testing-replay[]

}
// end::testing-replay[]
