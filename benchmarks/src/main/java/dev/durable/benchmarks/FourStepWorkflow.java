package dev.durable.benchmarks;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * A workflow of 4 activities in sequence.
 */
@Workflow
public class FourStepWorkflow {

	private final StepActivities activities;

	FourStepWorkflow(StepActivities activities) {
		this.activities = activities;
	}

	/**
	 * Run the steps.
	 * @param order the order
	 * @return the order
	 */
	@WorkflowMethod
	public Order run(Order order) {
		return this.activities.step(this.activities.step(this.activities.step(this.activities.step(order))));
	}

}
