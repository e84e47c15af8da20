package dev.durable.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PostgresHints}.
 */
class PostgresHintsTests {

	private final HikariDataSource dataSource = dataSource();

	private final AtomicInteger heardByOne = new AtomicInteger();

	private final AtomicInteger heardByOther = new AtomicInteger();

	private final PostgresHints one = listening(null, this.heardByOne);

	private final PostgresHints other = listening(null, this.heardByOther);

	private static HikariDataSource dataSource() {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(database.url());
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		pool.setMaximumPoolSize(6);
		return pool;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	/*
	 * Who begins to listen looks once, as nobody knows what it has missed.
	 */
	private PostgresHints listening(@Nullable String schema, AtomicInteger heard) {
		PostgresHints hints = new PostgresHints(this.dataSource, schema);
		hints.listen(heard::incrementAndGet);
		await().until(() -> heard.get() == 1);
		return hints;
	}

	@AfterEach
	void close() {
		this.one.close();
		this.other.close();
		assertThat(this.dataSource.getHikariPoolMXBean().getActiveConnections()).isZero();
		this.dataSource.close();
	}

	@Test
	void theOtherHearsAHintAndWhoGivesItDoesNot() {
		this.one.send();
		await().until(() -> this.heardByOther.get() == 2);
		this.other.send();
		await().until(() -> this.heardByOne.get() == 2);
		assertThat(this.heardByOther).hasValue(2);
	}

	@Test
	void nodesOnOtherTablesAreLeftAlone() {
		AtomicInteger heard = new AtomicInteger();
		try (PostgresHints stranger = listening("strangers", heard)) {
			stranger.send();
			this.one.send();
			await().until(() -> this.heardByOther.get() == 2);
		}
		assertThat(heard).hasValue(1);
		assertThat(this.heardByOne).hasValue(1);
	}

	@Test
	void aLostConnectionIsReplaced() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
					+ " where datname = current_database() and query = 'listen durable'");
		}
		await().until(() -> this.heardByOne.get() == 2 && this.heardByOther.get() == 2);
		this.one.send();
		await().until(() -> this.heardByOther.get() == 3);
	}

	@Test
	void whoHasClosedHearsNothing() {
		this.other.close();
		int heard = this.heardByOther.get();
		try (PostgresHints third = listening(null, new AtomicInteger())) {
			third.send();
			await().until(() -> this.heardByOne.get() >= 2);
		}
		assertThat(this.heardByOther).hasValue(heard);
	}

	@Test
	void aConnectionThatGoesBackListensNoMore() throws SQLException {
		AtomicInteger looks = new AtomicInteger();
		try (HikariDataSource single = dataSource()) {
			single.setMaximumPoolSize(1);
			PostgresHints hints = new PostgresHints(single, null);
			hints.listen(() -> {
				looks.incrementAndGet();
				throw new IllegalStateException("no look is possible");
			});
			await().until(() -> looks.get() > 0);
			try (Connection connection = single.getConnection();
					Statement statement = connection.createStatement();
					ResultSet channels = statement.executeQuery("select pg_listening_channels()")) {
				assertThat(channels.next()).isFalse();
			}
			hints.close();
		}
	}

	@Test
	void aHintWithoutADatabaseIsLostInSilence() {
		try (HikariDataSource nowhere = new HikariDataSource()) {
			nowhere.setJdbcUrl("jdbc:postgresql://localhost:1/nowhere");
			nowhere.setInitializationFailTimeout(-1);
			nowhere.setConnectionTimeout(250);
			new PostgresHints(nowhere, null).send();
		}
	}

}
