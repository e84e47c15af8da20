package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * One of several changes was refused and the store cannot tell which. Nothing was
 * written; commit them in smaller batches.
 */
public class BatchRefusedException extends StoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public BatchRefusedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
