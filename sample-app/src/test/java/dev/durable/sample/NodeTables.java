package dev.durable.sample;

import java.util.List;
import java.util.UUID;

import dev.durable.test.PostgresServer;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who owns which run, as the tables say: read beside the engine, without any of its code.
 */
final class NodeTables {

	private final JdbcClient jdbc;

	NodeTables(PostgresServer.Database database) {
		this.jdbc = JdbcClient.create(database.dataSource());
	}

	/**
	 * Return the ids under which nodes of a name have joined and not left.
	 * @param name its label
	 */
	List<Long> nodes(String name) {
		return this.jdbc.sql("select node_id from durable_node where name = ?").param(name).query(Long.class).list();
	}

	/**
	 * Return the runs that a node owns and that are not final.
	 */
	List<UUID> ownedBy(long node) {
		return this.jdbc.sql("select run_id from durable_workflow where owner = ? and closed_at is null")
			.param(node)
			.query(UUID.class)
			.list();
	}

	/**
	 * Return how many of some runs have something to do, but are not owned by a node. A
	 * run without an owner that only waits, for a signal or a timer, has nothing to do.
	 */
	long notTakenUp(List<UUID> runs, long by) {
		return this.jdbc.sql("""
				select count(*)
				  from durable_workflow
				 where run_id in (:runs)
				   and closed_at is null
				   and owner is distinct from :owner
				   and (owner is not null or wake_at <= now())
				""").param("runs", runs).param("owner", by).query(Long.class).single();
	}

	/**
	 * Return how many runs have an activity that was scheduled and has no result yet.
	 */
	long inTheMiddleOfAnActivity(List<UUID> runs) {
		return this.jdbc.sql("""
				select count(*)
				  from durable_history last
				 where run_id in (:runs)
				   and kind = 'ActivityScheduled'
				   and seq = (select max(seq) from durable_history where run_id = last.run_id)
				""").param("runs", runs).query(Long.class).single();
	}

}
