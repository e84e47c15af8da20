package dev.durable.coexistence;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Greets at once, or when it is told to.
 */
@Workflow
public class GreetingWorkflow {

	private final Greeter greeter;

	private boolean released;

	GreetingWorkflow(Greeter greeter) {
		this.greeter = greeter;
	}

	@WorkflowMethod(id = "#name")
	public String greet(String name) {
		if (name.startsWith("patient")) {
			Durable.await(() -> this.released);
		}
		return this.greeter.greet(name);
	}

	@SignalMethod
	public void release() {
		this.released = true;
	}

}
