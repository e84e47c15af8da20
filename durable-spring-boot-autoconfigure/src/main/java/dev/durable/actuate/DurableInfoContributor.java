package dev.durable.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

import dev.durable.node.Node;
import dev.durable.node.NodeStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * {@link InfoContributor} that says which build of which workflows is here.
 */
public class DurableInfoContributor implements InfoContributor {

	private final Supplier<@Nullable Node> node;

	/**
	 * Create the contributor.
	 * @param node returns the node of this application, or null before it has started
	 */
	public DurableInfoContributor(Supplier<@Nullable Node> node) {
		this.node = node;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Node current = this.node.get();
		if (current != null) {
			NodeStatus status = current.status();
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("node", status.name());
			details.put("buildId", status.buildId());
			details.put("queues", new TreeSet<>(status.queues()));
			details.put("workflowTypes", new TreeSet<>(status.workflowTypes()));
			details.put("activityTypes", new TreeSet<>(status.activityTypes()));
			builder.withDetail("durable", details);
		}
	}

}
