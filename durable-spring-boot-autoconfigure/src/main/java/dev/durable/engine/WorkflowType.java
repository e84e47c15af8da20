package dev.durable.engine;

import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A workflow type: what the engine must know of a {@link dev.durable.Workflow} class.
 *
 * @param name the name that is stored
 * @param instances makes a new instance, one for each run
 * @param main the workflow method
 * @param signals the signal methods by name
 * @param queries the query methods by name
 * @param updates the update methods by name
 * @param validators the validators by the name of their update; there need not be one for
 * each
 * @param limiter tells the limit of a run, or null if there is none
 */
public record WorkflowType(String name, Supplier<Object> instances, Invocable main, Map<String, Invocable> signals,
		Map<String, Invocable> queries, Map<String, Invocable> updates, Map<String, Invocable> validators,
		@Nullable RunLimiter limiter) {

	public WorkflowType {
		signals = Map.copyOf(signals);
		queries = Map.copyOf(queries);
		updates = Map.copyOf(updates);
		validators = Map.copyOf(validators);
	}

	/**
	 * Make a type without updates.
	 * @param name the name that is stored
	 * @param instances makes a new instance
	 * @param main the workflow method
	 * @param signals the signal methods by name
	 * @param queries the query methods by name
	 */
	public WorkflowType(String name, Supplier<Object> instances, Invocable main, Map<String, Invocable> signals,
			Map<String, Invocable> queries) {
		this(name, instances, main, signals, queries, Map.of(), Map.of(), null);
	}

}
