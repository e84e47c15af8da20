package dev.durable.node;

import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.history.Payload;

/**
 * What is to be started.
 *
 * @param workflowId the business key
 * @param type the workflow type
 * @param arguments the arguments of the workflow method, as one array
 * @param conflictPolicy what to do if the id has an open run
 */
public record StartRequest(String workflowId, String type, Payload arguments, WorkflowIdConflictPolicy conflictPolicy) {

}
