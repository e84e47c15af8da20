package dev.durable.benchmarks.scale;

import java.time.Duration;
import java.time.Instant;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Sleeps until a time.
 */
@Workflow
public class Nap {

	/**
	 * Sleep.
	 * @param until the end, in milliseconds since 1970
	 * @return that it is done
	 */
	@WorkflowMethod
	public String run(long until) {
		Durable.sleep(Duration.between(Durable.now(), Instant.ofEpochMilli(until)));
		return "done";
	}

}
