package dev.durable.actuate;

import java.io.Serial;

/**
 * The node has not started.
 */
final class NotReadyException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	NotReadyException(String message) {
		super(message);
	}

}
