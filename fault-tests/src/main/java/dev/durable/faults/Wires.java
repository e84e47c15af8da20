package dev.durable.faults;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import dev.durable.faults.wire.PostgresProxy;
import dev.durable.faults.wire.WireEvent;

/**
 * The wires between the nodes and the database, one for each node.
 */
final class Wires {

	private final List<PostgresProxy> proxies = new ArrayList<>();

	/**
	 * Put a wire before each node, once.
	 */
	void lay(Cluster cluster) {
		if (!this.proxies.isEmpty()) {
			return;
		}
		for (int number = 0; number < cluster.size(); number++) {
			PostgresProxy proxy = PostgresProxy.before(cluster.database().url());
			this.proxies.add(proxy);
			cluster.usePort(number, URI.create(proxy.url().substring("jdbc:".length())).getPort());
		}
	}

	PostgresProxy of(int number) {
		return this.proxies.get(number);
	}

	/**
	 * Return how often something has happened on all wires.
	 */
	long count(WireEvent event) {
		return this.proxies.stream().mapToLong((proxy) -> proxy.evidence().count(event)).sum();
	}

	void heal() {
		this.proxies.forEach(PostgresProxy::heal);
	}

}
