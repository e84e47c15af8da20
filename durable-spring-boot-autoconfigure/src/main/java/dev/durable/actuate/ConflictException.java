package dev.durable.actuate;

import java.io.Serial;

/**
 * The run is not in a state in which this can be done.
 */
final class ConflictException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	ConflictException(String message) {
		super(message);
	}

}
