package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables to the version of this code, by Flyway, apart from the application's
 * own migrations.
 */
public final class SchemaMigration {

	/**
	 * The newest version, which the history table is asked for: Flyway takes a second,
	 * even if there is nothing to do.
	 */
	static final String NEWEST = "1";

	static final String TABLE = "durable_schema_history";

	private final DataSource dataSource;

	private final SchemaMode mode;

	private final @Nullable String schema;

	/**
	 * Create the migration.
	 * @param dataSource a data source whose user may create tables
	 * @param mode what to do
	 * @param schema the schema of the tables, created if it is not there, or null for the
	 * default one
	 */
	public SchemaMigration(DataSource dataSource, SchemaMode mode, @Nullable String schema) {
		this.dataSource = dataSource;
		this.mode = mode;
		this.schema = new SqlText(schema).schema();
	}

	/**
	 * Do what the mode says.
	 * @throws IllegalStateException if the tables are not in the version of this code
	 * afterwards
	 */
	public void run() {
		if (this.mode == SchemaMode.NONE) {
			return;
		}
		DatabaseKind database = DatabaseKind.of(this.dataSource);
		if (isNewest(database)) {
			return;
		}
		try {
			Flyway flyway = flyway(database);
			if (this.mode == SchemaMode.MIGRATE) {
				flyway.migrate();
			}
			else {
				flyway.validate();
			}
		}
		catch (FlywayException ex) {
			throw new IllegalStateException(
					"The tables of Durable are not at version " + NEWEST + ", and durable.schema.mode="
							+ this.mode.name().toLowerCase(Locale.ROOT) + " failed: " + ex.getMessage(),
					ex);
		}
	}

	private Flyway flyway(DatabaseKind database) {
		FluentConfiguration configuration = Flyway.configure(getClass().getClassLoader())
			.dataSource(this.dataSource)
			.table(TABLE)
			.locations(database.location())
			.baselineOnMigrate(true)
			.baselineVersion("0")
			.failOnMissingLocations(true);
		String stored = database.stored(this.schema);
		if (stored != null) {
			configuration.defaultSchema(stored).schemas(stored).createSchemas(true);
		}
		return configuration.load();
	}

	/*
	 * Flyway quotes the names of its table. Where there is none, the question fails, and
	 * that is an answer, too.
	 */
	private boolean isNewest(DatabaseKind database) {
		String table = "\"" + TABLE + "\"";
		if (this.schema != null) {
			table = "\"" + database.stored(this.schema) + "\"." + table;
		}
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
