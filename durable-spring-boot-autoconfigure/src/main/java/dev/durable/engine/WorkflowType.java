package dev.durable.engine;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A workflow type: what the engine must know of a {@link dev.durable.Workflow} class.
 *
 * @param name the name that is stored
 * @param instances makes a new instance, one for each run
 * @param main the workflow method
 * @param signals the signal methods by name
 * @param queries the query methods by name
 */
public record WorkflowType(String name, Supplier<Object> instances, Invocable main, Map<String, Invocable> signals,
		Map<String, Invocable> queries) {

	public WorkflowType {
		signals = Map.copyOf(signals);
		queries = Map.copyOf(queries);
	}

}
