package dev.durable.faults.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connects anew each time, and gives out connections on which things go wrong as
 * {@link Chaos} decides.
 */
final class ChaosDataSource extends AbstractDataSource {

	private final String url;

	private final Chaos chaos;

	ChaosDataSource(String url, Chaos chaos) {
		this.url = url;
		this.chaos = chaos;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return getConnection("", "");
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		this.chaos.connect();
		return ChaosConnection.around(DriverManager.getConnection(this.url, username, password), this.chaos);
	}

}
