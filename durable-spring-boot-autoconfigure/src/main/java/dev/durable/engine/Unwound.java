package dev.durable.engine;

import java.io.Serial;

/**
 * Thrown through workflow code when its run leaves memory. An error, so that ordinary
 * handlers let it pass; without a stack trace, since it tells nothing.
 */
final class Unwound extends Error {

	@Serial
	private static final long serialVersionUID = 1L;

	Unwound() {
		super("The run leaves memory; this is not a failure of the workflow", null, false, false);
	}

}
