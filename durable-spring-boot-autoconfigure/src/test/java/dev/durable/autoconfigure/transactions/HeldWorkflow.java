package dev.durable.autoconfigure.transactions;

import java.util.ArrayList;
import java.util.List;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Waits until it is told to end, and remembers what it was told before.
 */
@Workflow
public class HeldWorkflow {

	private final HeldActivities activities;

	private final List<String> heard = new ArrayList<>();

	private boolean ended;

	HeldWorkflow(HeldActivities activities) {
		this.activities = activities;
	}

	@WorkflowMethod
	public String hold(String mode) {
		if (mode.equals("fail")) {
			throw new ApplicationFailure("Broken", "fails as it was told to");
		}
		if (mode.equals("later")) {
			this.heard.add(this.activities.later(Durable.info().workflowId()));
		}
		if (mode.startsWith("start ")) {
			this.activities.startOther(mode.substring("start ".length()));
		}
		else if (!mode.equals("return")) {
			Durable.await(() -> this.ended);
		}
		return String.join(",", this.heard);
	}

	@SignalMethod
	public void say(String word) {
		this.heard.add(word);
	}

	@SignalMethod
	public void record(String word) {
		this.activities.write(word);
		this.heard.add(word);
	}

	@SignalMethod
	public void end() {
		this.ended = true;
	}

	@QueryMethod
	public List<String> heard() {
		return List.copyOf(this.heard);
	}

	@UpdateMethod
	public int add(String word) {
		this.heard.add(word);
		return this.heard.size();
	}

}
