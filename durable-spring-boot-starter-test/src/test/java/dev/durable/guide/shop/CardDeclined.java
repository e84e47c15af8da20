package dev.durable.guide.shop;

public class CardDeclined extends Exception {

	private static final long serialVersionUID = 1L;

	public CardDeclined(String message) {
		super(message);
	}

}
