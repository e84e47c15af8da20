package dev.durable.autoconfigure;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.util.Credentials;
import dev.durable.test.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the connections of the engine: own ones to the same database, whatever the
 * application's data source is.
 */
class EngineConnectionsTests {

	private static final AtomicInteger USERS = new AtomicInteger();

	private static void assertSameDatabase(DataSource application, DataSource engine) {
		JdbcTemplate jdbc = new JdbcTemplate(application);
		jdbc.execute("create table seen (id int)");
		jdbc.execute("insert into seen values (42)");
		assertThat(new JdbcTemplate(engine).queryForObject("select id from seen", Integer.class)).isEqualTo(42);
	}

	@Test
	void poolIsCopiedSmall() throws Exception {
		try (HikariDataSource application = new HikariDataSource()) {
			application.setJdbcUrl("jdbc:h2:mem:copied;DB_CLOSE_DELAY=-1");
			application.setUsername("sa");
			application.setMaximumPoolSize(7);
			application.setAutoCommit(false);
			application.getConnection().close();
			try (EngineConnections connections = EngineConnections.of(new DelegatingDataSource(application))) {
				assertThat(connections.isOwn()).isTrue();
				assertThat(connections.transactionalSlots()).isEqualTo(5);
				assertThat(connections.dataSource()).isInstanceOfSatisfying(HikariDataSource.class, (pool) -> {
					assertThat(pool).isNotSameAs(application);
					assertThat(pool.getMaximumPoolSize()).isEqualTo(11);
					assertThat(pool.isAutoCommit()).isTrue();
				});
				try (Connection connection = connections.dataSource().getConnection()) {
					assertThat(connection.getAutoCommit()).isTrue();
				}
			}
			assertThat(application.isClosed()).isFalse();
		}
	}

	@Test
	void poolOnPostgresIsCopiedWithItsCredentials() {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		try (HikariDataSource application = new HikariDataSource()) {
			application.setJdbcUrl(database.url());
			application.setUsername(database.username());
			application.setPassword(database.password());
			application.addDataSourceProperty("ApplicationName", "orders");
			try (EngineConnections connections = EngineConnections.of(application)) {
				assertThat(connections.isOwn()).isTrue();
				assertSameDatabase(application, connections.dataSource());
				assertThat(new JdbcTemplate(connections.dataSource()).queryForObject("show application_name",
						String.class))
					.isEqualTo("orders");
				assertThat(connections.dataSource()).isInstanceOfSatisfying(HikariDataSource.class,
						(pool) -> assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", "20")
							.containsEntry("tcpKeepAlive", "true"));
			}
		}
	}

	@Test
	void poolWithItsOwnMetricsIsCopiedWithoutThem() {
		try (HikariDataSource application = new HikariDataSource()) {
			application.setJdbcUrl("jdbc:h2:mem:measured;DB_CLOSE_DELAY=-1");
			application.setUsername("sa");
			MetricsTrackerFactory metrics = (pool, stats) -> new IMetricsTracker() {

			};
			application.setMetricsTrackerFactory(metrics);
			assertCopiedWithoutMetrics(application);
			assertThat(application.getMetricsTrackerFactory()).isSameAs(metrics);
		}
		try (HikariDataSource application = new HikariDataSource()) {
			application.setJdbcUrl("jdbc:h2:mem:registered;DB_CLOSE_DELAY=-1");
			application.setUsername("sa");
			application.setMetricRegistry(new SimpleMeterRegistry());
			assertCopiedWithoutMetrics(application);
			assertThat(application.getMetricRegistry()).isNotNull();
		}
	}

	private static void assertCopiedWithoutMetrics(HikariDataSource application) {
		try (EngineConnections connections = EngineConnections.of(application)) {
			assertThat(connections.isOwn()).isTrue();
			assertThat(connections.dataSource()).isInstanceOfSatisfying(HikariDataSource.class, (pool) -> {
				assertThat(pool.getMetricRegistry()).isNull();
				assertThat(pool.getMetricsTrackerFactory()).isNull();
			});
			assertSameDatabase(application, connections.dataSource());
		}
	}

	@Test
	void credentialsThatAreSetLaterAreUsed() {
		try (HikariDataSource application = new HikariDataSource()) {
			assertFollowsCredentials(application, application::setCredentials);
		}
	}

	@Test
	void credentialsThatTheApplicationsPoolFindsByItselfAreUsed() {
		AtomicReference<Credentials> credentials = new AtomicReference<>();
		try (HikariDataSource application = new HikariDataSource() {

			@Override
			public Credentials getCredentials() {
				return credentials.get();
			}

		}) {
			assertFollowsCredentials(application, credentials::set);
		}
	}

	private static void assertFollowsCredentials(HikariDataSource application, Consumer<Credentials> rotate) {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		JdbcTemplate owner = new JdbcTemplate(database.dataSource());
		String first = "rotated_" + USERS.incrementAndGet();
		String second = "rotated_" + USERS.incrementAndGet();
		owner.execute("create role " + first + " login password 'one'");
		owner.execute("create role " + second + " login password 'two'");
		application.setJdbcUrl(database.url());
		rotate.accept(Credentials.of(first, "one"));
		try (EngineConnections connections = EngineConnections.of(application)) {
			JdbcTemplate engine = new JdbcTemplate(connections.dataSource());
			assertThat(engine.queryForObject("select current_user", String.class)).isEqualTo(first);
			owner.execute("alter role " + first + " nologin");
			rotate.accept(Credentials.of(second, "two"));
			((HikariDataSource) connections.dataSource()).getHikariPoolMXBean().softEvictConnections();
			assertThat(engine.queryForObject("select current_user", String.class)).isEqualTo(second);
		}
	}

	@Test
	void otherDataSourcesAreDerived() {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setUrl("jdbc:h2:mem:derived;DB_CLOSE_DELAY=-1");
		h2.setUser("sa");
		h2.setPassword("");
		try (EngineConnections connections = EngineConnections.of(h2)) {
			assertThat(connections.isOwn()).isTrue();
			assertSameDatabase(h2, connections.dataSource());
		}
		SimpleDriverDataSource simple = new SimpleDriverDataSource(new org.h2.Driver(),
				"jdbc:h2:mem:simple;DB_CLOSE_DELAY=-1", "sa", "");
		try (EngineConnections connections = EngineConnections.of(simple)) {
			assertThat(connections.isOwn()).isTrue();
			assertSameDatabase(simple, connections.dataSource());
		}
		EmbeddedDatabase embedded = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.build();
		try (EngineConnections connections = EngineConnections.of(embedded)) {
			assertThat(connections.isOwn()).isTrue();
			assertSameDatabase(embedded, connections.dataSource());
		}
		embedded.shutdown();
	}

	@Test
	void whereNothingCanBeDerivedTheyAreBorrowed() {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setUrl("jdbc:h2:mem:borrowed;DB_CLOSE_DELAY=-1");
		DataSource opaque = new AbstractDataSource() {

			@Override
			public Connection getConnection() throws java.sql.SQLException {
				return h2.getConnection();
			}

			@Override
			public Connection getConnection(String username, String password) throws java.sql.SQLException {
				return h2.getConnection();
			}

		};
		try (EngineConnections connections = EngineConnections.of(opaque)) {
			assertThat(connections.isOwn()).isFalse();
			assertThat(connections.dataSource()).isSameAs(opaque);
		}
	}

	@Test
	void unnamedMemoryDatabaseIsBorrowed() {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setUrl("jdbc:h2:mem:");
		try (EngineConnections connections = EngineConnections.of(h2)) {
			assertThat(connections.isOwn()).isFalse();
		}
	}

}
