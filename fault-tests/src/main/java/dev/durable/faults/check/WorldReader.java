package dev.durable.faults.check;

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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import dev.durable.faults.check.World.Attempt;
import dev.durable.faults.check.World.Blow;
import dev.durable.faults.check.World.Effect;
import dev.durable.faults.check.World.Letter;
import dev.durable.faults.check.World.Message;
import dev.durable.faults.check.World.Note;
import dev.durable.faults.check.World.Run;
import dev.durable.faults.check.World.Stay;
import dev.durable.faults.check.World.Witnessed;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a run has left: tables by plain JDBC, logs line by line.
 */
public final class WorldReader {

	private static final int FETCH_SIZE = 1_000;

	private final World world;

	/**
	 * Read nothing yet.
	 * @param lease the lease of the nodes
	 * @param poll the interval in which nodes look for work
	 * @param grace what running activities get when a node ends
	 */
	public WorldReader(Duration lease, Duration poll, Duration grace) {
		this.world = new World(lease, poll, grace);
	}

	/**
	 * Read all tables, as they are at one moment.
	 * @param dataSource the database
	 * @return this reader
	 */
	public WorldReader tables(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection()) {
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			connection.setAutoCommit(false);
			engineTables(connection);
			businessTables(connection);
			return this;
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The tables could not be read", ex);
		}
	}

	/**
	 * Read the files of a run.
	 * @param directory where they are
	 * @return this reader
	 */
	public WorldReader logs(Path directory) {
		for (String[] line : lines(directory.resolve("ledger.log"))) {
			this.world.ledger.add(new Witnessed(Instant.parse(line[0]), line[1], line[2] + "/" + line[3],
					Integer.parseInt(line[4]), line[5], Long.parseLong(line[6]), line[7], line[8]));
		}
		for (String[] line : lines(directory.resolve("driver.log"))) {
			this.world.notes.add(new Note(Instant.parse(line[0]), line[1], line[2], line[3], line[4],
					(line.length > 5) ? line[5] : ""));
		}
		for (String[] line : lines(directory.resolve("faults.log"))) {
			this.world.blows.add(new Blow(line[2], Instant.parse(line[0]), Instant.parse(line[1]),
					(line.length > 3 && !line[3].isEmpty()) ? List.of(line[3].split(",")) : List.of()));
		}
		for (String[] line : lines(directory.resolve("nodes.log"))) {
			this.world.stays.add(new Stay(Long.parseLong(line[0]), line[1], Instant.parse(line[2]),
					(line.length > 3) ? Instant.parse(line[3]) : null));
		}
		return this;
	}

	/**
	 * Return what was read.
	 * @return all that is known
	 */
	public World world() {
		return this.world;
	}

	private void engineTables(Connection connection) throws SQLException {
		query(connection, """
				select run_id, workflow_id, first_run_id, open_key, status, stuck_reason, started_at, closed_at,
				       parent_chain is not null
				  from durable_workflow
				 order by run_id
				""",
				(row) -> this.world.runs
					.add(new Run(row.getString(1), row.getString(2), row.getString(3), row.getString(4),
							row.getString(5), row.getString(6), time(row, 7), timeOrNull(row, 8), row.getBoolean(9))));
		query(connection, "select run_id, seq, kind, recorded_at, data from durable_history order by run_id, seq",
				(row) -> this.world.histories.computeIfAbsent(row.getString(1), (run) -> new ArrayList<>())
					.add(StoredEvent.read(row.getLong(2), row.getString(3), time(row, 4), row.getBytes(5))));
		query(connection, "select chain, kind, state, data from durable_inbox order by id",
				(row) -> this.world.letters.add(new Letter(row.getString(1), row.getString(2), row.getString(3),
						StoredEvent.letter(row.getString(2), row.getBytes(4)))));
		query(connection, "select run_id, activity_id, attempt, last_failure from durable_activity",
				(row) -> this.world.attempts
					.add(new Attempt(row.getString(1) + "/" + row.getString(2), row.getInt(3), row.getString(4))));
	}

	private void businessTables(Connection connection) throws SQLException {
		query(connection, "select run_id, activity_id, attempt, label, node, written_at from faults_effect",
				(row) -> this.world.effects.add(new Effect(row.getString(1) + "/" + row.getString(2), row.getInt(3),
						row.getString(4), row.getString(5), time(row, 6))));
		query(connection, "select workflow_id from faults_order", (row) -> this.world.orders.add(row.getString(1)));
		query(connection, "select workflow_id, message from faults_message",
				(row) -> this.world.messages.add(new Message(row.getString(1), row.getString(2))));
	}

	private static void query(Connection connection, String sql, RowReader reader) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.setFetchSize(FETCH_SIZE);
			try (ResultSet rows = statement.executeQuery(sql)) {
				while (rows.next()) {
					reader.read(rows);
				}
			}
		}
	}

	private static Instant time(ResultSet row, int column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable Instant timeOrNull(ResultSet row, int column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	private static List<String[]> lines(Path file) {
		try {
			return Files.readAllLines(file).stream().map((line) -> line.split("\t")).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads a row.
	 */
	private interface RowReader {

		void read(ResultSet row) throws SQLException;

	}

}
