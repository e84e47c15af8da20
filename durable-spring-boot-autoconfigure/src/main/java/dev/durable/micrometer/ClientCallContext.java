package dev.durable.micrometer;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.client.ClientInterceptor.ClientCall;
import dev.durable.client.ClientInterceptor.Operation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * A call of a client that is observed. What a tracer puts into its carrier is stored with
 * the start, the signal or the update.
 */
public final class ClientCallContext extends SenderContext<Map<String, String>> {

	private final Map<String, String> trace = new LinkedHashMap<>();

	private final DurableObservation observation;

	private final Operation operation;

	private final String workflowId;

	private final @Nullable String workflowType;

	private final @Nullable String handler;

	private @Nullable String runId;

	ClientCallContext(DurableObservation observation, ClientCall call) {
		super((carrier, key, value) -> {
			if (carrier != null) {
				carrier.put(key, value);
			}
		}, isWaiting(call.operation()) ? Kind.CLIENT : Kind.PRODUCER);
		setCarrier(this.trace);
		this.observation = observation;
		this.operation = call.operation();
		this.workflowId = call.workflowId();
		this.workflowType = call.workflowType();
		this.handler = call.name();
	}

	private static boolean isWaiting(Operation operation) {
		return operation == Operation.QUERY || operation == Operation.UPDATE;
	}

	DurableObservation observation() {
		return this.observation;
	}

	Map<String, String> trace() {
		return this.trace;
	}

	void started(String run) {
		this.runId = run;
	}

	/**
	 * Return what is asked for.
	 * @return the operation
	 */
	public Operation getOperation() {
		return this.operation;
	}

	/**
	 * Return the workflow that is started or spoken to.
	 * @return the workflow id
	 */
	public String getWorkflowId() {
		return this.workflowId;
	}

	/**
	 * Return the type of the workflow.
	 * @return the type, or {@code null} where the caller does not say it
	 */
	public @Nullable String getWorkflowType() {
		return this.workflowType;
	}

	/**
	 * Return the signal, query or update.
	 * @return its name, or {@code null} for a start
	 */
	public @Nullable String getHandler() {
		return this.handler;
	}

	/**
	 * Return the run that was started.
	 * @return its id, or {@code null} before the end of a start and for anything else
	 */
	public @Nullable String getRunId() {
		return this.runId;
	}

}
