package dev.durable.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import dev.durable.test.PostgresServer.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;

/**
 * A PostgreSQL server of one test, which may crash and start again at the same address.
 * It is always an embedded one: a container would come back at another port.
 * <p>
 * What it has committed survives a crash, as the operating system lives on: commits are
 * written before they are acknowledged, though they are not forced to the disk.
 */
public final class CrashablePostgres implements AutoCloseable {

	private final EmbeddedPostgres server;

	private final RunningPostgres running;

	private final Path data;

	private CrashablePostgres(EmbeddedPostgres server) {
		this.server = server;
		this.running = new RunningPostgres("localhost:" + server.getPort(), "postgres", "postgres");
		this.data = Path.of(text("show data_directory"));
	}

	/**
	 * Start a server. It ends with the JVM at the latest.
	 * @return the server, which takes connections
	 */
	public static CrashablePostgres start() {
		try {
			return new CrashablePostgres(RunningPostgres.embeddedBuilder()
				// the default of the embedded server loses what it has acknowledged
				.setServerConfig("synchronous_commit", "on")
				.setServerConfig("restart_after_crash", "on")
				.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Embedded PostgreSQL did not start", ex);
		}
	}

	/**
	 * Create an empty database.
	 * @param name its name
	 * @return where the database is, and who may connect to it
	 */
	public Database create(String name) {
		execute("create database " + name);
		return this.running.database(name);
	}

	/**
	 * The port on which the server listens, also after a crash.
	 * @return the port
	 */
	public int port() {
		return this.server.getPort();
	}

	/**
	 * Let all processes of the server end at once, without a checkpoint and without a
	 * word to their clients, and start it again. When this returns, it has recovered.
	 */
	public void crashAndRestart() {
		crash();
		restart();
	}

	/**
	 * Let all processes of the server end at once, without a checkpoint and without a
	 * word to their clients. Nobody can connect until it is started again.
	 */
	public void crash() {
		control("stop", "-m", "immediate");
	}

	/**
	 * Start the server again after a crash. When this returns, it has recovered.
	 */
	public void restart() {
		control("start", "-l", this.data.resolve("restarts.log").toString(), "-o", options());
	}

	/**
	 * Return when the server was started, as it tells itself.
	 * @return the time, as text
	 */
	public String startedAt() {
		return text("select pg_postmaster_start_time()");
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Embedded PostgreSQL did not end", ex);
		}
	}

	/**
	 * The options of the last start: the server keeps them, each in quotes, after the
	 * path of its program.
	 */
	private String options() {
		try {
			String line = Files.readString(this.data.resolve("postmaster.opts")).strip();
			return line.substring(line.indexOf('"'));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void control(String... arguments) {
		List<String> command = new ArrayList<>();
		if (LinuxUtils.isUnshareAvailable()) {
			// as root PostgreSQL refuses to run otherwise
			command.addAll(List.of("unshare", "-U"));
		}
		command.addAll(List.of(program(), "-D", this.data.toString(), "-w", "-t", "60"));
		command.addAll(List.of(arguments));
		try {
			Path output = Files.createTempFile("pg_ctl", ".log");
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(Redirect.to(output.toFile()))
				.start();
			if (process.waitFor() != 0) {
				throw new IllegalStateException(command + " failed: " + Files.readString(output));
			}
			Files.delete(output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private String program() {
		try {
			String line = Files.readString(this.data.resolve("postmaster.opts")).strip();
			Path server = Path.of(line.substring(0, line.indexOf(" \"")));
			return server.resolveSibling("pg_ctl").toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void execute(String sql) {
		try (Connection connection = this.running.database("postgres").dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("'" + sql + "' failed", ex);
		}
	}

	private String text(String query) {
		try (Connection connection = this.running.database("postgres").dataSource().getConnection();
				Statement statement = connection.createStatement();
				var rows = statement.executeQuery(query)) {
			rows.next();
			return rows.getString(1);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("'" + query + "' failed", ex);
		}
	}

}
