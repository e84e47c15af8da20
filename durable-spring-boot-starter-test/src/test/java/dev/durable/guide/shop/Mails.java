package dev.durable.guide.shop;

import dev.durable.Activity;

@Activity
public class Mails {

	private final Journal journal;

	Mails(Journal journal) {
		this.journal = journal;
	}

	public void send(String to, String text) {
		this.journal.add("mail " + to);
	}

}
