package dev.durable.sample.fulfilment;

import java.time.Duration;

import dev.durable.ActivityFailure;
import dev.durable.Durable;
import dev.durable.Saga;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.sample.orders.Order;
import dev.durable.sample.orders.OrderStatus;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an order. Each call of an activity is recorded, so a process that is
 * killed on any line goes on from there when it is started again.
 */
@Workflow
public class OrderWorkflow {

	private final OrderActivities orders;

	private final InventoryActivities inventory;

	private final PaymentActivities payments;

	private final ShippingActivities shipping;

	private final NotificationActivities notifications;

	private @Nullable Review review;

	OrderWorkflow(OrderActivities orders, InventoryActivities inventory, PaymentActivities payments,
			ShippingActivities shipping, NotificationActivities notifications) {
		this.orders = orders;
		this.inventory = inventory;
		this.payments = payments;
		this.shipping = shipping;
		this.notifications = notifications;
	}

	/**
	 * Process an order, however long that takes.
	 * @param order the order
	 * @return what became of it
	 */
	@WorkflowMethod(id = "'order-' + #order.invoiceNo")
	public OrderStatus process(Order order) {
		if (order.returnsGoods()) {
			return takeBack(order);
		}
		if (order.needsReview() && !approved(order)) {
			return this.orders.close(order, OrderStatus.CANCELLED);
		}
		return fulfil(order);
	}

	/**
	 * Approve or refuse an order that waits for it. The first review counts.
	 * @param review the review
	 */
	@SignalMethod
	public void review(Review review) {
		if (this.review == null) {
			this.review = review;
		}
	}

	private boolean approved(Order order) {
		Duration limit = this.orders.awaitReview(order);
		Durable.await(limit, () -> this.review != null);
		return this.review != null && this.review.approved();
	}

	private OrderStatus fulfil(Order order) {
		try {
			Saga.run((saga) -> {
				this.inventory.reserve(order);
				saga.compensate(() -> this.inventory.release(order));
				this.payments.charge(order);
				saga.compensate(() -> this.payments.refund(order));
				return this.shipping.ship(order);
			});
		}
		catch (PaymentDeclined ex) {
			return this.orders.close(order, OrderStatus.DECLINED);
		}
		catch (CountryNotServed | ActivityFailure ex) {
			return this.orders.close(order, OrderStatus.COMPENSATED);
		}
		return this.notifications.confirm(order);
	}

	private OrderStatus takeBack(Order order) {
		this.payments.refund(order);
		return this.inventory.restock(order);
	}

}
