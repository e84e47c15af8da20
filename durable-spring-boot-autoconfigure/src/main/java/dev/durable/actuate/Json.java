package dev.durable.actuate;

import java.util.Map;

import dev.durable.history.Payload;
import dev.durable.node.ExportedHistory;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that the endpoints need beyond what Actuator reads and writes itself.
 */
public interface Json {

	/**
	 * Write a history so that it can be replayed elsewhere.
	 * @param history the history
	 * @return its JSON
	 */
	String export(ExportedHistory history);

	/**
	 * Read a value as what it is without a given type.
	 * @param payload the value
	 * @return the value, with exact numbers
	 * @throws dev.durable.history.UnreadableException if it is no JSON
	 */
	@Nullable Object read(Payload payload);

	/**
	 * Read the fields of an object: a text as it is, anything else as its JSON. Fields
	 * that are null are left out.
	 * @param object the object
	 * @return the fields
	 * @throws dev.durable.history.UnreadableException if it is no object
	 */
	Map<String, String> fields(String object);

	/**
	 * Write an object with one field.
	 * @param name the name of the field
	 * @param text its value
	 * @return the object
	 */
	String object(String name, String text);

}
