package dev.durable.benchmarks.compare;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Sleeps.
 */
@Workflow
public class SleepWorkflow {

	/**
	 * Sleep.
	 * @param id the workflow id
	 * @return that it is done
	 */
	@WorkflowMethod
	public String run(String id) {
		Sleeps.before(id);
		Durable.sleep(Sleeps.TIME);
		Sleeps.after(id);
		return "ok";
	}

}
