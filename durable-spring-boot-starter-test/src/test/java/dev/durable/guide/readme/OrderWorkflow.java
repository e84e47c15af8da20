package dev.durable.guide.readme;

import java.time.Duration;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Saga;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;
import dev.durable.guide.shop.Payments;
import dev.durable.guide.shop.Shipping;

// tag::readme-workflow[]
@Workflow
public class OrderWorkflow {

	// end::readme-workflow[]
	private final Payments payments;

	private final Shipping shipping;

	private boolean approved;

	OrderWorkflow(Payments payments, Shipping shipping) {
		this.payments = payments;
		this.shipping = shipping;
	}

	// tag::readme-workflow[]
	@WorkflowMethod(id = "'order-' + #order.id")
	public Parcel process(Order order) {
		return Saga.run((saga) -> {
			// an @Activity bean: recorded, retried, never repeated
			this.payments.charge(order);
			saga.compensate(() -> this.payments.refund(order));
			if (!Durable.await(Duration.ofDays(14), () -> this.approved)) {
				throw new ApplicationFailure("NotApproved", "nobody approved order " + order.id());
			}
			return this.shipping.ship(order);
		});
	}

	@SignalMethod
	public void approve() {
		this.approved = true;
	}

	@QueryMethod
	public boolean isApproved() {
		return this.approved;
	}

}
// end::readme-workflow[]
