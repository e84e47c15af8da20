package dev.durable.benchmarks.compare;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Waits for a signal.
 */
@Workflow
public class ListenWorkflow {

	private String heard = "";

	/**
	 * Wait.
	 * @return what was heard
	 */
	@WorkflowMethod
	public String run() {
		Durable.await(() -> !this.heard.isEmpty());
		return this.heard;
	}

	/**
	 * Hear.
	 * @param text what is said
	 */
	@SignalMethod
	public void hear(String text) {
		this.heard = text;
	}

}
