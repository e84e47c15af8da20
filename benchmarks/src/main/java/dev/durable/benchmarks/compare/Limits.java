package dev.durable.benchmarks.compare;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.durable.benchmarks.measure.Figures;

/**
 * What the database can do at all: rows like those of a history, many in a commit over
 * one connection, and one in a commit over many.
 */
public final class Limits {

	private static final Duration WARM_UP = Duration.ofSeconds(3);

	private static final Duration COUNTED = Duration.ofSeconds(Integer.getInteger("seconds", 15));

	private static final int BATCH = 128;

	private static final int CONNECTIONS = 64;

	private static final String TABLE = """
			create table limits (
				id bigint generated always as identity primary key, run_id uuid not null, seq bigint not null,
				kind varchar(40) not null, recorded_at timestamp with time zone not null default now(), data bytea not null)
			""";

	private static final String INSERT = "insert into limits (run_id, seq, kind, data) values (?, ?, ?, ?)";

	private static final byte[] DATA = new byte[240];

	private Limits() {
	}

	/**
	 * Measure.
	 * @param arguments the name under which figures are printed, and the address of the
	 * database
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] arguments) throws Exception {
		String url = arguments[1] + "&reWriteBatchedInserts=true";
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute(TABLE);
		}
		rows(url, 1, BATCH, WARM_UP);
		print(arguments[0], "rows per second, " + BATCH + " in a commit", rows(url, 1, BATCH, COUNTED));
		rows(url, CONNECTIONS, 1, WARM_UP);
		print(arguments[0], "commits per second, " + CONNECTIONS + " connections", rows(url, CONNECTIONS, 1, COUNTED));
		System.exit(0);
	}

	private static void print(String name, String what, double value) {
		System.out.println(new Figures(name, what, value).line());
	}

	private static double rows(String url, int connections, int batch, Duration time) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(connections);
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		List<Future<Long>> written = new ArrayList<>();
		for (int number = 0; number < connections; number++) {
			written.add(threads.submit(() -> write(url, batch, end)));
		}
		long rows = 0;
		for (Future<Long> part : written) {
			rows += part.get();
		}
		threads.shutdown();
		return rows / ((System.nanoTime() - begin) / 1e9);
	}

	private static long write(String url, int batch, long end) throws SQLException {
		long rows = 0;
		try (Connection connection = DriverManager.getConnection(url);
				PreparedStatement insert = connection.prepareStatement(INSERT)) {
			connection.setAutoCommit(false);
			while (System.nanoTime() < end) {
				for (int row = 0; row < batch; row++) {
					insert.setObject(1, UUID.randomUUID());
					insert.setLong(2, row);
					insert.setString(3, "ActivityCompleted");
					insert.setBytes(4, DATA);
					insert.addBatch();
				}
				insert.executeBatch();
				connection.commit();
				rows += batch;
			}
		}
		return rows;
	}

}
