package dev.durable.sample.fulfilment;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.sample.effects.Effects;
import dev.durable.sample.orders.Order;

/**
 * Hands goods to the carrier.
 * <p>
 * The carrier is another system, so its work and ours cannot commit together: if the
 * process dies between the call and its record, the call is repeated. That is why it
 * carries an idempotency key, and why this is the one activity without a transaction.
 */
@Activity
public class ShippingActivities {

	private final Carrier carrier;

	private final Effects effects;

	ShippingActivities(Carrier carrier, Effects effects) {
		this.carrier = carrier;
		this.effects = effects;
	}

	/**
	 * Ship an order.
	 * @param order the order
	 * @return the number under which the carrier knows the parcel
	 * @throws CountryNotServed if the carrier does not deliver to the country
	 */
	@ActivityMethod(retry = @Retry(initialInterval = "200ms", maximumInterval = "10s", maximumAttempts = 10,
			nonRetryable = CountryNotServed.class))
	public String ship(Order order) throws CountryNotServed {
		String parcel = this.carrier.collect(order, Durable.activity().idempotencyKey());
		this.effects.record(order.workflowId(), "ship");
		return parcel;
	}

}
