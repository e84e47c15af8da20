package dev.durable.sample.fulfilment;

import dev.durable.Activity;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.orders.Order;
import dev.durable.sample.orders.OrderStatus;
import dev.durable.sample.orders.Orders;

import org.springframework.transaction.annotation.Transactional;

/**
 * Tells customers what became of their orders.
 */
@Activity
@Transactional
public class NotificationActivities {

	private final Orders orders;

	private final Effects effects;

	NotificationActivities(Orders orders, Effects effects) {
		this.orders = orders;
		this.effects = effects;
	}

	/**
	 * Tell the customer that the goods are on their way.
	 * @param order the order
	 * @return what became of the order
	 */
	public OrderStatus confirm(Order order) {
		this.effects.record(order.workflowId(), "confirm");
		return this.orders.update(order, OrderStatus.CONFIRMED);
	}

}
