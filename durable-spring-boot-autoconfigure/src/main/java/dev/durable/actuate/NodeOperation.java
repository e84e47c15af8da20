package dev.durable.actuate;

import java.util.Locale;
import java.util.Set;

import dev.durable.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with a node.
 */
enum NodeOperation {

	DRAIN, RESUME;

	private static final Set<String> FIELDS = Set.of("operation");

	/**
	 * Read an operation from a body.
	 */
	static NodeOperation of(String body, Json json) {
		return named(OperationBody.fields(body, FIELDS, json).get("operation"));
	}

	static NodeOperation named(@Nullable String name) {
		return Parameters.constant("operation", NodeOperation.class, Parameters.required("operation", name));
	}

	void carryOut(Node node) {
		switch (this) {
			case DRAIN -> node.drain();
			case RESUME -> node.takeWork();
		}
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
