package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot be reached, or failed before its commit was sent. Nothing was written;
 * try again later.
 */
public class StoreUnavailableException extends StoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public StoreUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
