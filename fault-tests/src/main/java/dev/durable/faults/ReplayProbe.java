package dev.durable.faults;

import java.util.ArrayList;
import java.util.List;

import dev.durable.faults.check.Violation;
import dev.durable.node.HistoryReplay;
import dev.durable.test.PostgresServer.Database;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Replays what was stored while faults happened, by the code that wrote it: P5. Each
 * prefix of a history that ends with a turn is replayed on its own.
 */
final class ReplayProbe {

	private static final int MOST = 400;

	private final HistoryReplay replay;

	private final Database database;

	ReplayProbe(ApplicationContext client, Database database) {
		this.replay = client.getBean(HistoryReplay.class);
		this.database = database;
	}

	/**
	 * Replay a sample of the runs that have closed, spread over the time of the run.
	 * @return what gives other commands than are stored
	 */
	List<Violation> replay() {
		List<Violation> violations = new ArrayList<>();
		List<String> ids = JdbcClient.create(this.database.dataSource())
			.sql("select workflow_id from durable_workflow where status = 'COMPLETED' order by md5(workflow_id) limit ?")
			.param(MOST)
			.query(String.class)
			.list();
		for (String id : ids) {
			try {
				this.replay.replay(id);
			}
			catch (RuntimeException ex) {
				violations.add(new Violation("P5", "the history of workflow " + id + " gives other commands: " + ex));
			}
		}
		if (ids.isEmpty()) {
			violations.add(new Violation("P5", "there is no history to replay"));
		}
		return violations;
	}

}
