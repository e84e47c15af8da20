package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

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

	String location() {
		return "classpath:dev/durable/schema/" + name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Write a plain name as the database stores it, for those who quote it.
	 * @param name the name
	 * @return the name in the case of the database
	 */
	@Nullable String stored(@Nullable String name) {
		if (name == null) {
			return null;
		}
		return (this == H2) ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
	}

}
