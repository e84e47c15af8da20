package dev.durable.benchmarks.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A PostgreSQL that makes each commit durable, and programs that measure on it, each in a
 * fresh process on a fresh database.
 */
public final class Testbed implements AutoCloseable {

	private final EmbeddedPostgres server;

	private int databases;

	private Testbed(EmbeddedPostgres server) {
		this.server = server;
	}

	/**
	 * Start the database server.
	 * @return the testbed
	 * @throws IOException if it cannot be started
	 */
	public static Testbed start() throws IOException {
		return new Testbed(EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("full_page_writes", "on")
			.setServerConfig("shared_buffers", "1GB")
			.setServerConfig("max_wal_size", "4GB")
			.setServerConfig("max_connections", "200")
			.start());
	}

	/**
	 * Return the version of the database server.
	 * @return the version
	 * @throws SQLException if it cannot be asked
	 */
	public String version() throws SQLException {
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				var rows = connection.createStatement().executeQuery("show server_version")) {
			rows.next();
			return rows.getString(1);
		}
	}

	/**
	 * Run a program on a database of its own, which is gone afterwards.
	 * @param program the program, whose arguments are the subject and the address of the
	 * database
	 * @param options of the JVM
	 * @param subject what it measures
	 * @param lines gets each line that the program prints
	 * @return the exit code
	 * @throws Exception if it cannot be run
	 */
	public int run(Class<?> program, List<String> options, String subject, Consumer<String> lines) throws Exception {
		String database = "measured_" + ++this.databases;
		execute("create database " + database);
		execute("checkpoint");
		Process process = java(program, options,
				List.of(subject, this.server.getJdbcUrl("postgres", database) + "&password=postgres"));
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			output.lines().forEach(lines);
		}
		int exit = process.waitFor();
		execute("drop database " + database + " with (force)");
		return exit;
	}

	/**
	 * Start a program in a process of its own, with the class path of this one.
	 * @param program the program
	 * @param options of the JVM
	 * @param arguments of the program
	 * @return the process, whose errors go to its output
	 * @throws IOException if it cannot be started
	 */
	public static Process java(Class<?> program, List<String> options, List<String> arguments) throws IOException {
		return java(System.getProperty("java.class.path"), program, options, arguments);
	}

	/**
	 * Start a program in a process of its own.
	 * @param classPath its class path
	 * @param program the program
	 * @param options of the JVM
	 * @param arguments of the program
	 * @return the process, whose errors go to its output
	 * @throws IOException if it cannot be started
	 */
	public static Process java(String classPath, Class<?> program, List<String> options, List<String> arguments)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, program.getName()));
		command.addAll(arguments);
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
