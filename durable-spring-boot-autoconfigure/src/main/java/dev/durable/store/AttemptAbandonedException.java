package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The attempt of a transactional activity was given up before it could commit. Its
 * transaction must roll back.
 */
public class AttemptAbandonedException extends StoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public AttemptAbandonedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
