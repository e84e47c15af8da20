package dev.durable.store;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The fence of the calling node is gone: another node has expired it. Nothing was
 * written, and nothing the node tries will be. It must drop its runs and join anew.
 */
public class FenceLostException extends StoreException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what happened
	 * @param cause the cause
	 */
	public FenceLostException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
