package dev.durable.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.durable.engine.HeldThread;
import dev.durable.node.Node;
import dev.durable.node.NodeStatus;
import dev.durable.store.OpenRuns;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} of the engine. It is down if the engine cannot do its work: the
 * store does not answer, the lease is not held, the poller does not poll, or workflow
 * code does not give a thread back. What becomes of workflows is no matter of health:
 * runs that are stuck are counted in the details.
 */
public class DurableHealthIndicator implements HealthIndicator {

	private static final Duration STORE_BOUND = Duration.ofSeconds(3);

	private final Supplier<@Nullable Node> node;

	private final StoreProbe probe;

	/**
	 * Create the indicator.
	 * @param node returns the node of this application, or null before it has started
	 */
	public DurableHealthIndicator(Supplier<@Nullable Node> node) {
		this(node, STORE_BOUND);
	}

	DurableHealthIndicator(Supplier<@Nullable Node> node, Duration storeBound) {
		this.node = node;
		this.probe = new StoreProbe(storeBound);
	}

	@Override
	public Health health() {
		Node current = this.node.get();
		if (current == null) {
			return Health.outOfService().withDetail("state", NodeStatus.State.STARTING).build();
		}
		NodeStatus status = current.status();
		StoreProbe.Answer store = this.probe.ask(current.inspection());
		List<String> troubles = troubles(status, store);
		Health.Builder health = troubles.isEmpty() ? Health.up() : Health.down().withDetail("troubles", troubles);
		if (isOutOfService(status)) {
			health.outOfService();
		}
		details(health, status, store);
		return health.build();
	}

	private static boolean isOutOfService(NodeStatus status) {
		return status.state() == NodeStatus.State.STARTING || status.state() == NodeStatus.State.STOPPING;
	}

	private static List<String> troubles(NodeStatus status, StoreProbe.Answer store) {
		List<String> troubles = new ArrayList<>();
		if (store.trouble() != null) {
			troubles.add("The store is in trouble. " + store.trouble());
		}
		if (status.state() == NodeStatus.State.REJOINING) {
			troubles.add("The node was expired by others and joins again");
		}
		if (!status.lease().held()) {
			troubles.add("The lease is not held");
		}
		if (!status.poller().alive()) {
			troubles.add("The poller has had no good poll for " + status.poller().age().toSeconds() + " s");
		}
		long blocked = status.heldThreads()
			.stream()
			.filter((thread) -> thread.held().compareTo(HeldThread.LIMIT) >= 0)
			.count();
		if (blocked > 0) {
			troubles.add("Workflow code holds " + blocked + " thread(s) for longer than " + HeldThread.LIMIT.toSeconds()
					+ " s without a durable call");
		}
		return troubles;
	}

	private static void details(Health.Builder health, NodeStatus status, StoreProbe.Answer store) {
		health.withDetail("state", status.state());
		if (status.nodeId() != null) {
			health.withDetail("node", status.nodeId());
		}
		health.withDetail("lease", lease(status.lease()));
		health.withDetail("poller", poller(status.poller()));
		health.withDetail("store", store(store));
		if (!status.heldThreads().isEmpty()) {
			health.withDetail("heldThreads", status.heldThreads().stream().map(DurableHealthIndicator::held).toList());
		}
		OpenRuns open = store.open();
		if (open != null) {
			health.withDetail("stuck", open.stuck().values().stream().mapToLong(Long::longValue).sum());
			health.withDetail("due", open.queues().values().stream().mapToLong(OpenRuns.Waiting::depth).sum());
			health.withDetail("lag", lag(open));
		}
	}

	private static String lag(OpenRuns open) {
		return open.queues()
			.values()
			.stream()
			.map(OpenRuns.Waiting::lag)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO)
			.toString();
	}

	private static Map<String, Object> lease(NodeStatus.LeaseStatus lease) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("held", lease.held());
		details.put("age", lease.age().toString());
		details.put("duration", lease.duration().toString());
		return details;
	}

	private static Map<String, Object> poller(NodeStatus.PollerStatus poller) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("alive", poller.alive());
		details.put("lastGoodPoll", poller.age().toString());
		if (poller.trouble() != null) {
			details.put("trouble", "The last poll has failed in part; see the log");
		}
		return details;
	}

	private static Map<String, Object> store(StoreProbe.Answer store) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("reachable", store.trouble() == null);
		details.put("took", store.took().toString());
		return details;
	}

	private static Map<String, Object> held(HeldThread thread) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("workflow", thread.run().workflowId());
		details.put("run", thread.run().runId().toString());
		details.put("heldFor", thread.held().toString());
		return details;
	}

}
