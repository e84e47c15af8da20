package dev.durable.guide.workflows;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.CardDeclined;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;
import dev.durable.guide.shop.Payments;
import dev.durable.guide.shop.Shipping;

// tag::workflow[]
@Workflow
public class CheckoutWorkflow {

	private final Payments payments;

	private final Shipping shipping;

	private String step = "new";

	CheckoutWorkflow(Payments payments, Shipping shipping) {
		this.payments = payments;
		this.shipping = shipping;
	}

	@WorkflowMethod(id = "'checkout-' + #order.id")
	public Parcel process(Order order) throws CardDeclined {
		this.step = "charging";
		this.payments.charge(order);
		this.step = "shipping";
		return this.shipping.ship(order);
	}

}
// end::workflow[]
