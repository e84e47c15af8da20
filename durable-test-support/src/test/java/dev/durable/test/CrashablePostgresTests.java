package dev.durable.test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

import dev.durable.test.PostgresServer.Database;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CrashablePostgres}.
 */
class CrashablePostgresTests {

	@Test
	void crashEndsConnectionsAndKeepsWhatWasCommitted() throws SQLException {
		try (CrashablePostgres server = CrashablePostgres.start()) {
			Database database = server.create("crashing");
			String before = server.startedAt();
			try (Connection connection = database.dataSource().getConnection()) {
				connection.createStatement().execute("create table notes (id int)");
				connection.createStatement().execute("insert into notes values (42)");
				server.crashAndRestart();
				assertThatExceptionOfType(SQLException.class)
					.isThrownBy(() -> connection.createStatement().execute("select 1"));
			}
			try (Connection connection = database.dataSource().getConnection();
					ResultSet notes = connection.createStatement().executeQuery("select id from notes")) {
				assertThat(notes.next()).isTrue();
				assertThat(notes.getInt(1)).isEqualTo(42);
			}
			assertThat(server.startedAt()).isNotEqualTo(before);
		}
	}

}
