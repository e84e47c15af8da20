package dev.durable.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.durable.test.PostgresServer.Database;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Under which ids a node process was a node when something happened to it.
 */
final class Membership {

	private static final Duration JOIN_MAX = Duration.ofMinutes(1);

	private final Database database;

	private final NodeProcess node;

	private final List<Long> ids;

	private final long runs;

	private Membership(Database database, NodeProcess node, List<Long> ids) {
		this.database = database;
		this.node = node;
		this.ids = ids;
		this.runs = runs(database, ids);
	}

	/**
	 * Look under which id a process is a node now. One that others have just expired
	 * joins again first: what happens to nobody would leave no evidence.
	 */
	static Membership of(Cluster cluster, NodeProcess node) {
		Instant deadline = Instant.now().plus(JOIN_MAX);
		List<Long> ids = ids(cluster.database(), node);
		while (ids.isEmpty() && Instant.now().isBefore(deadline)) {
			Pauses.pause(Duration.ofMillis(100));
			ids = ids(cluster.database(), node);
		}
		return new Membership(cluster.database(), node, ids);
	}

	/**
	 * Wait until each node has something to do: what hits an idle one shows nothing.
	 */
	static void awaitWork(Cluster cluster) {
		Instant deadline = Instant.now().plus(JOIN_MAX);
		IntStream.range(0, cluster.size()).mapToObj(cluster::node).forEach((node) -> {
			while (of(cluster, node).runs == 0 && Instant.now().isBefore(deadline)) {
				Pauses.pause(Duration.ofMillis(50));
			}
		});
	}

	NodeProcess node() {
		return this.node;
	}

	/**
	 * Wait until others have expired it.
	 */
	void awaitExpiry(Instant deadline) {
		while (isThere() && Instant.now().isBefore(deadline)) {
			Pauses.pause(Duration.ofMillis(100));
		}
	}

	/**
	 * Wait until it knows that others have expired it.
	 */
	void awaitReturn(Instant deadline) {
		while (!knowsOfExpiry() && Instant.now().isBefore(deadline)) {
			Pauses.pause(Duration.ofMillis(100));
		}
	}

	/**
	 * Show that the ids are gone.
	 */
	Optional<String> evidenceOfExpiry() {
		if (this.ids.isEmpty() || isThere()) {
			return Optional.empty();
		}
		return Optional
			.of("%s was node %s with %s runs, which is gone".formatted(this.node.name(), this.ids, this.runs));
	}

	/**
	 * Show that the ids are gone, and that the process knows it.
	 */
	Optional<String> evidenceOfReturn() {
		return knowsOfExpiry() ? evidenceOfExpiry().map((text) -> text + " and has told it") : Optional.empty();
	}

	private boolean knowsOfExpiry() {
		String log = this.node.log();
		return this.ids.stream().anyMatch((id) -> log.contains("Node " + id + " was expired by others"));
	}

	private boolean isThere() {
		return ids(this.database, this.node).stream().anyMatch(this.ids::contains);
	}

	private static long runs(Database database, List<Long> ids) {
		return ids.isEmpty() ? 0
				: JdbcClient.create(database.dataSource())
					.sql("select count(*) from durable_workflow where owner in (:ids)")
					.param("ids", ids)
					.query(Long.class)
					.single();
	}

	private static List<Long> ids(Database database, NodeProcess node) {
		return JdbcClient.create(database.dataSource())
			.sql("select node_id from durable_node where name = ?")
			.param(node.name())
			.query(Long.class)
			.list();
	}

}
