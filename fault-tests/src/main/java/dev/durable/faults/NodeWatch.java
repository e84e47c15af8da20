package dev.durable.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.durable.test.PostgresServer.Database;
import org.jspecify.annotations.Nullable;

/**
 * Looks at who is a node, several times a second, and writes down at the end from when to
 * when each was seen.
 */
final class NodeWatch implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private final Database database;

	private final Path file;

	private final Map<Long, String> names = new TreeMap<>();

	private final Map<Long, Instant> seen = new TreeMap<>();

	private final Map<Long, Instant> gone = new TreeMap<>();

	private final Thread thread = new Thread(this::watch, "node-watch");

	private volatile boolean closed;

	NodeWatch(Database database, Path file) {
		this.database = database;
		this.file = file;
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	private void watch() {
		@Nullable Connection connection = null;
		while (!this.closed) {
			try {
				if (connection == null || !connection.isValid(2)) {
					connection = this.database.dataSource().getConnection();
				}
				look(connection);
			}
			catch (SQLException ex) {
				// the database is hit, or this connection; what is not seen is not gone
				connection = null;
			}
			Pauses.pause(INTERVAL);
		}
	}

	private void look(Connection connection) throws SQLException {
		Set<Long> present = new HashSet<>();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select node_id, name from durable_node")) {
			while (rows.next()) {
				present.add(rows.getLong(1));
				this.names.put(rows.getLong(1), rows.getString(2));
			}
		}
		Instant now = Instant.now();
		present.forEach((id) -> this.seen.putIfAbsent(id, now));
		this.seen.keySet()
			.stream()
			.filter((id) -> !present.contains(id))
			.forEach((id) -> this.gone.putIfAbsent(id, now));
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			this.thread.join();
			Files.write(this.file, this.names.keySet().stream().map(this::line).toList());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String line(long id) {
		Instant gone = this.gone.get(id);
		return id + "\t" + this.names.get(id) + "\t" + this.seen.get(id) + ((gone != null) ? "\t" + gone : "");
	}

}
