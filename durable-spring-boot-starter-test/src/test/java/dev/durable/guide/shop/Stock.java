package dev.durable.guide.shop;

import dev.durable.Activity;

@Activity
public class Stock {

	private final Journal journal;

	Stock(Journal journal) {
		this.journal = journal;
	}

	public void reserve(String orderId) {
		this.journal.add("reserve " + orderId);
	}

	public void release(String orderId) {
		this.journal.add("release " + orderId);
	}

}
