package dev.durable.faults.node;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * A workflow that only the newer build has.
 */
@Workflow(name = Newcomer.NAME)
@ConditionalOnProperty(name = "durable.build-id", havingValue = "two")
public class Newcomer {

	/** Its type, for those who do not have the class. */
	public static final String NAME = "Newcomer";

	/** What it ends with. */
	public static final String RESULT = "welcome";

	private final NewcomerSteps steps;

	Newcomer(NewcomerSteps steps) {
		this.steps = steps;
	}

	/**
	 * Greet twice.
	 * @return that it was done
	 */
	@WorkflowMethod
	public String run() {
		this.steps.greet();
		Durable.sleep(Duration.ofSeconds(1));
		this.steps.greet();
		return RESULT;
	}

}
