package dev.durable.proxy;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as their text, and reads texts and numbers only.
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
		String text = new String(payload.json(), StandardCharsets.UTF_8);
		String[] values = text.equals("[]") ? new String[0] : text.substring(1, text.length() - 1).split(", ");
		if (values.length != types.length) {
			throw new UnreadableException("There are " + values.length + " values", null);
		}
		@Nullable Object[] arguments = new Object[values.length];
		for (int index = 0; index < values.length; index++) {
			try {
				arguments[index] = (types[index] == int.class) ? (Object) Integer.valueOf(values[index])
						: values[index];
			}
			catch (NumberFormatException ex) {
				throw new UnreadableException("'" + values[index] + "' is no int", ex);
			}
		}
		return arguments;
	}

}
