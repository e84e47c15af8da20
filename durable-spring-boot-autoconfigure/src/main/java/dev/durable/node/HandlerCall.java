package dev.durable.node;

import java.util.Map;

import dev.durable.history.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The call of a signal or update handler.
 *
 * @param name the name of the signal or update
 * @param arguments its arguments, as one array
 * @param id the id that its sender gave it, or null
 * @param headers the context of the sender, by propagator
 * @param type the type of workflow that the sender takes it for, or null
 */
public record HandlerCall(String name, Payload arguments, @Nullable String id, Map<String, String> headers,
		@Nullable String type) {

	public HandlerCall {
		headers = Map.copyOf(headers);
	}

	/**
	 * Make a call with nothing special.
	 * @param name the name of the signal or update
	 * @param arguments its arguments, as one array
	 */
	public HandlerCall(String name, Payload arguments) {
		this(name, arguments, null, Map.of());
	}

	/**
	 * Make a call to a workflow of any type.
	 * @param name the name of the signal or update
	 * @param arguments its arguments, as one array
	 * @param id the id that its sender gave it, or null
	 * @param headers the context of the sender, by propagator
	 */
	public HandlerCall(String name, Payload arguments, @Nullable String id, Map<String, String> headers) {
		this(name, arguments, id, headers, null);
	}

	/**
	 * Return the call with what the sender takes the workflow for. It may be another one.
	 * @param expected the type of workflow, or null if the sender does not know
	 * @return the call
	 */
	public HandlerCall expecting(@Nullable String expected) {
		return new HandlerCall(this.name, this.arguments, this.id, this.headers, expected);
	}

}
