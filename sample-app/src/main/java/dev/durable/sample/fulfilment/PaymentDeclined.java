package dev.durable.sample.fulfilment;

import java.io.Serial;

/**
 * The customer cannot be charged, now or later.
 */
public class PaymentDeclined extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	PaymentDeclined(String message) {
		super(message);
	}

}
