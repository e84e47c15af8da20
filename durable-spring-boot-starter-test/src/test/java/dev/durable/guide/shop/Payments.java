package dev.durable.guide.shop;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Retry;

@Activity
public class Payments {

	private final Journal journal;

	Payments(Journal journal) {
		this.journal = journal;
	}

	@ActivityMethod(retry = @Retry(nonRetryable = CardDeclined.class))
	public String charge(Order order) throws CardDeclined {
		if (order.total().signum() <= 0) {
			throw new CardDeclined("order " + order.id() + " has the total " + order.total());
		}
		this.journal.add("charge " + order.id());
		return "payment-" + order.id();
	}

	public void refund(Order order) {
		this.journal.add("refund " + order.id());
	}

}
