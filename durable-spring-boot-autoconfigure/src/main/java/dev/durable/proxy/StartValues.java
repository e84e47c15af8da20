package dev.durable.proxy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;

/**
 * Writes the memo and the attributes with which a run is started.
 */
final class StartValues {

	/**
	 * What stores can hold.
	 */
	private static final int CHARS_MAX = 4_000;

	private final PayloadConverter converter;

	StartValues(PayloadConverter converter) {
		this.converter = converter;
	}

	Map<String, Payload> memo(Map<String, Object> values) {
		return write("memo", values);
	}

	/**
	 * Write what runs are found by: single values, compared as they are stored.
	 */
	Map<String, Payload> attributes(Map<String, Object> values) {
		Map<String, Payload> written = write("attribute", values);
		values.forEach((name, value) -> {
			String json = text(written.getOrDefault(name, Payload.NULL));
			if (json.startsWith("{") || json.startsWith("[")) {
				throw new IllegalArgumentException("The attribute '" + name + "' is a " + value.getClass().getName()
						+ ", which cannot be searched: use a text, a number, a truth value, an enum or a time, or a"
						+ " memo");
			}
		});
		return written;
	}

	private Map<String, Payload> write(String what, Map<String, Object> values) {
		Map<String, Payload> written = new LinkedHashMap<>();
		values.forEach((name, value) -> {
			Payload payload = this.converter.write(value);
			int chars = text(payload).length();
			if (chars > CHARS_MAX) {
				throw new IllegalArgumentException(
						"The " + what + " '" + name + "' needs " + chars + " characters as JSON, and may have "
								+ CHARS_MAX + ". Store what is large elsewhere and set its key");
			}
			written.put(name, payload);
		});
		return written;
	}

	private static String text(Payload payload) {
		return new String(payload.json(), StandardCharsets.UTF_8);
	}

}
