package dev.durable.guide.shop;

import dev.durable.Activity;
import dev.durable.ApplicationFailure;

@Activity
public class Shipping {

	private final Journal journal;

	Shipping(Journal journal) {
		this.journal = journal;
	}

	public Parcel ship(Order order) {
		if (order.customer().isBlank()) {
			throw new ApplicationFailure("NoAddress", "order " + order.id() + " has no customer").nonRetryable();
		}
		this.journal.add("ship " + order.id());
		return new Parcel(order.id(), "track-" + order.id());
	}

}
