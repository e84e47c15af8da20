package dev.durable.sample.fulfilment;

import java.time.Duration;

import dev.durable.Activity;
import dev.durable.sample.SampleProperties;
import dev.durable.sample.orders.Order;
import dev.durable.sample.orders.OrderStatus;
import dev.durable.sample.orders.Orders;

import org.springframework.transaction.annotation.Transactional;

/**
 * Notes what has become of an order where nothing else is done.
 */
@Activity
@Transactional
public class OrderActivities {

	private final Orders orders;

	private final Duration reviewLimit;

	OrderActivities(Orders orders, SampleProperties properties) {
		this.orders = orders;
		this.reviewLimit = properties.review().limit();
	}

	/**
	 * Note that an order waits for its review.
	 * @param order the order
	 * @return how long it may wait. A workflow gets settings from activities, because
	 * what they return is recorded: an order keeps the limit with which it began
	 */
	public Duration awaitReview(Order order) {
		this.orders.update(order, OrderStatus.AWAITING_REVIEW);
		return this.reviewLimit;
	}

	/**
	 * Note what became of an order.
	 * @param order the order
	 * @param status its final status
	 * @return the final status
	 */
	public OrderStatus close(Order order, OrderStatus status) {
		return this.orders.update(order, status);
	}

}
