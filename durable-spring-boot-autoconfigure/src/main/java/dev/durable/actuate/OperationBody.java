package dev.durable.actuate;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.durable.history.UnreadableException;

/**
 * The body of an operation, which is an object.
 */
final class OperationBody {

	/** The field in which a body comes as it is. */
	static final String BODY = "body";

	static final int BODY_MAX = 4_194_304;

	private OperationBody() {
	}

	/**
	 * Read the fields of a body.
	 * @param body the body as it has come
	 * @param known the fields that there are
	 * @param json reads it
	 */
	static Map<String, String> fields(String body, Set<String> known, Json json) {
		Map<String, String> fields = fields(body, json);
		fields.keySet().stream().filter((name) -> !known.contains(name)).findFirst().ifPresent((name) -> {
			throw new BadParameterException(name, "is no field of an operation; there are " + new TreeSet<>(known));
		});
		return fields;
	}

	private static Map<String, String> fields(String body, Json json) {
		try {
			return json.fields(body);
		}
		catch (UnreadableException ex) {
			throw new BadParameterException(BODY, "is no JSON object");
		}
	}

}
