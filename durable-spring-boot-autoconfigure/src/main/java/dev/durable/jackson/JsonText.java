package dev.durable.jackson;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
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

	JsonText add(String name, @Nullable Object value) {
		if (value instanceof Payload payload) {
			name(name);
			this.bytes.writeBytes(payload.json());
		}
		else if (value instanceof Number || value instanceof Boolean) {
			name(name);
			ascii(value.toString());
		}
		else if (value != null) {
			name(name);
			quoted(value.toString());
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

	JsonText array(String name, Collection<?> elements) {
		if (elements.isEmpty()) {
			return this;
		}
		name(name);
		char separator = '[';
		for (Object element : elements) {
			this.bytes.write(separator);
			separator = ',';
			if (element instanceof Payload payload) {
				this.bytes.writeBytes(payload.json());
			}
			else {
				quoted(element.toString());
			}
		}
		this.bytes.write(']');
		return this;
	}

	byte[] toByteArray() {
		this.bytes.write('}');
		return this.bytes.toByteArray();
	}

}
