package dev.durable.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps what the database and the nodes know of runs that are open at the end of a run of
 * faults. Some are meant to be; of those that are not, nothing else would tell the
 * reason, as database and nodes are gone then.
 */
final class OpenRunsLog {

	/*
	 * Each table by its rows of the open runs, in the order in which they were written.
	 */
	private static final List<String> QUERIES = List.of("select row_to_json(n)::text from durable_node n",
			"select row_to_json(f)::text from durable_fence f",
			"select row_to_json(w)::text from durable_workflow w where w.open_key is not null order by w.run_id",
			"select row_to_json(h)::text from durable_history h join durable_workflow w using (run_id)"
					+ " where w.open_key is not null order by h.run_id, h.seq",
			"select row_to_json(a)::text from durable_activity a order by a.run_id, a.activity_id",
			"select row_to_json(i)::text from durable_inbox i join durable_workflow w on w.first_run_id = i.chain"
					+ " where w.open_key is not null order by i.id");

	private OpenRunsLog() {
	}

	/**
	 * Write the rows to {@code open.log}, and the threads of each node to a file with its
	 * name.
	 */
	static void write(RunningCluster cluster, Path directory) throws IOException, InterruptedException {
		JdbcClient jdbc = JdbcClient.create(cluster.database().dataSource());
		List<String> lines = new ArrayList<>();
		for (String query : QUERIES) {
			lines.addAll(jdbc.sql(query).query(String.class).list());
		}
		Files.write(directory.resolve("open.log"), lines);
		for (NodeProcess node : cluster.processes()) {
			if (node.isAlive()) {
				node.writeThreads(directory.resolve(node.name() + ".threads"));
			}
		}
	}

}
