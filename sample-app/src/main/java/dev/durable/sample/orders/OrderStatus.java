package dev.durable.sample.orders;

/**
 * How far an order has come.
 */
public enum OrderStatus {

	/** Accepted; its workflow begins. */
	PLACED,
	/** Waits for somebody to approve or refuse it, because it names no customer. */
	AWAITING_REVIEW,
	/** The goods are reserved. */
	RESERVED,
	/** The customer has paid. */
	CHARGED,
	/** Shipped, and the customer knows. Final. */
	CONFIRMED,
	/** Could not be shipped; money and goods are back. Final. */
	COMPENSATED,
	/** Refused, or not reviewed in time. Final. */
	CANCELLED,
	/** A return: money and goods are back. Final. */
	REFUNDED,
	/** Could not be paid; the goods are back. Final. */
	DECLINED;

	/**
	 * Whether nothing follows.
	 * @return {@code true} if the order's workflow has nothing more to do
	 */
	public boolean isFinal() {
		return switch (this) {
			case PLACED, AWAITING_REVIEW, RESERVED, CHARGED -> false;
			case CONFIRMED, COMPENSATED, CANCELLED, REFUNDED, DECLINED -> true;
		};
	}

}
