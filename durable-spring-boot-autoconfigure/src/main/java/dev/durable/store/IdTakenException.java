package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A workflow id has an open run already, or a closed one that the reuse policy of the new
 * one excludes. Nothing was written, and the caller's transaction is usable.
 */
public class IdTakenException extends StoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public IdTakenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
