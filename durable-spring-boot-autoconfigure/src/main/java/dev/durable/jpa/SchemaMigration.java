package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import javax.sql.DataSource;

import dev.durable.store.StoreUnavailableException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Brings the tables to the version of this code, by Flyway, apart from the application's
 * own migrations.
 */
public final class SchemaMigration {

	/**
	 * The newest version, which the history table is asked for: Flyway takes a second,
	 * even if there is nothing to do.
	 */
	static final String NEWEST = "12";

	static final String TABLE = "durable_schema_history";

	private static final Map<String, String> SESSION_LOCK = Map.of("flyway.postgresql.transactional.lock", "false");

	/** Held by the node that migrates, while others wait; "durable" in ASCII. */
	private static final long LOCK = 0x64757261626C65L;

	private static final int LOCK_SECONDS_MAX = 120;

	private static final String CANCELLED = "57014";

	/**
	 * SQL states that say that a user lacks a right: of PostgreSQL, and two of H2.
	 */
	private static final Set<String> LACKING_RIGHTS = Set.of("42501", "90096", "90040");

	private final DataSource dataSource;

	/** What migrates or waits for others may take longer than any other answer. */
	private final DataSource patient;

	private final SchemaMode mode;

	private final @Nullable String configured;

	/**
	 * Create the migration.
	 * @param dataSource a data source whose user may create tables
	 * @param mode what to do
	 * @param schema the name of the schema of the tables, created if it is not there, or
	 * null for the default one
	 */
	public SchemaMigration(DataSource dataSource, SchemaMode mode, @Nullable String schema) {
		this.dataSource = dataSource;
		this.patient = new PatientDataSource(dataSource);
		this.mode = mode;
		this.configured = schema;
	}

	/**
	 * Do what the mode says, on one connection alone: the data source may have no other.
	 * The commit of each migration would free a lock of the transaction, so on PostgreSQL
	 * the lock is one of the session.
	 * @throws SchemaNotReadyException as {@link #run()}
	 * @throws IllegalStateException as {@link #run()}
	 */
	public void runOnOneConnection() {
		run(this::migrateOnOneConnection);
	}

	/**
	 * Do what the mode says.
	 * @throws SchemaNotReadyException if the tables are not in the version of this code
	 * afterwards, as the user lacks the rights or the mode is to change nothing
	 * @throws IllegalStateException if they are not for another reason
	 */
	public void run() {
		run(this::migrateOnOtherConnections);
	}

	private void run(BiConsumer<DatabaseKind, @Nullable String> migration) {
		if (this.mode == SchemaMode.NONE) {
			return;
		}
		DatabaseKind database = DatabaseKind.of(this.dataSource);
		String schema = SchemaName.stored(this.configured, database);
		if (!isNewest(schema)) {
			migration.accept(database, schema);
		}
	}

	private void migrateOnOneConnection(DatabaseKind database, @Nullable String schema) {
		try (Connection connection = this.patient.getConnection()) {
			DataSource single = new SingleConnectionDataSource(connection, true);
			if (database != DatabaseKind.POSTGRESQL) {
				migrate(database, schema, single, Map.of());
				return;
			}
			lock(connection, "select pg_advisory_lock(?)");
			try {
				migrate(database, schema, single, SESSION_LOCK);
			}
			finally {
				lock(connection, "select pg_advisory_unlock(?)");
			}
		}
		catch (SQLException ex) {
			throw unreachable(ex);
		}
	}

	/*
	 * The lock is one of a transaction, so that it is free again whatever becomes of this
	 * process, and behind a pooler that gives each transaction another connection.
	 */
	private void migrateOnOtherConnections(DatabaseKind database, @Nullable String schema) {
		if (database != DatabaseKind.POSTGRESQL) {
			migrate(database, schema, this.dataSource, Map.of());
			return;
		}
		try (Connection connection = this.patient.getConnection()) {
			connection.setAutoCommit(false);
			try {
				lock(connection, "select pg_advisory_xact_lock(?)");
				migrate(database, schema, this.patient, Map.of());
			}
			finally {
				connection.rollback();
				connection.setAutoCommit(true);
			}
		}
		catch (SQLException ex) {
			throw unreachable(ex);
		}
	}

	/*
	 * Flyway's own lock comes too late: of two nodes that find no tables one may see the
	 * table of the other's history, still empty, and refuse to go on.
	 */
	private static void lock(Connection connection, String call) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(call)) {
			statement.setQueryTimeout(LOCK_SECONDS_MAX);
			statement.setLong(1, LOCK);
			statement.execute();
		}
		catch (SQLException ex) {
			if (CANCELLED.equals(ex.getSQLState())) {
				throw new StoreUnavailableException(
						"Another node has been migrating the tables of Durable for longer than " + LOCK_SECONDS_MAX
								+ " s. Start this one again when it is done",
						ex);
			}
			throw ex;
		}
	}

	private void migrate(DatabaseKind database, @Nullable String schema, DataSource connections,
			Map<String, String> settings) {
		Flyway flyway = flyway(database, schema).dataSource(connections).configuration(settings).load();
		try {
			if (this.mode == SchemaMode.MIGRATE) {
				flyway.migrate();
			}
			else {
				flyway.validate();
			}
		}
		catch (FlywayException ex) {
			throw failure(database, schema, flyway, ex);
		}
	}

	private FluentConfiguration flyway(DatabaseKind database, @Nullable String schema) {
		FluentConfiguration configuration = Flyway.configure(getClass().getClassLoader())
			.table(TABLE)
			.locations("classpath:" + database.directory())
			.baselineOnMigrate(true)
			.baselineVersion("0")
			.failOnMissingLocations(true);
		if (schema != null) {
			configuration.defaultSchema(schema).schemas(schema).createSchemas(true);
		}
		return configuration;
	}

	private IllegalStateException failure(DatabaseKind database, @Nullable String schema, Flyway flyway,
			FlywayException cause) {
		String message = "The tables of Durable are not at version " + NEWEST + ", and durable.schema.mode="
				+ this.mode.name().toLowerCase(Locale.ROOT) + " failed: " + cause.getMessage();
		if (this.mode == SchemaMode.MIGRATE && !lacksRights(cause)) {
			return new IllegalStateException(message, cause);
		}
		try {
			for (MigrationInfo migration : flyway.info().all()) {
				if (migration.getState() == MigrationState.PENDING) {
					return notReady(database, schema, flyway, cause);
				}
			}
		}
		catch (FlywayException ex) {
			cause.addSuppressed(ex);
		}
		return new IllegalStateException(message, cause);
	}

	private SchemaNotReadyException notReady(DatabaseKind database, @Nullable String schema, Flyway flyway,
			FlywayException cause) {
		try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
			String user = connection.getMetaData().getUserName();
			String place = (schema != null) ? schema : connection.getSchema();
			String reason = (this.mode == SchemaMode.MIGRATE)
					? "the user '" + user + "' may not change that: " + reason(cause)
					: "durable.schema.mode=validate changes nothing";
			return new SchemaNotReadyException(
					"The tables of Durable in schema '" + place + "' are not at version " + NEWEST + ", and " + reason,
					new SchemaScript(database, place, schema != null, user).of(flyway.info().all()), cause);
		}
		catch (SQLException ex) {
			throw unreachable(ex);
		}
	}

	private static StoreUnavailableException unreachable(SQLException cause) {
		return new StoreUnavailableException("The database cannot be reached: " + cause.getMessage(), cause);
	}

	private static boolean lacksRights(Throwable failure) {
		Throwable current = failure;
		while (current != null) {
			if (current instanceof SQLException sql && LACKING_RIGHTS.contains(sql.getSQLState())) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

	private static String reason(Throwable failure) {
		Throwable current = failure;
		while (!(current instanceof SQLException) && current.getCause() != null) {
			current = current.getCause();
		}
		return String.valueOf(current.getMessage());
	}

	/*
	 * Flyway quotes the names of its table. Where there is none, the question fails, and
	 * that is an answer, too.
	 */
	private boolean isNewest(@Nullable String schema) {
		String table = ((schema != null) ? SchemaName.quoted(schema) + "." : "") + SchemaName.quoted(TABLE);
		String question = "select count(*) from " + table + " where \"version\" = ? and \"success\"";
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(question)) {
			statement.setString(1, NEWEST);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() && rows.getInt(1) > 0;
			}
		}
		catch (SQLException ex) {
			return false;
		}
	}

}
