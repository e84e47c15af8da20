package dev.durable.sample.trips;

import java.io.Serial;

/**
 * A step of a trip is not possible, now or later.
 */
public class BookingRefused extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	BookingRefused(String message) {
		super(message);
	}

}
