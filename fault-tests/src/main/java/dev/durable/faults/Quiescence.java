package dev.durable.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.durable.test.PostgresServer.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Waits until every run has closed that can. What is open then is left to the judge.
 */
final class Quiescence {

	private static final Logger logger = LoggerFactory.getLogger(Quiescence.class);

	private Quiescence() {
	}

	static void await(Database database, Path driverLog, Duration limit) {
		Set<String> endless = endless(driverLog);
		JdbcClient jdbc = JdbcClient.create(database.dataSource());
		Instant deadline = Instant.now().plus(limit);
		List<String> open = open(jdbc, endless);
		while (!open.isEmpty() && Instant.now().isBefore(deadline)) {
			Pauses.pause(Duration.ofMillis(500));
			open = open(jdbc, endless);
		}
		if (!open.isEmpty()) {
			logger.warn("{} runs are still open: {}", open.size(), open);
		}
	}

	private static List<String> open(JdbcClient jdbc, Set<String> endless) {
		return jdbc.sql("select workflow_id from durable_workflow where open_key is not null order by 1")
			.query(String.class)
			.list()
			.stream()
			.filter((id) -> !endless.contains(id))
			.toList();
	}

	/**
	 * The workflows that never end, as the driver has noted when it started them.
	 */
	private static Set<String> endless(Path driverLog) {
		try {
			return Files.readAllLines(driverLog)
				.stream()
				.map((line) -> line.split("\t"))
				.filter((columns) -> columns[1].equals("INTENDED") && columns[2].equals("START"))
				.filter((columns) -> columns[5].startsWith("RUNNING"))
				.map((columns) -> columns[3])
				.collect(Collectors.toSet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
