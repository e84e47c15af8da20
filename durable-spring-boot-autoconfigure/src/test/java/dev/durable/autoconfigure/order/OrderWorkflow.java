package dev.durable.autoconfigure.order;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Saga;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

import org.springframework.beans.factory.annotation.Value;

@Workflow
public class OrderWorkflow {

	private final PaymentActivities payments;

	private final ShippingActivities shipping;

	@Value("${order.remark:thanks}")
	private String remark;

	private String status = "PLACED";

	private boolean approved;

	OrderWorkflow(PaymentActivities payments, ShippingActivities shipping) {
		this.payments = payments;
		this.shipping = shipping;
	}

	@WorkflowMethod(id = "'order-' + #order.id")
	public Receipt process(Order order) {
		return Saga.run((saga) -> {
			BigDecimal paid;
			try {
				paid = this.payments.charge(order);
			}
			catch (CardDeclined ex) {
				this.status = "DECLINED";
				return new Receipt(order.id(), BigDecimal.ZERO, Map.of(), Optional.of(ex.getMessage()));
			}
			saga.compensate(() -> this.payments.refund(order));
			this.status = "CHARGED";
			if (order.lines().contains("review") && !Durable.await(Duration.ofDays(14), () -> this.approved)) {
				throw new ApplicationFailure("NotApproved", "nobody approved " + order.id());
			}
			Map<String, Integer> parcels = this.shipping.ship(order.lines());
			this.status = "SHIPPED";
			return new Receipt(order.id(), paid, parcels, Optional.of(this.remark));
		});
	}

	@SignalMethod
	public void approve() {
		this.approved = true;
	}

	@QueryMethod
	public Optional<String> status() {
		return Optional.of(this.status);
	}

}
