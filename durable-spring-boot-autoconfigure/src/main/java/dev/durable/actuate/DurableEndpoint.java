package dev.durable.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

import dev.durable.engine.HeldThread;
import dev.durable.node.Inspection;
import dev.durable.node.Node;
import dev.durable.node.NodeSettings;
import dev.durable.node.NodeStatus;
import dev.durable.store.NodeRow;
import dev.durable.store.OpenRuns;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} to look at the engine: this node, the others, and what waits
 * for them. What it has is there for JMX, too; {@link DurableEndpointWebExtension the
 * web} also drains this node.
 */
@Endpoint(id = "durable", defaultAccess = Access.READ_ONLY)
public class DurableEndpoint {

	private final WorkflowReader reader;

	/**
	 * Create the endpoint.
	 * @param node returns the node of this application, or null before it has started
	 */
	public DurableEndpoint(Supplier<@Nullable Node> node) {
		this.reader = new WorkflowReader(node);
	}

	/**
	 * Look at the engine.
	 * @return what this node knows of itself and reads of the others
	 */
	@ReadOperation
	public DurableDescriptor durable() {
		NodeStatus status = this.reader.node().status();
		Inspection inspection = this.reader.inspection();
		Instant now = inspection.storeTime();
		OpenRuns open = inspection.countOpen();
		List<DurableDescriptor.Member> members = inspection.nodes()
			.stream()
			.map((node) -> member(node, now, status.nodeId()))
			.toList();
		return new DurableDescriptor(thisNode(status), members, queues(open.queues(), status.queues()), open.stuck(),
				new TreeSet<>(status.workflowTypes()), new TreeSet<>(status.activityTypes()),
				settings(inspection.settings()));
	}

	Node node() {
		return this.reader.node();
	}

	private static DurableDescriptor.ThisNode thisNode(NodeStatus status) {
		return new DurableDescriptor.ThisNode(status.nodeId(), status.name(), status.buildId(), status.state(),
				status.lease(), status.poller(), status.load(),
				status.heldThreads().stream().map(DurableEndpoint::held).toList());
	}

	private static DurableDescriptor.Held held(HeldThread thread) {
		return new DurableDescriptor.Held(thread.run().workflowId(), thread.run().runId().toString(), thread.branch(),
				thread.held());
	}

	private static DurableDescriptor.Member member(NodeRow node, Instant now, @Nullable Long self) {
		return new DurableDescriptor.Member(node.nodeId(), node.name(), node.buildId(), new TreeSet<>(node.types()),
				node.leaseUntil(), node.fenced() && node.leaseUntil().isAfter(now),
				self != null && self == node.nodeId());
	}

	private static List<DurableDescriptor.Queue> queues(Map<String, OpenRuns.Waiting> waiting, Set<String> served) {
		Map<String, DurableDescriptor.Queue> queues = new TreeMap<>();
		served.forEach((name) -> queues.put(name, new DurableDescriptor.Queue(name, true, 0, Duration.ZERO)));
		waiting.forEach((name, each) -> queues.put(name,
				new DurableDescriptor.Queue(name, served.contains(name), each.depth(), each.lag())));
		return List.copyOf(queues.values());
	}

	private static Map<String, Object> settings(NodeSettings settings) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("durable.node.name", settings.name());
		shown.put("durable.build-id", settings.buildId());
		shown.put("durable.queues", new TreeSet<>(settings.queues()));
		shown.put("durable.lease.duration", settings.leaseDuration());
		shown.put("durable.lease.renew-interval", settings.renewInterval());
		shown.put("durable.poller.interval", settings.pollInterval());
		shown.put("durable.poller.batch-size", settings.pollBatch());
		shown.put("durable.workflow.max-resident", settings.maxResident());
		shown.put("durable.workflow.timeout-grace", settings.timeoutGrace());
		shown.put("durable.activity.max-concurrent", settings.maxActivities());
		shown.put("durable.shutdown.grace", settings.shutdownGrace());
		if (settings.retention() != null) {
			shown.put("durable.retention", settings.retention());
		}
		return shown;
	}

}
