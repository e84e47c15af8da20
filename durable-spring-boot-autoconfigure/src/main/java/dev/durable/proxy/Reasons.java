package dev.durable.proxy;

import org.jspecify.annotations.Nullable;

/**
 * The rules for what people say of why they do something.
 */
final class Reasons {

	private static final int CHARS_MAX = 2_000;

	private Reasons() {
	}

	static String require(@Nullable String reason) {
		if (reason == null) {
			throw invalid("is null");
		}
		if (reason.length() > CHARS_MAX) {
			throw invalid("has " + reason.length() + " characters");
		}
		if (reason.codePoints().anyMatch((point) -> point == 0 || Character.getType(point) == Character.SURROGATE)) {
			throw invalid("contains half a surrogate pair or a character with the code 0");
		}
		return reason;
	}

	private static IllegalArgumentException invalid(String problem) {
		return new IllegalArgumentException("The reason " + problem + ": use at most " + CHARS_MAX
				+ " characters, none with the code 0 and whole surrogate pairs");
	}

}
