package dev.durable.guide.saga;

import dev.durable.ActivityFailure;
import dev.durable.Saga;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Shipping;
import dev.durable.guide.shop.Stock;

@Workflow
public class HandmadeSagaWorkflow {

	private final Stock stock;

	private final Shipping shipping;

	HandmadeSagaWorkflow(Stock stock, Shipping shipping) {
		this.stock = stock;
		this.shipping = shipping;
	}

	@WorkflowMethod(id = "'handmade-' + #order.id")
	public String book(Order order) {
		// tag::saga-by-hand[]
		Saga saga = new Saga();
		this.stock.reserve(order.id());
		saga.compensate(() -> this.stock.release(order.id()));
		try {
			return this.shipping.ship(order).trackingNo();
		}
		catch (ActivityFailure ex) {
			saga.rollback();
			return "not shipped";
		}
		// end::saga-by-hand[]
	}

}
