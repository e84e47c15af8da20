package dev.durable.test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PostgresServer}.
 */
class PostgresServerTests {

	@Test
	void databasesOfOneServerAreSeparate() throws SQLException {
		try (Connection first = PostgresServer.freshDatabase().dataSource().getConnection();
				Connection second = PostgresServer.freshDatabase().dataSource().getConnection()) {
			first.createStatement().execute("create table notes (id int primary key)");
			assertThat(notesExist(first)).isTrue();
			assertThat(notesExist(second)).isFalse();
		}
	}

	@Test
	void serverIsRealAndRecent() throws SQLException {
		try (Connection connection = PostgresServer.freshDatabase().dataSource().getConnection()) {
			assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
			assertThat(connection.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(18);
		}
	}

	private boolean notesExist(Connection connection) throws SQLException {
		try (ResultSet tables = connection.getMetaData().getTables(null, "public", "notes", null)) {
			return tables.next();
		}
	}

}
