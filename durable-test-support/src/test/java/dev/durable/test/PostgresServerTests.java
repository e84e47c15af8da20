package dev.durable.test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PostgresServer}.
 */
class PostgresServerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class))
		.withUserConfiguration(PostgresServer.class);

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

	@Test
	void eachContextHasItsOwnDatabase() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			first.getBean(JdbcTemplate.class).execute("create table notes (id int primary key)");
			assertThat(first.getBean(JdbcConnectionDetails.class).getJdbcUrl())
				.isNotEqualTo(second.getBean(JdbcConnectionDetails.class).getJdbcUrl());
			assertThat(second.getBean(JdbcTemplate.class)
				.queryForObject("select count(*) from pg_tables where tablename = 'notes'", Long.class)).isZero();
		}));
	}

	private boolean notesExist(Connection connection) throws SQLException {
		try (ResultSet tables = connection.getMetaData().getTables(null, "public", "notes", null)) {
			return tables.next();
		}
	}

}
