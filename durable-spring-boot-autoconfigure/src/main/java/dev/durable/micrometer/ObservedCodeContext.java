package dev.durable.micrometer;

import java.util.Map;

import dev.durable.engine.RunIdentity;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * Code of a run that is observed, for as long as it holds a thread. Its carrier has what
 * is stored of the trace that it continues.
 */
public abstract sealed class ObservedCodeContext extends ReceiverContext<Map<String, String>>
		permits TurnContext, ActivityAttemptContext {

	private final RunIdentity run;

	private final String workflowType;

	private String outcome = "unknown";

	ObservedCodeContext(RunIdentity run, String workflowType, Map<String, String> trace) {
		super((carrier, key) -> carrier.get(key), Kind.CONSUMER);
		setCarrier(trace);
		this.run = run;
		this.workflowType = workflowType;
	}

	final void ended(String how) {
		this.outcome = how;
	}

	/**
	 * Return the workflow.
	 * @return the workflow id
	 */
	public String getWorkflowId() {
		return this.run.workflowId();
	}

	/**
	 * Return the run.
	 * @return its id
	 */
	public String getRunId() {
		return this.run.runId().toString();
	}

	/**
	 * Return the type of the workflow.
	 * @return the type
	 */
	public String getWorkflowType() {
		return this.workflowType;
	}

	/**
	 * Return how it has ended, as each kind of code says it.
	 * @return the outcome, {@code unknown} until it has ended
	 */
	public String getOutcome() {
		return this.outcome;
	}

}
