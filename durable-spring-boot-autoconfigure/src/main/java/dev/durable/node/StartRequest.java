package dev.durable.node;

import java.time.Duration;

import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.history.Payload;
import dev.durable.history.StartDetails;

/**
 * What is to be started.
 *
 * @param workflowId the business key
 * @param type the workflow type
 * @param arguments the arguments of the workflow method, as one array
 * @param conflictPolicy what to do if the id has an open run
 * @param reusePolicy what to do if only closed runs have the id
 * @param startDelay how long no code moves, or zero
 * @param details with what it is started besides; its deadline is added
 */
public record StartRequest(String workflowId, String type, Payload arguments, WorkflowIdConflictPolicy conflictPolicy,
		WorkflowIdReusePolicy reusePolicy, Duration startDelay, StartDetails details) {

	/**
	 * Make a request with nothing special.
	 * @param workflowId the business key
	 * @param type the workflow type
	 * @param arguments the arguments of the workflow method, as one array
	 * @param conflictPolicy what to do if the id has an open run
	 */
	public StartRequest(String workflowId, String type, Payload arguments, WorkflowIdConflictPolicy conflictPolicy) {
		this(workflowId, type, arguments, conflictPolicy, WorkflowIdReusePolicy.ALLOW_DUPLICATE, Duration.ZERO,
				StartDetails.NONE);
	}

}
