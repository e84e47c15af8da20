package dev.durable.guide.saga;

import dev.durable.Saga;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;
import dev.durable.guide.shop.Payments;
import dev.durable.guide.shop.Shipping;
import dev.durable.guide.shop.Stock;

// tag::saga[]
@Workflow
public class TripWorkflow {

	private final Stock stock;

	private final Payments payments;

	private final Shipping shipping;

	TripWorkflow(Stock stock, Payments payments, Shipping shipping) {
		this.stock = stock;
		this.payments = payments;
		this.shipping = shipping;
	}

	@WorkflowMethod(id = "'trip-' + #order.id")
	public Parcel book(Order order) {
		return Saga.run((saga) -> {
			this.stock.reserve(order.id());
			saga.compensate(() -> this.stock.release(order.id()));
			this.payments.charge(order);
			saga.compensate(() -> this.payments.refund(order));
			return this.shipping.ship(order);
		});
	}

}
// end::saga[]
