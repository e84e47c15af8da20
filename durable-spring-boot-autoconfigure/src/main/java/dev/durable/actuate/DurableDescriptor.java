package dev.durable.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.client.StuckReason;
import dev.durable.node.NodeStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The engine as this node sees it.
 *
 * @param node this node
 * @param nodes all nodes, this one too
 * @param queues what waits in the queues for a node
 * @param stuck how many runs cannot advance, by reason
 * @param workflowTypes the workflow types that this node has code for
 * @param activityTypes the activities that this node has
 * @param settings the settings of this node, by property
 */
public record DurableDescriptor(ThisNode node, List<Member> nodes, List<Queue> queues, Map<StuckReason, Long> stuck,
		Set<String> workflowTypes, Set<String> activityTypes,
		Map<String, Object> settings) implements OperationResponseBody {

	/**
	 * This node.
	 *
	 * @param nodeId its id
	 * @param name its label
	 * @param buildId the build of its workflow code
	 * @param state what it is doing
	 * @param lease its lease
	 * @param poller its poller
	 * @param load what it has in hand
	 * @param heldThreads threads that workflow code holds by other means than durable
	 * calls
	 */
	public record ThisNode(@Nullable Long nodeId, String name, String buildId, NodeStatus.State state,
			NodeStatus.LeaseStatus lease, NodeStatus.PollerStatus poller, NodeStatus.LoadStatus load,
			List<Held> heldThreads) {

	}

	/**
	 * A thread that workflow code holds.
	 *
	 * @param id the workflow id
	 * @param runId the run id
	 * @param branch the branch
	 * @param heldFor how long at the least
	 */
	public record Held(String id, String runId, String branch, Duration heldFor) {

	}

	/**
	 * A node.
	 *
	 * @param nodeId its id
	 * @param name its label
	 * @param buildId the build of its workflow code
	 * @param workflowTypes the workflow types that it has code for
	 * @param leaseUntil when its lease ends, by the clock of the database
	 * @param alive whether its lease goes on and nobody has expired it
	 * @param self whether it is this node
	 */
	public record Member(long nodeId, String name, String buildId, Set<String> workflowTypes, Instant leaseUntil,
			boolean alive, boolean self) {

	}

	/**
	 * What waits in a queue.
	 *
	 * @param name the queue
	 * @param served whether this node serves it
	 * @param depth how many runs and attempts of activities are due and have no node
	 * @param lag how long the first of them has been due
	 */
	public record Queue(String name, boolean served, long depth, Duration lag) {

	}

}
