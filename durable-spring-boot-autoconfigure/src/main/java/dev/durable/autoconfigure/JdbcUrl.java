package dev.durable.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import dev.durable.store.StoreUnavailableException;

/**
 * Finds out where a data source leads.
 */
final class JdbcUrl {

	private JdbcUrl() {
	}

	static String of(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection()) {
			return connection.getMetaData().getURL();
		}
		catch (SQLException ex) {
			throw new StoreUnavailableException("The database of the application cannot be reached: " + ex.getMessage(),
					ex);
		}
	}

}
