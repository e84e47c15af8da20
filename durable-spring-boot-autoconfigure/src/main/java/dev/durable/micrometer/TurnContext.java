package dev.durable.micrometer;

import java.util.Map;

import dev.durable.node.CodeObserver.TurnCall;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * A turn of a workflow that is observed. Its carrier has what is stored of the trace of
 * whoever has sent the event, or else has started the workflow.
 */
public final class TurnContext extends ReceiverContext<Map<String, String>> {

	private final TurnCall call;

	private String outcome = "unknown";

	TurnContext(TurnCall call, Map<String, String> trace) {
		super((carrier, key) -> carrier.get(key), Kind.CONSUMER);
		setCarrier(trace);
		this.call = call;
	}

	void ended(boolean stuck) {
		this.outcome = stuck ? "stuck" : "completed";
	}

	/**
	 * Return the workflow.
	 * @return the workflow id
	 */
	public String getWorkflowId() {
		return this.call.run().workflowId();
	}

	/**
	 * Return the run.
	 * @return its id
	 */
	public String getRunId() {
		return this.call.run().runId().toString();
	}

	/**
	 * Return the type of the workflow.
	 * @return the type
	 */
	public String getWorkflowType() {
		return this.call.type();
	}

	/**
	 * Return the kind of the event that is taken, such as {@code SignalReceived}.
	 * @return the kind
	 */
	public String getEvent() {
		return this.call.event().kind();
	}

	/**
	 * Return how the turn has ended.
	 * @return {@code completed}, {@code stuck}, or {@code unknown} until it has
	 */
	public String getOutcome() {
		return this.outcome;
	}

}
