package dev.durable.test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Real PostgreSQL for tests: one server per JVM, started by the first test that asks for
 * it, in a container where a Docker engine answers, else from embedded native binaries.
 * The system property {@code durable.test.postgres} or the environment variable
 * {@code DURABLE_TEST_POSTGRES} forces {@code container} or {@code embedded}.
 * <p>
 * Imported into a Spring test, it gives each application context a database of its own.
 * Tests without Spring call {@link #freshDatabase()}.
 */
@TestConfiguration(proxyBeanMethods = false)
public class PostgresServer {

	private static final AtomicInteger DATABASES = new AtomicInteger();

	@Bean
	JdbcConnectionDetails postgresConnectionDetails() {
		return freshDatabase();
	}

	/**
	 * Create an empty database on the server of this JVM, and start the server if it does
	 * not run yet. The database lives as long as the JVM.
	 * @return where the database is, and who may connect to it
	 */
	public static Database freshDatabase() {
		RunningPostgres server = Holder.SERVER;
		String name = "test_" + DATABASES.incrementAndGet();
		try (Connection connection = server.database("postgres").dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Database '" + name + "' could not be created", ex);
		}
		return server.database(name);
	}

	/**
	 * A database of the server.
	 *
	 * @param url the JDBC URL
	 * @param username the user, a superuser of the server
	 * @param password the user's password
	 */
	public record Database(String url, String username, String password) implements JdbcConnectionDetails {

		@Override
		public String getJdbcUrl() {
			return this.url;
		}

		@Override
		public String getUsername() {
			return this.username;
		}

		@Override
		public String getPassword() {
			return this.password;
		}

		/**
		 * A data source without a pool: each call of {@code getConnection()} connects.
		 * @return a new data source
		 */
		public PGSimpleDataSource dataSource() {
			PGSimpleDataSource dataSource = new PGSimpleDataSource();
			dataSource.setUrl(this.url);
			dataSource.setUser(this.username);
			dataSource.setPassword(this.password);
			return dataSource;
		}

	}

	private static final class Holder {

		private static final RunningPostgres SERVER = RunningPostgres.start();

	}

}
