package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the store, of one of the kinds below it.
 */
public class StoreException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public StoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
