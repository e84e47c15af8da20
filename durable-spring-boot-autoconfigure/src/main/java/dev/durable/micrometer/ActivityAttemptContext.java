package dev.durable.micrometer;

import java.util.Locale;
import java.util.Map;

import dev.durable.node.AttemptOutcome;
import dev.durable.node.CodeObserver.AttemptCall;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * An attempt of an activity that is observed. Its carrier has what is stored of the trace
 * that the calling workflow code belongs to.
 */
public final class ActivityAttemptContext extends ReceiverContext<Map<String, String>> {

	private final AttemptCall call;

	private String outcome = "unknown";

	ActivityAttemptContext(AttemptCall call, Map<String, String> trace) {
		super((carrier, key) -> carrier.get(key), Kind.CONSUMER);
		setCarrier(trace);
		this.call = call;
	}

	void ended(AttemptOutcome end) {
		this.outcome = end.name().toLowerCase(Locale.ROOT);
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
	 * Return the activity.
	 * @return its name
	 */
	public String getActivity() {
		return this.call.activity().activity();
	}

	/**
	 * Return which attempt it is.
	 * @return the number, from 1
	 */
	public int getAttempt() {
		return this.call.number();
	}

	/**
	 * Return how the attempt has ended.
	 * @return {@code completed}, {@code failed}, {@code left} to somebody who has its
	 * token, {@code abandoned}, or {@code unknown} until it has ended and where it is not
	 * known whether it has committed
	 */
	public String getOutcome() {
		return this.outcome;
	}

}
