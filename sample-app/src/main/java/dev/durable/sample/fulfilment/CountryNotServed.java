package dev.durable.sample.fulfilment;

import java.io.Serial;

/**
 * The carrier does not deliver to a country, now or later.
 */
public class CountryNotServed extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	CountryNotServed(String message) {
		super(message);
	}

}
