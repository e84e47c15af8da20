package dev.durable.engine;

import java.io.Serial;

import dev.durable.client.StuckReason;
import org.jspecify.annotations.Nullable;

/**
 * A run cannot advance with this code. Nothing of the turn may be recorded; the instance
 * is useless and must be unwound.
 */
public class StuckException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final StuckReason reason;

	/**
	 * Create the exception.
	 * @param reason the kind of trouble
	 * @param message what happened and what to do
	 * @param cause the cause
	 */
	public StuckException(StuckReason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return the kind of trouble.
	 * @return the reason
	 */
	public StuckReason reason() {
		return this.reason;
	}

}
