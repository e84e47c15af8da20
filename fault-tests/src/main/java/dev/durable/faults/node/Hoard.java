package dev.durable.faults.node;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * A workflow of which one at a time may execute for each key.
 */
@Workflow(name = "Hoard")
public class Hoard {

	/** What it ends with. */
	public static final String RESULT = "kept";

	private final Steps activities;

	Hoard(Steps activities) {
		this.activities = activities;
	}

	/**
	 * Keep the others with this key waiting for a while.
	 * @param key the key
	 * @return that it was done
	 */
	@WorkflowMethod(concurrencyKey = "#key", concurrency = 1)
	public String run(String key) {
		this.activities.call(key);
		this.activities.call(key);
		return RESULT;
	}

}
