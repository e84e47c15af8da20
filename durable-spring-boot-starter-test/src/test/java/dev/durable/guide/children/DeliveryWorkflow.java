package dev.durable.guide.children;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;
import dev.durable.guide.shop.Shipping;

@Workflow
public class DeliveryWorkflow {

	private final Shipping shipping;

	DeliveryWorkflow(Shipping shipping) {
		this.shipping = shipping;
	}

	@WorkflowMethod(id = "'delivery-' + #order.id")
	public Parcel deliver(Order order) {
		return this.shipping.ship(order);
	}

}
