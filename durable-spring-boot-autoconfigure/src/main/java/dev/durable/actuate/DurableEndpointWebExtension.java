package dev.durable.actuate;

import dev.durable.actuate.OperationDescriptor.Outcome;
import dev.durable.node.Node;
import dev.durable.node.NodeStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link DurableEndpoint}: it
 * answers mistakes with problems that name them, and drains this node.
 */
@EndpointWebExtension(endpoint = DurableEndpoint.class)
public class DurableEndpointWebExtension {

	private static final Logger logger = LoggerFactory.getLogger(DurableEndpointWebExtension.class);

	private final DurableEndpoint endpoint;

	private final Json json;

	/**
	 * Create the extension.
	 * @param endpoint what it extends
	 * @param json reads what Actuator does not
	 */
	public DurableEndpointWebExtension(DurableEndpoint endpoint, Json json) {
		this.endpoint = endpoint;
		this.json = json;
	}

	/**
	 * Look at the engine.
	 * @return what this node knows of itself and reads of the others
	 */
	@ReadOperation
	public WebEndpointResponse<Object> durable() {
		return Answers.to(() -> new WebEndpointResponse<>(this.endpoint.durable()));
	}

	/**
	 * Let this node take no more work and hand over what it has, or take work again.
	 * @param security who asks
	 * @param body the whole request as a JSON object; without it, the field as it follows
	 * @param operation what to do: {@code drain} or {@code resume}
	 * @return what has become of it
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operate(SecurityContext security, @Nullable String body,
			@Nullable String operation) {
		return Answers.to(() -> {
			NodeOperation asked = (body != null) ? NodeOperation.of(body, this.json) : NodeOperation.named(operation);
			Node node = working();
			asked.carryOut(node);
			NodeStatus status = node.status();
			logger.info("'{}' of node '{}' was asked for by {}", asked, status.name(),
					WorkflowOperations.who(security.getPrincipal()));
			Outcome outcome = (status.state() == NodeStatus.State.DRAINING) ? Outcome.ACCEPTED : Outcome.DONE;
			return new WebEndpointResponse<>(
					new NodeOperationDescriptor(status.name(), asked.toString(), outcome, status.state()));
		});
	}

	private Node working() {
		Node node = this.endpoint.node();
		if (node.status().state() == NodeStatus.State.STOPPING) {
			throw new NotReadyException("This node stops, and hands its work over by itself");
		}
		return node;
	}

}
