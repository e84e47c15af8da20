package dev.durable.proxy;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as their text, and reads text only.
 */
class JavaPayloads implements PayloadConverter {

	@Override
	public Payload write(@Nullable Object value) {
		return new Payload(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public @Nullable Object read(Payload payload, Type type) {
		String text = new String(payload.json(), StandardCharsets.UTF_8);
		return text.equals("null") ? null : text + " as " + type.getTypeName();
	}

	@Override
	public Payload writeArguments(@Nullable Object[] arguments) {
		return write(Arrays.toString(arguments));
	}

	@Override
	public @Nullable Object[] readArguments(Payload payload, Type[] types) {
		throw new UnsupportedOperationException();
	}

}
