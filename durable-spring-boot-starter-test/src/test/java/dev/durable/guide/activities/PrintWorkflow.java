package dev.durable.guide.activities;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Order;

// tag::activity-precedence[]
@Workflow
public class PrintWorkflow {

	private final Rendering rendering;

	PrintWorkflow(Rendering rendering) {
		this.rendering = rendering;
	}

	@WorkflowMethod(id = "'print-' + #order.id", priority = 4, fairnessKey = "#order.customer")
	public String print(Order order) {
		return this.rendering.render(order.id());
	}

}
// end::activity-precedence[]
