package dev.durable.benchmarks;

import dev.durable.Activity;

/**
 * A step that costs nothing, so that what is measured is the engine.
 */
@Activity
public class StepActivities {

	/**
	 * Hand the order on.
	 * @param order the order
	 * @return the order
	 */
	public Order step(Order order) {
		return order;
	}

}
