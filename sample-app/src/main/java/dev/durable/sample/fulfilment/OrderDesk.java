package dev.durable.sample.fulfilment;

import java.util.Optional;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowNotFound;
import dev.durable.sample.orders.NewOrder;
import dev.durable.sample.orders.Order;
import dev.durable.sample.orders.OrderView;
import dev.durable.sample.orders.Orders;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where orders are placed and reviewed.
 */
@Component
@Transactional
public class OrderDesk {

	private final Orders orders;

	private final WorkflowClient workflows;

	OrderDesk(Orders orders, WorkflowClient workflows) {
		this.orders = orders;
		this.workflows = workflows;
	}

	/**
	 * Place an order. Its row and its workflow commit together: there is never one
	 * without the other. An order that is known already is left as it is; of two that
	 * arrive at the same moment, one is tried again and finds the other.
	 * @param order the order
	 * @return {@code true} if a workflow was started, {@code false} if the order was
	 * known
	 */
	@Retryable(includes = DataIntegrityViolationException.class, maxRetries = 1, delay = 10)
	public boolean place(NewOrder order) {
		Optional<Order> added = this.orders.add(order);
		added.ifPresent(this::start);
		return added.isPresent();
	}

	/**
	 * Approve or refuse an order that waits for it.
	 * @param invoiceNo the invoice number
	 * @param review the review
	 * @throws NoReviewException if the order needs no review, or not any more
	 */
	public void review(String invoiceNo, Review review) {
		OrderView order = this.orders.get(invoiceNo);
		if (!order.takesReview()) {
			throw new NoReviewException(order);
		}
		try {
			this.workflows.stub(OrderWorkflow.class, order.workflowId()).review(review);
		}
		catch (WorkflowNotFound ex) {
			throw new NoReviewException(order);
		}
	}

	private void start(Order order) {
		this.workflows.start(OrderWorkflow.class, (workflow) -> workflow.process(order));
	}

}
