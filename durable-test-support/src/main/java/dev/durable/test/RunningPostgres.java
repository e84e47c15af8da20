package dev.durable.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;

import dev.durable.test.PostgresServer.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL server that runs until the JVM ends.
 *
 * @param address the part of a JDBC URL that names the server
 * @param username a superuser
 * @param password the superuser's password
 */
record RunningPostgres(String address, String username, String password) {

	private static final Logger logger = LoggerFactory.getLogger(RunningPostgres.class);

	private static final int CONNECTIONS_MAX = 300;

	/** On a machine that is busy with other things the default of 10 s is too short. */
	private static final Duration STARTUP_MAX = Duration.ofMinutes(2);

	static RunningPostgres start() {
		RunningPostgres server = inContainer() ? container() : embedded();
		logger.info("PostgreSQL for tests runs at {}", server.address());
		return server;
	}

	Database database(String name) {
		return new Database("jdbc:postgresql://" + this.address + "/" + name, this.username, this.password);
	}

	private static boolean inContainer() {
		String mode = System.getProperty("durable.test.postgres",
				System.getenv().getOrDefault("DURABLE_TEST_POSTGRES", "auto"));
		return switch (mode.toLowerCase(Locale.ROOT)) {
			case "container" -> true;
			case "embedded" -> false;
			case "auto" -> DockerClientFactory.instance().isDockerAvailable();
			default -> throw new IllegalArgumentException(
					"durable.test.postgres is '" + mode + "', allowed are auto, container and embedded");
		};
	}

	@SuppressWarnings("resource") // ends with the JVM
	private static RunningPostgres container() {
		PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");
		container.setCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + CONNECTIONS_MAX);
		container.start();
		return new RunningPostgres(
				container.getHost() + ":" + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
				container.getUsername(), container.getPassword());
	}

	static EmbeddedPostgres.Builder embeddedBuilder() {
		return EmbeddedPostgres.builder()
			.setPGStartupWait(STARTUP_MAX)
			.setServerConfig("fsync", "off")
			.setServerConfig("max_connections", String.valueOf(CONNECTIONS_MAX));
	}

	@SuppressWarnings("resource") // ends with the JVM
	private static RunningPostgres embedded() {
		try {
			EmbeddedPostgres postgres = embeddedBuilder().start();
			return new RunningPostgres("localhost:" + postgres.getPort(), "postgres", "postgres");
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Embedded PostgreSQL did not start", ex);
		}
	}

}
