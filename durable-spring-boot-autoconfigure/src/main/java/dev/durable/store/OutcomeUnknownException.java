package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A commit may or may not have happened. Retire the slot first, then read back.
 */
public class OutcomeUnknownException extends StoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public OutcomeUnknownException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
