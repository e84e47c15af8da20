package dev.durable.micrometer;

import java.util.Map;

import dev.durable.node.CodeObserver.TurnCall;

/**
 * A turn of a workflow that is observed, which ends as {@code completed} or
 * {@code stuck}. It continues the trace of whoever has sent the event, or else has
 * started the workflow.
 */
public final class TurnContext extends ObservedCodeContext {

	private final String event;

	TurnContext(TurnCall call, Map<String, String> trace) {
		super(call.run(), call.type(), trace);
		this.event = call.event().kind();
	}

	void ended(boolean stuck) {
		ended(stuck ? "stuck" : "completed");
	}

	/**
	 * Return the kind of the event that is taken, such as {@code SignalReceived}.
	 * @return the kind
	 */
	public String getEvent() {
		return this.event;
	}

}
