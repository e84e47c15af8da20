package dev.durable.history;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A value cannot be stored: it cannot be written as JSON, or is too large. Nothing was
 * written.
 */
public class UnwritableException extends IllegalArgumentException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what could not be written, why, and what to do
	 * @param cause the cause
	 */
	public UnwritableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
