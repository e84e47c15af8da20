package dev.durable.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.durable.test.PostgresServer.Database;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps what the database and the nodes know of runs that have not closed when they
 * should have, as both are gone when the run of faults has ended.
 */
final class OpenRuns {

	private final JdbcClient jdbc;

	private final Path directory;

	OpenRuns(Database database, Path directory) {
		this.jdbc = JdbcClient.create(database.dataSource());
		this.directory = directory;
	}

	/**
	 * Write the rows of the runs to {@code open.log} and the threads of each node to a
	 * file with its name.
	 */
	void keep(List<String> workflowIds, List<NodeProcess> nodes) {
		List<String> lines = new ArrayList<>(rows("select row_to_json(n)::text from durable_node n"));
		lines.addAll(rows("select row_to_json(f)::text from durable_fence f"));
		for (String id : workflowIds) {
			lines.add("");
			lines.add(id);
			lines.addAll(rows("select row_to_json(w)::text from durable_workflow w where workflow_id = ?", id));
			for (String table : List.of("durable_history", "durable_activity")) {
				lines.addAll(rows("select row_to_json(t)::text from " + table + " t join durable_workflow w"
						+ " on t.run_id = w.run_id where w.workflow_id = ? order by t.ctid", id));
			}
			lines.addAll(rows("select row_to_json(i)::text from durable_inbox i join durable_workflow w"
					+ " on i.chain = w.first_run_id where w.workflow_id = ? order by i.id", id));
		}
		try {
			Files.write(this.directory.resolve("open.log"), lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		nodes.stream()
			.filter(NodeProcess::isAlive)
			.forEach((node) -> node.dumpThreads(this.directory.resolve(node.name() + ".threads")));
	}

	private List<String> rows(String query, Object... parameters) {
		return this.jdbc.sql(query).params(parameters).query(String.class).list();
	}

}
