package dev.durable.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The run: the limits of the database and each subject, in turn, several times, each time
 * in a fresh process on a fresh database of one PostgreSQL that makes each commit
 * durable.
 */
public final class Comparison {

	private static final int REPETITIONS = Integer.getInteger("repetitions", 3);

	private static final String LIMITS = "limit";

	private final List<Figures> figures = new ArrayList<>();

	private final Map<String, String> descriptions = new LinkedHashMap<>();

	private int databases;

	private Comparison() {
	}

	/**
	 * Compare.
	 * @param arguments the names of the subjects with commas between, and the directory
	 * for what comes out
	 * @throws Exception if a process cannot be started
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> subjects = List.of(arguments[0].split(","));
		Path directory = Files.createDirectories(Path.of(arguments[1]));
		Comparison comparison = new Comparison();
		try (EmbeddedPostgres server = server()) {
			for (int repetition = 0; repetition < REPETITIONS; repetition++) {
				comparison.measure(server, Limits.class, LIMITS);
				for (String subject : subjects) {
					comparison.measure(server, Trial.class, subject);
				}
			}
			comparison.write(directory, version(server));
		}
		System.exit(0);
	}

	private static EmbeddedPostgres server() throws IOException {
		return EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("full_page_writes", "on")
			.setServerConfig("shared_buffers", "1GB")
			.setServerConfig("max_wal_size", "4GB")
			.setServerConfig("max_connections", "200")
			.start();
	}

	private static String version(EmbeddedPostgres server) throws SQLException {
		try (Connection connection = server.getPostgresDatabase().getConnection();
				var rows = connection.createStatement().executeQuery("show server_version")) {
			rows.next();
			return rows.getString(1);
		}
	}

	private void measure(EmbeddedPostgres server, Class<?> program, String subject) throws Exception {
		String database = "comparison_" + ++this.databases;
		execute(server, "create database " + database);
		execute(server, "checkpoint");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx1g", "-Dseconds=" + Integer.getInteger("seconds", 15),
				"-Dsleepers=" + Integer.getInteger("sleepers", 10_000), "-Dwarmup=" + Integer.getInteger("warmup", 8),
				"-cp", System.getProperty("java.class.path"), program.getName(), subject,
				server.getJdbcUrl("postgres", database) + "&password=postgres")
			.redirectErrorStream(true)
			.start();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			lines.lines().forEach(this::read);
		}
		int exit = process.waitFor();
		if (exit != 0) {
			System.out.println(subject + " ended with " + exit);
		}
		execute(server, "drop database " + database + " with (force)");
	}

	private void read(String line) {
		System.out.println(line);
		if (Figures.isFigure(line)) {
			this.figures.add(Figures.parse(line));
		}
		else if (line.startsWith("SUBJECT\t")) {
			String[] columns = line.split("\t");
			this.descriptions.put(columns[1], columns[2]);
		}
	}

	private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
		try (Connection connection = server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private void write(Path directory, String version) throws IOException {
		Summary summary = new Summary(this.figures, this.descriptions);
		Files.writeString(directory.resolve("comparison.md"), summary.markdown(version));
		for (String figure : List.of("W1 per second", "W4 per second", "L4 p50 ms", "WT lag p99 ms")) {
			Files.writeString(directory.resolve(figure.toLowerCase(Locale.ROOT).replace(' ', '-') + ".svg"),
					Chart.bars(figure, summary.medians(figure)));
		}
		System.out.println(summary.markdown(version));
	}

}
