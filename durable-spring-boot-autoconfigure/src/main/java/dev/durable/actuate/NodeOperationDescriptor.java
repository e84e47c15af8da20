package dev.durable.actuate;

import dev.durable.node.NodeStatus;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What has become of an operation on a node.
 *
 * @param name the label of the node
 * @param operation the operation
 * @param outcome what has become of it
 * @param state what the node is doing now
 */
public record NodeOperationDescriptor(String name, String operation, OperationDescriptor.Outcome outcome,
		NodeStatus.State state) implements OperationResponseBody {

}
