package dev.durable.benchmarks.scale;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Calls one activity.
 */
@Workflow
public class OneCall {

	private final Steps steps;

	private final RoutedSteps routedSteps;

	OneCall(Steps steps, RoutedSteps routedSteps) {
		this.steps = steps;
		this.routedSteps = routedSteps;
	}

	/**
	 * Call the activity.
	 * @param which which one
	 * @return that it is done
	 */
	@WorkflowMethod
	public String run(Which which) {
		switch (which) {
			case HELD -> this.steps.hold();
			case SLOW -> this.steps.wait50();
			case ROUTED -> this.routedSteps.step();
		}
		return "done";
	}

	/**
	 * What activities there are.
	 */
	public enum Which {

		/** Does not end in a process that holds. */
		HELD,

		/** Takes some time. */
		SLOW,

		/** Waits in a queue of the database. */
		ROUTED

	}

}
