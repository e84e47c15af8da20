package dev.durable.engine;

import java.io.Serial;

/**
 * Thrown through workflow code that has asked to continue as new. The run is decided when
 * this is thrown. An error, so that ordinary handlers let it pass and a saga compensates
 * nothing.
 */
final class ContinueAsNew extends Error {

	@Serial
	private static final long serialVersionUID = 1L;

	ContinueAsNew() {
		super("The run continues as new; this is not a failure of the workflow", null, false, false);
	}

}
