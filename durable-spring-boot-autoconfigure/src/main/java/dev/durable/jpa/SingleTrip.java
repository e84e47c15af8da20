package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.durable.store.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction on PostgreSQL that is sent as a whole, in one round trip with its commit.
 * An error of any statement keeps all of it from being committed. Since nothing is heard
 * before the commit, a transaction in doubt may still be on its way as a whole.
 */
final class SingleTrip {

	private static final Logger logger = LoggerFactory.getLogger(SingleTrip.class);

	/*
	 * To plan a statement may take longer than to carry it out. All that is looked up is
	 * looked up by a key, which a plan for any parameters does as well.
	 */
	private static final String BEGIN = """
			set transaction isolation level read committed, read write;
			set local lock_timeout = %d;
			set local plan_cache_mode = force_generic_plan""";

	private final Connection connection;

	private final List<String> statements = new ArrayList<>();

	private final List<@Nullable Object> values = new ArrayList<>();

	/**
	 * Create a transaction.
	 * @param connection a connection without a transaction, on which auto-commit is off
	 * @param lockTimeout how long a statement waits for a lock
	 */
	SingleTrip(Connection connection, Duration lockTimeout) {
		this.connection = connection;
		add(BEGIN.formatted(lockTimeout.toMillis()));
	}

	/**
	 * Add a statement.
	 * @param statement one statement, or several, without a semicolon at the end
	 * @param parameters its parameters
	 */
	void add(String statement, @Nullable Object... parameters) {
		this.statements.add(statement);
		this.values.addAll(Arrays.asList(parameters));
	}

	/**
	 * Send all of it, and commit it.
	 * @param columns how many columns the rows have that are wanted; those of other
	 * statements have less
	 * @param reader reads one of those rows
	 * @param <T> what it becomes
	 * @return the rows
	 * @throws SQLException if the database has answered with an error, and nothing was
	 * committed
	 * @throws OutcomeUnknownException if it may or may not have been committed
	 */
	<T> List<T> commit(int columns, SqlText.RowReader<T> reader) throws SQLException {
		add("commit");
		PreparedStatement statement = this.connection.prepareStatement(String.join(";\n", this.statements));
		try {
			SqlText.set(statement, this.values.toArray());
			return read(statement, execute(statement), columns, reader);
		}
		finally {
			closeQuietly(statement);
		}
	}

	/*
	 * If the database does not answer, nobody knows.
	 */
	private static boolean execute(PreparedStatement statement) throws SQLException {
		try {
			return statement.execute();
		}
		catch (SQLException ex) {
			if (!new SqlFailureException("", ex).isOutage()) {
				throw ex;
			}
			throw unknown(ex);
		}
		catch (RuntimeException | Error ex) {
			throw unknown(ex);
		}
	}

	private static <T> List<T> read(PreparedStatement statement, boolean isRows, int columns,
			SqlText.RowReader<T> reader) {
		try {
			boolean rows = isRows;
			while (rows || statement.getUpdateCount() >= 0) {
				ResultSet found = rows ? statement.getResultSet() : null;
				if (found != null && found.getMetaData().getColumnCount() >= columns) {
					return SqlText.read(found, reader);
				}
				rows = statement.getMoreResults();
			}
			throw new IllegalStateException("Nothing of " + columns + " columns in the answer to a commit");
		}
		catch (SQLException | RuntimeException | Error ex) {
			throw unknown(ex);
		}
	}

	private static OutcomeUnknownException unknown(Throwable ex) {
		return new OutcomeUnknownException("A commit failed, and may or may not have happened: " + ex.getMessage(), ex);
	}

	private static void closeQuietly(PreparedStatement statement) {
		try {
			statement.close();
		}
		catch (SQLException ex) {
			logger.debug("A statement could not be closed", ex);
		}
	}

}
