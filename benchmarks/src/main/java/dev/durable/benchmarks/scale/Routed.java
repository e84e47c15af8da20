package dev.durable.benchmarks.scale;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Has one activity in a queue.
 */
@Workflow
public class Routed {

	private final RoutedSteps steps;

	Routed(RoutedSteps steps) {
		this.steps = steps;
	}

	/**
	 * Run the step.
	 * @return that it is done
	 */
	@WorkflowMethod
	public String run() {
		this.steps.step();
		return "done";
	}

}
