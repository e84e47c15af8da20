package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import dev.durable.store.StoreUnavailableException;

/**
 * The databases that are supported.
 */
enum DatabaseKind {

	/** For development, tests and a single node. */
	H2,

	/** For production and several nodes. */
	POSTGRESQL;

	static DatabaseKind of(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection()) {
			String product = connection.getMetaData().getDatabaseProductName();
			return switch (product) {
				case "H2" -> H2;
				case "PostgreSQL" -> POSTGRESQL;
				default -> throw new IllegalStateException("The data source is of the database '" + product
						+ "': Durable needs PostgreSQL, or H2 for development");
			};
		}
		catch (SQLException ex) {
			throw new StoreUnavailableException("The database cannot be reached: " + ex.getMessage(), ex);
		}
	}

	SqlDialect dialect(SqlText sql) {
		return (this == H2) ? new H2Dialect(sql) : new PostgresDialect(sql);
	}

	/**
	 * Where its migrations are, on the class path.
	 */
	String directory() {
		return "dev/durable/schema/" + name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return a name that is not quoted in the case in which the database stores it.
	 */
	String fold(String name) {
		return (this == H2) ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
	}

}
