package dev.durable.sample.orders;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What the workflow and its activities need to know about an order. It is small, because
 * each call of an activity records its arguments; the lines stay in their table.
 *
 * @param invoiceNo the invoice number
 * @param customerId the customer, or {@code null} if the invoice names none
 * @param country the country to which the goods go
 * @param total the sum of all lines
 */
public record Order(String invoiceNo, @Nullable String customerId, String country, BigDecimal total) {

	/**
	 * Whether goods come back instead of going out.
	 * @return {@code true} if the invoice number begins with {@code C}
	 */
	public boolean returnsGoods() {
		return this.invoiceNo.startsWith("C");
	}

	/**
	 * Whether somebody must look at the order first. Returns need no review: the goods
	 * have already come back.
	 * @return {@code true} if no customer is named and this is no return
	 */
	public boolean needsReview() {
		return this.customerId == null && !returnsGoods();
	}

	/**
	 * The id of the workflow that processes the order.
	 * @return the workflow id
	 */
	public String workflowId() {
		return "order-" + this.invoiceNo;
	}

}
