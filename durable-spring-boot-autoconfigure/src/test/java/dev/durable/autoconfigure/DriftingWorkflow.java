package dev.durable.autoconfigure;

import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Calls an activity with another argument each time its code runs.
 */
@Workflow
public class DriftingWorkflow {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final Calls calls;

	private boolean done;

	DriftingWorkflow(Calls calls) {
		this.calls = calls;
	}

	@WorkflowMethod
	public String drift() {
		this.calls.call(COUNT.incrementAndGet());
		Durable.await(() -> this.done);
		return "done";
	}

	@SignalMethod
	public void done() {
		this.done = true;
	}

	/**
	 * What is called.
	 */
	@Activity
	public static class Calls {

		public void call(int number) {
			Durable.activity().info();
		}

	}

}
