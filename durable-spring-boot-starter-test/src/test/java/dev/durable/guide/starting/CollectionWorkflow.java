package dev.durable.guide.starting;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.CardDeclined;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Payments;

// tag::concurrency-key[]
@Workflow
public class CollectionWorkflow {

	private final Payments payments;

	CollectionWorkflow(Payments payments) {
		this.payments = payments;
	}

	@WorkflowMethod(id = "'collection-' + #order.id", concurrencyKey = "#order.customer", concurrency = 1)
	public String collect(Order order) throws CardDeclined {
		return this.payments.charge(order);
	}

}
// end::concurrency-key[]
