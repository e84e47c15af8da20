package dev.durable.faults.wire;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PostgresProxy}: each fault does to a real client and a real PostgreSQL
 * what it says. What the database holds is read beside the proxy.
 */
@Timeout(60)
class PostgresProxyTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static PostgresServer.Database database;

	private final PostgresProxy proxy = PostgresProxy.before(database.url());

	@BeforeAll
	static void createTable() throws SQLException {
		database = PostgresServer.freshDatabase();
		try (Connection connection = direct(); Statement statement = connection.createStatement()) {
			statement.execute("create table note (text varchar(100))");
			statement.execute("create table other (text varchar(100))");
		}
	}

	@BeforeEach
	void empty() throws SQLException {
		try (Connection connection = direct(); Statement statement = connection.createStatement()) {
			statement.execute("truncate table note");
		}
	}

	@AfterEach
	void close() {
		this.proxy.close();
	}

	private static Connection direct() throws SQLException {
		return DriverManager.getConnection(database.url(), database.username(), database.password());
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(this.proxy.url(), database.username(), database.password());
	}

	private static int count() throws SQLException {
		try (Connection connection = direct();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select count(*) from note")) {
			rows.next();
			return rows.getInt(1);
		}
	}

	private static void insert(Connection connection, String table) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("insert into " + table + " values (?)")) {
			statement.setString(1, "hello");
			statement.executeUpdate();
		}
	}

	private void insertAndCommit(String table) throws SQLException {
		try (Connection connection = connect()) {
			connection.setAutoCommit(false);
			insert(connection, table);
			connection.commit();
		}
	}

	private long seen(WireEvent event) {
		return this.proxy.evidence().count(event);
	}

	private void requireBrokenConnection(ThrowingCallable body) {
		assertThatExceptionOfType(SQLException.class).isThrownBy(body::run)
			.satisfies((ex) -> assertThat(ex.getSQLState()).startsWith("08"));
	}

	@Test
	void everythingPassesByDefault() throws SQLException {
		insertAndCommit("note");
		assertThat(count()).isOne();
		assertThat(this.proxy.evidence()).hasToString("{CONNECTED=1, COMMITTED=1}");
	}

	@Test
	void rowIsThereThoughTheReplyToItsCommitIsLost() throws SQLException {
		this.proxy.next(CommitFate.REPLY_LOST, "note", 1);
		requireBrokenConnection(() -> insertAndCommit("note"));
		assertThat(count()).isOne();
		assertThat(seen(WireEvent.REPLY_LOST)).isOne();
		insertAndCommit("note");
		assertThat(count()).isEqualTo(2);
	}

	@Test
	void rowIsThereThoughTheReplyToAStatementIsLostThatCommitsByItself() throws SQLException {
		this.proxy.next(CommitFate.REPLY_LOST, "note", 1);
		try (Connection connection = connect()) {
			requireBrokenConnection(() -> insert(connection, "note"));
		}
		assertThat(count()).isOne();
		assertThat(seen(WireEvent.REPLY_LOST)).isOne();
	}

	@Test
	void rowIsNotThereIfTheCommitIsNeverSent() throws SQLException {
		this.proxy.next(CommitFate.NEVER_SENT, "note", 1);
		requireBrokenConnection(() -> insertAndCommit("note"));
		assertThat(count()).isZero();
		assertThat(seen(WireEvent.NEVER_SENT)).isOne();
		assertThat(seen(WireEvent.COMMITTED)).isZero();
	}

	@Test
	void rowAppearsAfterTheClientWasToldThatItsConnectionIsBrokenIfTheCommitIsLate() throws SQLException {
		this.proxy.lateness(Duration.ofSeconds(1));
		this.proxy.next(CommitFate.LATE, "note", 1);
		requireBrokenConnection(() -> insertAndCommit("note"));
		assertThat(count()).isZero();
		Awaitility.await().atMost(LIMIT).until(() -> count() == 1);
		Awaitility.await().atMost(LIMIT).until(() -> seen(WireEvent.LANDED_LATE) == 1);
	}

	@Test
	void commitsOfTransactionsThatAreNotMeantPass() throws SQLException {
		this.proxy.next(CommitFate.NEVER_SENT, "into note", 2);
		insertAndCommit("other");
		assertThat(this.proxy.left()).isEqualTo(2);
		requireBrokenConnection(() -> insertAndCommit("note"));
		assertThat(this.proxy.left()).isOne();
		this.proxy.heal();
		insertAndCommit("note");
		assertThat(this.proxy.left()).isZero();
		assertThat(seen(WireEvent.NEVER_SENT)).isOne();
	}

	@Test
	void preparedCommitIsRecognizedAfterManyOfThem() throws SQLException {
		try (Connection connection = connect()) {
			connection.setAutoCommit(false);
			for (int i = 0; i < 20; i++) {
				insert(connection, "note");
				connection.commit();
			}
			this.proxy.next(CommitFate.NEVER_SENT, "", 1);
			insert(connection, "note");
			requireBrokenConnection(connection::commit);
		}
		assertThat(count()).isEqualTo(20);
		assertThat(seen(WireEvent.COMMITTED)).isEqualTo(20);
	}

	@Test
	void rollbackMeetsNoFate() throws SQLException {
		this.proxy.next(CommitFate.REPLY_LOST, "", 1);
		try (Connection connection = connect()) {
			connection.setAutoCommit(false);
			insert(connection, "note");
			connection.rollback();
		}
		assertThat(this.proxy.left()).isOne();
		assertThat(count()).isZero();
	}

	@Test
	void diceDecideAsOftenAsTheyAreTold() throws SQLException {
		this.proxy.dice(7, Map.of(CommitFate.REPLY_LOST, 0.3, CommitFate.NEVER_SENT, 0.3));
		int failed = 0;
		for (int i = 0; i < 40; i++) {
			try {
				insertAndCommit("note");
			}
			catch (SQLException ex) {
				failed++;
			}
		}
		assertThat(failed).isEqualTo((int) (seen(WireEvent.REPLY_LOST) + seen(WireEvent.NEVER_SENT))).isBetween(10, 38);
		assertThat(seen(WireEvent.REPLY_LOST)).isPositive();
		assertThat(seen(WireEvent.NEVER_SENT)).isPositive();
		assertThat(count()).isEqualTo(40 - (int) seen(WireEvent.NEVER_SENT));
	}

	@Test
	void nothingPassesABlackHoleUntilItIsHealed() throws Exception {
		try (Connection connection = connect()) {
			this.proxy.blackHole();
			CompletableFuture<Void> inserted = CompletableFuture.runAsync(() -> {
				try {
					insert(connection, "note");
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
			Awaitility.await().atMost(LIMIT).until(() -> seen(WireEvent.HELD) > 0);
			assertThat(count()).isZero();
			assertThat(inserted).isNotDone();
			this.proxy.heal();
			inserted.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			assertThat(count()).isOne();
		}
	}

	@Test
	void serverDoesNotHearThroughABlackHoleThatAClientIsGone() throws Exception {
		try (Connection connection = connect()) {
			connection.setAutoCommit(false);
			insert(connection, "note");
			this.proxy.blackHole();
		}
		Awaitility.await().atMost(LIMIT).until(() -> seen(WireEvent.HELD) > 0);
		assertThat(sessions()).isEqualTo(1);
		this.proxy.heal();
		Awaitility.await().atMost(LIMIT).until(() -> sessions() == 0);
		assertThat(count()).isZero();
	}

	private static int sessions() throws SQLException {
		try (Connection connection = direct();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("""
						select count(*) from pg_stat_activity
						 where datname = current_database() and pid <> pg_backend_pid()""")) {
			rows.next();
			return rows.getInt(1);
		}
	}

	@Test
	void roundTripTakesTheDelayInEachDirection() throws SQLException {
		try (Connection connection = connect()) {
			this.proxy.delay(Duration.ofMillis(100));
			long begin = System.nanoTime();
			insert(connection, "note");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
			assertThat(seen(WireEvent.DELAYED)).isGreaterThanOrEqualTo(2);
		}
	}

	@Test
	void resetBreaksAllConnectionsAndNewOnesWork() throws SQLException {
		try (Connection one = connect(); Connection other = connect()) {
			assertThat(this.proxy.connections()).isEqualTo(2);
			assertThat(this.proxy.reset()).isEqualTo(2);
			requireBrokenConnection(() -> insert(one, "note"));
			requireBrokenConnection(() -> insert(other, "note"));
		}
		insertAndCommit("note");
		assertThat(seen(WireEvent.RESET)).isEqualTo(2);
	}

	@Test
	void nobodyConnectsWhileItIsDown() throws SQLException {
		this.proxy.down();
		requireBrokenConnection(this::connect);
		this.proxy.heal();
		insertAndCommit("note");
		assertThat(seen(WireEvent.REFUSED)).isPositive();
	}

	@Test
	void flappingBreaksConnectionsAgainAndAgainUntilItIsHealed() {
		this.proxy.flap(Duration.ofMillis(100), Duration.ofMillis(50));
		Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
			try {
				insertAndCommit("note");
			}
			catch (SQLException ex) {
				// it is down, or was just going down
			}
			return seen(WireEvent.RESET) + seen(WireEvent.REFUSED) > 3;
		});
		this.proxy.heal();
		Awaitility.await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> insertAndCommit("note"));
	}

	@Test
	void largeResultsBatchesCopiesAndNotificationsPassUnharmed() throws Exception {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			PGConnection postgres = connection.unwrap(PGConnection.class);
			postgres.getCopyAPI().copyIn("copy note from stdin", new StringReader("copied\n".repeat(1_000)));
			try (PreparedStatement insert = connection.prepareStatement("insert into note values (?)")) {
				for (int i = 0; i < 1_000; i++) {
					insert.setString(1, "batched " + i);
					insert.addBatch();
				}
				assertThat(insert.executeBatch()).hasSize(1_000);
			}
			connection.setAutoCommit(false);
			statement.setFetchSize(50);
			int read = 0;
			try (ResultSet rows = statement.executeQuery("select text || repeat('x', 1000) from note")) {
				while (rows.next()) {
					assertThat(rows.getString(1)).endsWith("xxx");
					read++;
				}
			}
			assertThat(read).isEqualTo(2_000);
			connection.commit();
			connection.setAutoCommit(true);
			statement.execute("listen bell");
			try (Connection other = direct(); Statement ring = other.createStatement()) {
				ring.execute("notify bell");
			}
			assertThat(postgres.getNotifications((int) LIMIT.toMillis())).hasSize(1);
		}
	}

	private interface ThrowingCallable {

		void run() throws SQLException;

	}

}
