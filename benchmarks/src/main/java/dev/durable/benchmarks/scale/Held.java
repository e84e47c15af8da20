package dev.durable.benchmarks.scale;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Is held by its activity in a process that holds.
 */
@Workflow
public class Held {

	private final Steps steps;

	Held(Steps steps) {
		this.steps = steps;
	}

	/**
	 * Run the step.
	 * @return that it is done
	 */
	@WorkflowMethod
	public String run() {
		this.steps.hold();
		return "done";
	}

}
