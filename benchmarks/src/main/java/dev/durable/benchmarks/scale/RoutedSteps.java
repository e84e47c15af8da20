package dev.durable.benchmarks.scale;

import dev.durable.Activity;

/**
 * A step whose attempts wait in a queue of the database.
 */
@Activity(queue = "default")
public class RoutedSteps {

	/**
	 * Do nothing.
	 */
	public void step() {
	}

}
