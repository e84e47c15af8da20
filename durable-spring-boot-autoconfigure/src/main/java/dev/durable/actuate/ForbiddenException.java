package dev.durable.actuate;

import java.io.Serial;

/**
 * Something that is there and is not shown or done.
 */
final class ForbiddenException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	ForbiddenException(String message) {
		super(message);
	}

}
