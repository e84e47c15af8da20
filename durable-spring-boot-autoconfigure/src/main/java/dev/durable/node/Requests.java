package dev.durable.node;

import java.util.List;

import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * Requests of runs to other workflows: signals, and requests to cancel.
 */
final class Requests {

	private Requests() {
	}

	/**
	 * Return the workflow id to which a command sends a request.
	 * @return the workflow id, or null if the event is no such command
	 */
	static @Nullable String receiver(Event event) {
		if (event instanceof Command.ExternalSignalInitiated signal) {
			return signal.workflowId();
		}
		return (event instanceof Command.ExternalCancelInitiated cancel) ? cancel.workflowId() : null;
	}

	static Incoming outcome(long requestId, String workflowId, boolean delivered) {
		return delivered ? new Incoming.ExternalSignalDelivered(requestId) : new Incoming.ExternalSignalFailed(
				requestId, failure(FailureKind.EXTERNAL, "Workflow '" + workflowId + "' has no open run", workflowId));
	}

	static FailureInfo notStarted(String workflowId) {
		return failure(FailureKind.ALREADY_STARTED, "Workflow id '" + workflowId + "' has an open run already",
				workflowId);
	}

	private static FailureInfo failure(FailureKind kind, String message, String workflowId) {
		return new FailureInfo(kind, "", message, null, List.of(), true, null, 0, null, workflowId, null);
	}

}
