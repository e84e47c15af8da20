package dev.durable.benchmarks.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What work costs: the time of processors, of this process and of the database server
 * together, as Linux counts it; bytes of the log of the database; and how long the disk
 * takes to write something for good.
 */
public final class Meter implements AutoCloseable {

	private static final double TICKS = 100;

	private static final int PAGE = 8_192;

	private static final int PAGES = 2_048;

	private final Connection connection;

	private final long postmaster;

	/**
	 * Create a meter.
	 * @param url the address of the database, with user
	 */
	public Meter(String url) throws SQLException {
		this.connection = DriverManager.getConnection(url);
		this.postmaster = Long.parseLong(status(number("select pg_backend_pid()"))[1]);
	}

	/**
	 * Return the seconds of processors so far.
	 * @return the seconds
	 */
	public double processorSeconds() {
		double sum = seconds(ProcessHandle.current().pid(), false) + seconds(this.postmaster, true);
		try (Stream<ProcessHandle> children = ProcessHandle.of(this.postmaster)
			.stream()
			.flatMap(ProcessHandle::children)) {
			return sum + children.mapToDouble((child) -> seconds(child.pid(), false)).sum();
		}
	}

	/**
	 * Return the bytes of the log so far.
	 * @return the bytes
	 */
	public long logBytes() {
		return number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
	}

	/**
	 * Write a page to the disk of temporary files, and make it durable, some times.
	 * @param times how often
	 * @return the milliseconds of each, sorted
	 */
	public static double[] disk(int times) throws IOException {
		Path file = Files.createTempFile("durable-disk", null);
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
			for (int number = 0; number < PAGES; number++) {
				channel.write(page.clear(), (long) number * PAGE);
			}
			channel.force(true);
			double[] millis = new double[times];
			for (int time = 0; time < times; time++) {
				long begin = System.nanoTime();
				channel.write(page.clear(), (long) (time % PAGES) * PAGE);
				channel.force(false);
				millis[time] = (System.nanoTime() - begin) / 1e6;
			}
			Arrays.sort(millis);
			return millis;
		}
		finally {
			Files.delete(file);
		}
	}

	private static double seconds(long process, boolean withEnded) {
		String[] status = status(process);
		if (status.length == 0) {
			return 0;
		}
		long ticks = Long.parseLong(status[11]) + Long.parseLong(status[12]);
		return (withEnded ? ticks + Long.parseLong(status[13]) + Long.parseLong(status[14]) : ticks) / TICKS;
	}

	/*
	 * What follows after the name of the program, which may have blanks.
	 */
	private static String[] status(long process) {
		try {
			String text = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
			return text.substring(text.lastIndexOf(')') + 2).split(" ");
		}
		catch (IOException ex) {
			return new String[0];
		}
	}

	private long number(String query) {
		try (Statement statement = this.connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
			rows.next();
			return rows.getLong(1);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(query, ex);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
