package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import dev.durable.node.Hints;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints by {@code LISTEN} and {@code NOTIFY}. Who listens holds a connection and a
 * thread. A hint goes in a transaction of its own, after the commit that it speaks of:
 * PostgreSQL lets those that notify commit one after the other only.
 */
final class PostgresHints implements Hints {

	private static final Logger logger = LoggerFactory.getLogger(PostgresHints.class);

	private static final String CHANNEL = "durable";

	private static final int LISTEN_MILLIS = 1_000;

	private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

	private static final int ALIVE_SECONDS = 5;

	private static final Duration AGAIN_WAIT = Duration.ofSeconds(1);

	private static final Duration AGAIN_WAIT_MAX = Duration.ofSeconds(30);

	private final DataSource dataSource;

	private final String group;

	private final String self = UUID.randomUUID().toString();

	private final CountDownLatch end = new CountDownLatch(1);

	private @Nullable Thread listener;

	private volatile Runnable onHint = () -> {
	};

	private volatile boolean heard;

	/**
	 * Create the hints; nothing is heard before {@link #listen}.
	 * @param dataSource where the connections come from; who listens keeps one of them
	 * @param schema the schema of the tables, or null for the default one: nodes on other
	 * tables of the same database hint at other things
	 */
	PostgresHints(DataSource dataSource, @Nullable String schema) {
		this.dataSource = dataSource;
		this.group = ((schema != null) ? schema : "") + '/';
	}

	@Override
	public void send() {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement notify = connection.prepareStatement("select pg_notify(?, ?)")) {
			notify.setString(1, CHANNEL);
			notify.setString(2, this.group + this.self);
			notify.execute();
		}
		catch (SQLException ex) {
			logger.debug("A hint for other nodes is lost", ex);
		}
	}

	@Override
	public synchronized void listen(Runnable onHint) {
		this.onHint = onHint;
		if (this.listener == null) {
			Thread thread = new Thread(null, this::run, "durable-listener", 0, false);
			thread.setContextClassLoader(PostgresHints.class.getClassLoader());
			thread.setDaemon(true);
			this.listener = thread;
			thread.start();
		}
	}

	private void run() {
		Duration wait = AGAIN_WAIT;
		while (!isOver(Duration.ZERO)) {
			this.heard = false;
			try (Connection connection = this.dataSource.getConnection()) {
				hear(connection);
			}
			catch (SQLException | RuntimeException ex) {
				wait = this.heard ? AGAIN_WAIT : longer(wait);
				if (!isOver(Duration.ZERO)) {
					logger.info("Hints of other nodes are not heard, so their work is found at the next poll; listening"
							+ " again in {}: {}", wait, ex.toString());
				}
			}
			if (isOver(wait)) {
				return;
			}
		}
	}

	private static Duration longer(Duration wait) {
		Duration twice = wait.multipliedBy(2);
		return (twice.compareTo(AGAIN_WAIT_MAX) < 0) ? twice : AGAIN_WAIT_MAX;
	}

	private boolean isOver(Duration wait) {
		try {
			return this.end.await(wait.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	/*
	 * A connection that goes back to its pool listens no more: nobody would ever read
	 * what it hears.
	 */
	private void hear(Connection connection) throws SQLException {
		execute(connection, "listen " + CHANNEL);
		try {
			hear(connection, connection.unwrap(PGConnection.class));
		}
		finally {
			execute(connection, "unlisten " + CHANNEL);
		}
	}

	/*
	 * What came before the connection listened was not heard: look once. A network that
	 * swallows everything looks like silence, so after a while the database is asked.
	 */
	private void hear(Connection connection, PGConnection listening) throws SQLException {
		this.heard = true;
		this.onHint.run();
		long silentSince = System.nanoTime();
		while (!isOver(Duration.ZERO)) {
			PGNotification[] notifications = listening.getNotifications(LISTEN_MILLIS);
			if (notifications != null && notifications.length > 0) {
				silentSince = System.nanoTime();
				hear(notifications);
			}
			else if (System.nanoTime() - silentSince > SILENCE_MAX.toNanos()) {
				silentSince = System.nanoTime();
				if (!connection.isValid(ALIVE_SECONDS)) {
					throw new SQLException("The database does not answer");
				}
			}
		}
	}

	private void hear(PGNotification[] notifications) {
		for (PGNotification notification : notifications) {
			String sender = notification.getParameter();
			if (sender.startsWith(this.group) && !sender.endsWith(this.self)) {
				this.onHint.run();
				return;
			}
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * Listen no more. The hint wakes the thread that listens; without it, it ends a
	 * little later.
	 */
	@Override
	public void close() {
		this.end.countDown();
		Thread thread;
		synchronized (this) {
			thread = this.listener;
		}
		if (thread != null) {
			send();
			try {
				thread.join(2L * LISTEN_MILLIS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
