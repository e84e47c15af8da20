package dev.durable.micrometer;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The stored form of what a tracer wants to be carried, such as {@code traceparent}.
 */
final class TraceHeaders {

	/**
	 * No more is carried. Whole headers are left out, the last ones first: tracers put
	 * what they cannot do without first.
	 */
	private static final int CHARS_MAX = 1_000;

	private TraceHeaders() {
	}

	static @Nullable String encode(Map<String, String> headers) {
		StringBuilder text = new StringBuilder();
		headers.forEach((name, value) -> {
			String entry = encode(name) + "=" + encode(value);
			if (text.length() + 1 + entry.length() <= CHARS_MAX) {
				text.append(text.isEmpty() ? "" : "&").append(entry);
			}
		});
		return text.isEmpty() ? null : text.toString();
	}

	/**
	 * Read what is stored.
	 * @throws IllegalArgumentException if somebody else has written it
	 */
	static Map<String, String> decode(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return Map.of();
		}
		Map<String, String> headers = new LinkedHashMap<>();
		for (String entry : text.split("&")) {
			int sign = entry.indexOf('=');
			if (sign < 0) {
				throw new IllegalArgumentException("'" + entry + "' is no stored header of a trace");
			}
			headers.put(decodePart(entry.substring(0, sign)), decodePart(entry.substring(sign + 1)));
		}
		return headers;
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String decodePart(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
