package dev.durable.actuate;

import java.io.Serial;

/**
 * Something that came from outside cannot be used.
 */
final class BadParameterException extends IllegalArgumentException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String parameter;

	BadParameterException(String parameter, String message) {
		super("'" + parameter + "' " + message);
		this.parameter = parameter;
	}

	String parameter() {
		return this.parameter;
	}

}
