package dev.durable.sample.fulfilment;

import dev.durable.Activity;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.orders.Order;
import dev.durable.sample.orders.OrderStatus;
import dev.durable.sample.orders.Orders;

import org.springframework.transaction.annotation.Transactional;

/**
 * Moves goods in and out of the warehouse.
 */
@Activity
@Transactional
public class InventoryActivities {

	private final Orders orders;

	private final Effects effects;

	InventoryActivities(Orders orders, Effects effects) {
		this.orders = orders;
		this.effects = effects;
	}

	/**
	 * Set goods aside for an order.
	 * @param order the order
	 */
	public void reserve(Order order) {
		this.effects.record(order.workflowId(), "reserve");
		this.orders.update(order, OrderStatus.RESERVED);
	}

	/**
	 * Give up what was set aside.
	 * @param order the order
	 */
	public void release(Order order) {
		this.effects.record(order.workflowId(), "release");
	}

	/**
	 * Put goods that came back on the shelf.
	 * @param order the return
	 * @return what became of the return
	 */
	public OrderStatus restock(Order order) {
		this.effects.record(order.workflowId(), "restock");
		return this.orders.update(order, OrderStatus.REFUNDED);
	}

}
