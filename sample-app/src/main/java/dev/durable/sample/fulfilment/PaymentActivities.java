package dev.durable.sample.fulfilment;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Retry;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.orders.Order;
import dev.durable.sample.orders.OrderStatus;
import dev.durable.sample.orders.Orders;

import org.springframework.transaction.annotation.Transactional;

/**
 * Takes money and gives it back.
 */
@Activity
@Transactional
public class PaymentActivities {

	private final Orders orders;

	private final Effects effects;

	PaymentActivities(Orders orders, Effects effects) {
		this.orders = orders;
		this.effects = effects;
	}

	/**
	 * Take the total of an order from its customer.
	 * @param order the order
	 * @throws PaymentDeclined if the total is not positive
	 */
	@ActivityMethod(retry = @Retry(nonRetryable = PaymentDeclined.class))
	public void charge(Order order) throws PaymentDeclined {
		if (order.total().signum() <= 0) {
			throw new PaymentDeclined("Invoice '" + order.invoiceNo() + "' has the total " + order.total()
					+ ", and only a positive total can be charged");
		}
		this.effects.record(order.workflowId(), "charge");
		this.orders.update(order, OrderStatus.CHARGED);
	}

	/**
	 * Give the customer the money back.
	 * @param order the order, or the return
	 */
	public void refund(Order order) {
		this.effects.record(order.workflowId(), "refund");
	}

}
