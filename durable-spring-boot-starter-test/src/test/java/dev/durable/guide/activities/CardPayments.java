package dev.durable.guide.activities;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.guide.shop.CardDeclined;
import dev.durable.guide.shop.Order;

// tag::activity[]
@Activity
public class CardPayments {

	private final CardGateway gateway;

	CardPayments(CardGateway gateway) {
		this.gateway = gateway;
	}

	@ActivityMethod(startToCloseTimeout = "10s", scheduleToCloseTimeout = "1d",
			retry = @Retry(maximumInterval = "10m", nonRetryable = CardDeclined.class))
	public String charge(Order order) throws CardDeclined {
		return this.gateway.charge(order.customer(), order.total(), Durable.activity().idempotencyKey());
	}

}
// end::activity[]
