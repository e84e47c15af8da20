package dev.durable.sample.orders;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An order as clients see it.
 *
 * @param invoiceNo the invoice number
 * @param status how far the order has come
 * @param total the sum of all lines
 * @param customerId the customer, or {@code null} if the invoice names none
 * @param country the country to which the goods go
 * @param lines what was ordered
 * @param workflowId the workflow that processes the order
 */
public record OrderView(String invoiceNo, OrderStatus status, BigDecimal total, @Nullable String customerId,
		String country, List<OrderLine> lines, String workflowId) {

	/**
	 * Whether a review can still make a difference.
	 * @return {@code true} if the order needs one and nobody has acted on it yet
	 */
	public boolean takesReview() {
		return new Order(this.invoiceNo, this.customerId, this.country, this.total).needsReview()
				&& (this.status == OrderStatus.PLACED || this.status == OrderStatus.AWAITING_REVIEW);
	}

}
