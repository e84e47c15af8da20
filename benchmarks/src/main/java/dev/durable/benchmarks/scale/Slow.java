package dev.durable.benchmarks.scale;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Waits for an activity that takes some time.
 */
@Workflow
public class Slow {

	private final Steps steps;

	Slow(Steps steps) {
		this.steps = steps;
	}

	/**
	 * Run the step.
	 * @return that it is done
	 */
	@WorkflowMethod
	public String run() {
		this.steps.wait50();
		return "done";
	}

}
