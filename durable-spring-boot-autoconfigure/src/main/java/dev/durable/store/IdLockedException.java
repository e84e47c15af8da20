package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A transaction that is still open has started a run with the workflow id, and was waited
 * for in vain: whoever tries again may wait as long again.
 */
public class IdLockedException extends IdTakenException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public IdLockedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
