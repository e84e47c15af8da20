package dev.durable.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Shows values of users, or masks them.
 *
 * @param json reads them
 * @param shown whether they are shown
 */
record Values(Json json, boolean shown) {

	static final String MASK = "******";

	private static final int BYTES_MAX = 65_536;

	@Nullable Object of(Payload payload) {
		if (!this.shown) {
			return MASK;
		}
		if (payload.size() > BYTES_MAX) {
			return "(" + payload.size() + " bytes, which is too large to be shown; the export has them)";
		}
		try {
			return this.json.read(payload);
		}
		catch (UnreadableException ex) {
			return "(" + payload.size() + " bytes that cannot be read)";
		}
	}

	<T> Map<String, @Nullable Object> of(Map<String, T> values, Function<T, @Nullable Object> reader) {
		Map<String, @Nullable Object> visible = new LinkedHashMap<>();
		values.forEach((name, value) -> visible.put(name, this.shown ? reader.apply(value) : MASK));
		return visible;
	}

}
