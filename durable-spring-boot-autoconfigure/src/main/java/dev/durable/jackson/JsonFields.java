package dev.durable.jackson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of one JSON object. Payloads are cut out of the stored bytes as they are;
 * fields that nobody asks for are ignored.
 */
final class JsonFields {

	private static final Set<String> PAYLOADS = Set.of("arguments", "result", "value");

	private static final String PAYLOAD_LIST = "details";

	private static final Set<String> PAYLOAD_MAPS = Set.of("memo", "attributes");

	private static final String TEXT_MAP = "headers";

	private final Map<String, Object> values = new HashMap<>();

	static JsonFields read(JsonParser parser, byte[] data) {
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			throw new UnreadableException("It is no JSON object", null);
		}
		JsonFields fields = new JsonFields();
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			JsonToken token = parser.nextToken();
			Object value = PAYLOADS.contains(name) ? cut(parser, data) : value(parser, token, name, data);
			if (value != null) {
				fields.values.put(name, value);
			}
		}
		return fields;
	}

	private static @Nullable Object value(JsonParser parser, JsonToken token, String name, byte[] data) {
		return switch (token) {
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT -> integer(parser);
			case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
			case VALUE_TRUE -> Boolean.TRUE;
			case VALUE_FALSE -> Boolean.FALSE;
			case START_OBJECT -> object(parser, name, data);
			case START_ARRAY -> elements(parser, name.equals(PAYLOAD_LIST), data);
			default -> null;
		};
	}

	/**
	 * Read an integer. One too long for any field is refused only by a field that asks
	 * for it.
	 */
	private static Object integer(JsonParser parser) {
		return (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) ? parser.getLongValue()
				: JsonParser.NumberType.BIG_INTEGER;
	}

	private static Object object(JsonParser parser, String name, byte[] data) {
		if (PAYLOAD_MAPS.contains(name)) {
			return entries(parser, true, data);
		}
		return name.equals(TEXT_MAP) ? entries(parser, false, data) : read(parser, data);
	}

	/**
	 * Read an object whose names are those of users, so that none has a meaning here.
	 */
	private static Map<String, Object> entries(JsonParser parser, boolean payloads, byte[] data) {
		Map<String, Object> entries = new HashMap<>();
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			JsonToken token = parser.nextToken();
			if (payloads) {
				entries.put(name, cut(parser, data));
			}
			else if (token == JsonToken.VALUE_STRING) {
				entries.put(name, parser.getString());
			}
			else {
				parser.skipChildren();
			}
		}
		return entries;
	}

	private static List<Object> elements(JsonParser parser, boolean payloads, byte[] data) {
		List<Object> elements = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			if (payloads) {
				elements.add(cut(parser, data));
			}
			else if (parser.currentToken() == JsonToken.VALUE_STRING) {
				elements.add(parser.getString());
			}
			else {
				parser.skipChildren();
			}
		}
		return elements;
	}

	private static Payload cut(JsonParser parser, byte[] data) {
		int from = (int) parser.currentTokenLocation().getByteOffset();
		parser.skipChildren();
		parser.finishToken();
		return new Payload(Arrays.copyOfRange(data, from, (int) parser.currentLocation().getByteOffset()));
	}

	private <T> T required(String name, Class<T> type) {
		T value = optional(name, type);
		if (value == null) {
			throw new UnreadableException("It has no field '" + name + "'", null);
		}
		return value;
	}

	private <T> @Nullable T optional(String name, Class<T> type) {
		Object value = this.values.get(name);
		if (value != null && !type.isInstance(value)) {
			throw new UnreadableException("Its field '" + name + "' is of another type", null);
		}
		return type.cast(value);
	}

	String text(String name) {
		return required(name, String.class);
	}

	@Nullable String textOrNull(String name) {
		return optional(name, String.class);
	}

	String textOr(String name, String absent) {
		return parsedOr(name, Function.identity(), absent);
	}

	<T> T parsed(String name, Function<String, T> parser) {
		return parser.apply(text(name));
	}

	<T> @Nullable T parsedOrNull(String name, Function<String, T> parser) {
		String text = textOrNull(name);
		return (text != null) ? parser.apply(text) : null;
	}

	<T> T parsedOr(String name, Function<String, T> parser, T absent) {
		T value = parsedOrNull(name, parser);
		return (value != null) ? value : absent;
	}

	long number(String name) {
		return required(name, Long.class);
	}

	long numberOrZero(String name) {
		return (this.values.get(name) != null) ? number(name) : 0;
	}

	int integer(String name) {
		return Math.toIntExact(number(name));
	}

	int integerOr(String name, int absent) {
		return (this.values.get(name) != null) ? integer(name) : absent;
	}

	double decimal(String name) {
		return required(name, Number.class).doubleValue();
	}

	double decimalOrZero(String name) {
		return (this.values.get(name) != null) ? decimal(name) : 0.0;
	}

	boolean flag(String name) {
		return Boolean.TRUE.equals(optional(name, Boolean.class));
	}

	Payload payload(String name) {
		return required(name, Payload.class);
	}

	@Nullable Payload payloadOrNull(String name) {
		return optional(name, Payload.class);
	}

	@SuppressWarnings("unchecked")
	<T> List<T> list(String name) {
		List<T> list = optional(name, List.class);
		return (list != null) ? list : List.of();
	}

	/**
	 * Return the entries of one of the objects with names of users: payloads of a memo
	 * and of attributes, texts of headers.
	 */
	@SuppressWarnings("unchecked")
	<T> Map<String, T> map(String name) {
		Map<String, T> map = optional(name, Map.class);
		return (map != null) ? map : Map.of();
	}

	<T> T object(String name, Function<JsonFields, T> reader) {
		return reader.apply(required(name, JsonFields.class));
	}

	<T> @Nullable T objectOrNull(String name, Function<JsonFields, T> reader) {
		JsonFields nested = optional(name, JsonFields.class);
		return (nested != null) ? reader.apply(nested) : null;
	}

	<T> T objectOr(String name, Function<JsonFields, T> reader, T absent) {
		T value = objectOrNull(name, reader);
		return (value != null) ? value : absent;
	}

}
