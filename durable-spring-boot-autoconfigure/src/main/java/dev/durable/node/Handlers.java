package dev.durable.node;

import java.util.Arrays;
import java.util.Map;

import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import dev.durable.history.PayloadConverter;
import dev.durable.history.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bad calls of handlers at the door, where this node knows the type.
 */
final class Handlers {

	private Handlers() {
	}

	static void checkSignal(@Nullable WorkflowType type, HandlerCall call, PayloadConverter converter) {
		if (type != null) {
			check(type, "signal", type.signals(), call, converter);
		}
	}

	static void checkUpdate(@Nullable WorkflowType type, HandlerCall call, PayloadConverter converter) {
		if (type != null) {
			check(type, "update", type.updates(), call, converter);
		}
	}

	private static void check(WorkflowType type, String kind, Map<String, Invocable> handlers, HandlerCall call,
			PayloadConverter converter) {
		Invocable handler = handlers.get(call.name());
		if (handler == null) {
			throw new IllegalArgumentException("Workflow type '" + type.name() + "' has no " + kind + " '" + call.name()
					+ "'; it has " + handlers.keySet().stream().sorted().toList());
		}
		try {
			converter.readArguments(call.arguments(), handler.parameterTypes());
		}
		catch (UnreadableException ex) {
			throw new IllegalArgumentException(
					"The arguments do not fit " + kind + " '" + call.name() + "' of workflow type '" + type.name()
							+ "', which takes " + Arrays.toString(handler.parameterTypes()) + ": " + ex.getMessage(),
					ex);
		}
	}

}
