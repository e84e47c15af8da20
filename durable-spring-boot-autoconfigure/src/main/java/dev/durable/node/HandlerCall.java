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
 */
public record HandlerCall(String name, Payload arguments, @Nullable String id, Map<String, String> headers) {

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

}
