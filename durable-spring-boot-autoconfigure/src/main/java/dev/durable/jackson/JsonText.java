package dev.durable.jackson;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import dev.durable.history.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes one JSON object, compactly, with payloads as they are. What is {@code null} is
 * left out.
 */
final class JsonText {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

	private boolean empty = true;

	JsonText() {
		this.bytes.write('{');
	}

	private void name(String name) {
		if (!this.empty) {
			this.bytes.write(',');
		}
		this.empty = false;
		this.bytes.write('"');
		ascii(name);
		this.bytes.write('"');
		this.bytes.write(':');
	}

	private void ascii(String text) {
		this.bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
	}

	private void quoted(String text) {
		this.bytes.write('"');
		this.bytes.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
		this.bytes.write('"');
	}

	private void value(Object value) {
		if (value instanceof Payload payload) {
			this.bytes.writeBytes(payload.json());
		}
		else if (value instanceof Number || value instanceof Boolean) {
			ascii(value.toString());
		}
		else {
			quoted(value.toString());
		}
	}

	JsonText add(String name, @Nullable Object value) {
		if (value != null) {
			name(name);
			value(value);
		}
		return this;
	}

	JsonText addUnless(Object absent, String name, Object value) {
		return value.equals(absent) ? this : add(name, value);
	}

	<T> JsonText object(String name, @Nullable T value, BiConsumer<JsonText, T> writer) {
		if (value != null) {
			JsonText nested = new JsonText();
			writer.accept(nested, value);
			name(name);
			this.bytes.writeBytes(nested.toByteArray());
		}
		return this;
	}

	<T> JsonText objectUnless(T absent, String name, T value, BiConsumer<JsonText, T> writer) {
		return value.equals(absent) ? this : object(name, value, writer);
	}

	JsonText array(String name, Collection<?> elements) {
		if (elements.isEmpty()) {
			return this;
		}
		name(name);
		char separator = '[';
		for (Object element : elements) {
			this.bytes.write(separator);
			separator = ',';
			value(element);
		}
		this.bytes.write(']');
		return this;
	}

	/**
	 * Write an object with names of users, in their order, so that equal events are equal
	 * bytes.
	 */
	JsonText map(String name, Map<String, ?> entries) {
		if (entries.isEmpty()) {
			return this;
		}
		name(name);
		char separator = '{';
		for (Map.Entry<String, ?> entry : new TreeMap<>(entries).entrySet()) {
			this.bytes.write(separator);
			separator = ',';
			quoted(entry.getKey());
			this.bytes.write(':');
			value(entry.getValue());
		}
		this.bytes.write('}');
		return this;
	}

	byte[] toByteArray() {
		this.bytes.write('}');
		return this.bytes.toByteArray();
	}

}
