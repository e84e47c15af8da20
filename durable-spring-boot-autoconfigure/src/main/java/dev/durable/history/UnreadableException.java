package dev.durable.history;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Stored bytes cannot be read by this version of the code. What is stored stays as it is.
 */
public class UnreadableException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what could not be read, why, and what to do
	 * @param cause the cause
	 */
	public UnreadableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
