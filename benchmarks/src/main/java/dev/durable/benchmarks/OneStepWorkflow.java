package dev.durable.benchmarks;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * A workflow of 1 activity.
 */
@Workflow
public class OneStepWorkflow {

	private final StepActivities activities;

	OneStepWorkflow(StepActivities activities) {
		this.activities = activities;
	}

	/**
	 * Run the steps.
	 * @param order the order
	 * @return the order
	 */
	@WorkflowMethod
	public Order run(Order order) {
		return this.activities.step(order);
	}

}
