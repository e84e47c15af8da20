package dev.durable.history;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Turns the values of user code into payloads and back, by declared types only: no class
 * named by stored data is ever loaded.
 */
public interface PayloadConverter {

	/**
	 * Write one value.
	 * @param value the value
	 * @return its payload
	 * @throws UnwritableException if it cannot be written, or is larger than
	 * {@code durable.payload.max-size}
	 */
	Payload write(@Nullable Object value);

	/**
	 * Read one value.
	 * @param payload the payload
	 * @param type the declared type
	 * @return the value
	 * @throws UnreadableException if the payload does not fit the type
	 */
	@Nullable Object read(Payload payload, Type type);

	/**
	 * Write the arguments of a call as one array.
	 * @param arguments the arguments
	 * @return the payload
	 * @throws UnwritableException as {@link #write}
	 */
	Payload writeArguments(@Nullable Object[] arguments);

	/**
	 * Read the arguments of a call.
	 * @param payload the payload, one array
	 * @param types the declared types of the parameters
	 * @return the arguments, as many as there are types
	 * @throws UnreadableException if the number or a value does not fit
	 */
	@Nullable Object[] readArguments(Payload payload, Type[] types);

}
