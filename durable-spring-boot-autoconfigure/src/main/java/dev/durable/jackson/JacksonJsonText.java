package dev.durable.jackson;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.history.Payload;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON for those who look at values without knowing their types: numbers stay as exact as
 * they are written, and the settings of the application have no part in it.
 */
public final class JacksonJsonText {

	private static final int LENGTH_MAX = 100_000_000;

	/**
	 * Deeper than values may be, as they are inside of something else.
	 */
	private static final int DEPTH_MAX = 1_000;

	/**
	 * Reads and writes numbers as they are written, and nothing by the name of a class.
	 */
	static final JsonMapper EXACT = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNumberLength(LENGTH_MAX)
				.maxStringLength(LENGTH_MAX)
				.maxNameLength(LENGTH_MAX)
				.maxNestingDepth(DEPTH_MAX)
				.build())
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
			.build())
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	/**
	 * Read a value as what it is without a given type.
	 * @param payload the value
	 * @return a map, a list, a text, a number, a boolean or null
	 * @throws UnreadableException if it is no JSON
	 */
	public @Nullable Object read(Payload payload) {
		try {
			return EXACT.readValue(payload.json(), Object.class);
		}
		catch (JacksonException ex) {
			throw new UnreadableException("This is no JSON value", null);
		}
	}

	/**
	 * Read the fields of an object: a text as it is, anything else as its JSON. Fields
	 * that are null are left out.
	 * @param json the object
	 * @return the fields
	 * @throws UnreadableException if it is no object
	 */
	public Map<String, String> fields(String json) {
		try {
			JsonNode object = EXACT.readTree(json);
			if (object.isObject()) {
				Map<String, String> fields = new LinkedHashMap<>();
				object.properties().forEach((field) -> put(fields, field.getKey(), field.getValue()));
				return fields;
			}
		}
		catch (JacksonException ex) {
			// refused below
		}
		throw new UnreadableException("This is no JSON object", null);
	}

	private static void put(Map<String, String> fields, String name, JsonNode value) {
		if (value.isString()) {
			fields.put(name, value.stringValue());
		}
		else if (!value.isNull()) {
			fields.put(name, EXACT.writeValueAsString(value));
		}
	}

	/**
	 * Write an object with one field.
	 * @param name the name of the field
	 * @param text its value
	 * @return the object
	 */
	public String object(String name, String text) {
		return EXACT.writeValueAsString(Map.of(name, text));
	}

}
