package dev.durable.autoconfigure;

import java.io.Closeable;
import java.io.IOException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.util.ClassUtils;

/**
 * The connections of the engine itself, so that commits and the renewal of the lease
 * never queue behind code of the application. They are opened with the settings of the
 * application's data source, outside of its pool. Not a bean of type {@link DataSource},
 * which the application's configuration would take for its own.
 */
final class EngineConnections implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EngineConnections.class);

	/**
	 * Committer, poller, queues, lease, the expiry of others, the deletion of old runs,
	 * two for all that is read, one for calls that are made in a transaction and take no
	 * part in it, and two for hints that are given and heard.
	 */
	private static final int SIZE = 11;

	private static final int UNKNOWN_POOL_SLOTS = 8;

	private static final long CONNECT_MILLIS_MAX = 10_000;

	/**
	 * Longer than any wait for a lock, but for those of a migration, which sets it aside.
	 */
	private static final String SILENCE_SECONDS_MAX = "20";

	private static final boolean HIKARI = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			EngineConnections.class.getClassLoader());

	private final DataSource dataSource;

	private final int transactionalSlots;

	private final boolean own;

	private EngineConnections(DataSource dataSource, int transactionalSlots, boolean own) {
		this.dataSource = dataSource;
		this.transactionalSlots = transactionalSlots;
		this.own = own;
	}

	static EngineConnections of(DataSource application) {
		try {
			DataSource derived = HIKARI ? Hikari.derive(application) : null;
			if (derived == null && !isPrivateMemory(application)) {
				derived = derive(application);
			}
			if (derived != null) {
				return new EngineConnections(derived, slots(application), true);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("No connections could be derived from {}", application, ex);
		}
		logger.warn("The engine borrows its connections from the data source of the application, {}, as it cannot open "
				+ "own ones with its settings: commits and the renewal of the lease wait when that pool is exhausted",
				application.getClass().getName());
		return new EngineConnections(application, slots(application), false);
	}

	private static DataSource derive(DataSource application) {
		DataSourceBuilder<?> builder = DataSourceBuilder.derivedFrom(application);
		return HIKARI ? Hikari.sized(builder.type(HikariDataSource.class).build()) : builder.build();
	}

	/**
	 * Each connection to an unnamed H2 database in memory has a database of its own.
	 */
	private static boolean isPrivateMemory(DataSource application) {
		return JdbcUrl.of(application).matches("(?i)jdbc:h2:mem:(;.*)?");
	}

	private static int slots(DataSource application) {
		Integer size = HIKARI ? Hikari.size(application) : null;
		return (size != null) ? Math.max(1, size - 2) : UNKNOWN_POOL_SLOTS;
	}

	/**
	 * The address as it is configured: what a driver tells may lack the settings in it.
	 */
	static String url(DataSource application) {
		String configured = HIKARI ? Hikari.url(application) : null;
		return (configured != null) ? configured : JdbcUrl.of(application);
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * How many transactional attempts may hold connections of the application at once.
	 */
	int transactionalSlots() {
		return this.transactionalSlots;
	}

	boolean isOwn() {
		return this.own;
	}

	@Override
	public void close() {
		if (this.own && this.dataSource instanceof Closeable closeable) {
			try {
				closeable.close();
			}
			catch (IOException ex) {
				logger.debug("The connections of the engine could not be closed", ex);
			}
		}
	}

	/**
	 * What needs the classes of HikariCP.
	 */
	private static final class Hikari {

		private Hikari() {
		}

		static @Nullable DataSource derive(DataSource application) {
			HikariDataSource pool = unwrap(application);
			if (pool == null || (pool.getDataSource() == null && isPrivateMemory(application))) {
				return null;
			}
			HikariDataSource derived = new DerivedPool(pool);
			clearMetrics(derived);
			derived.setHealthCheckRegistry(null);
			derived.setRegisterMbeans(false);
			derived.setReadOnly(false);
			// Who listens for hints keeps a connection
			derived.setLeakDetectionThreshold(0);
			derived.setAutoCommit(true);
			return sized(derived);
		}

		/*
		 * Where one of both is set, the setter of the other refuses even null.
		 */
		private static void clearMetrics(HikariDataSource pool) {
			if (pool.getMetricsTrackerFactory() != null) {
				pool.setMetricsTrackerFactory(null);
			}
			else {
				pool.setMetricRegistry(null);
			}
		}

		static HikariDataSource sized(HikariDataSource pool) {
			pool.setConnectionTimeout(Math.min(pool.getConnectionTimeout(), CONNECT_MILLIS_MAX));
			limitSilence(pool);
			pool.setPoolName("durable");
			pool.setMaximumPoolSize(SIZE);
			pool.setMinimumIdle(1);
			return pool;
		}

		/*
		 * By default the driver of PostgreSQL waits for an answer for ever. A node behind
		 * a network that swallows it would neither renew its lease nor ever come back.
		 */
		private static void limitSilence(HikariDataSource pool) {
			String url = pool.getJdbcUrl();
			if (url != null && url.startsWith("jdbc:postgresql:")) {
				setUnlessSet(pool, url, "socketTimeout", SILENCE_SECONDS_MAX);
				setUnlessSet(pool, url, "tcpKeepAlive", "true");
			}
		}

		private static void setUnlessSet(HikariDataSource pool, String url, String name, String value) {
			if (!pool.getDataSourceProperties().containsKey(name) && !url.contains(name + "=")) {
				pool.addDataSourceProperty(name, value);
			}
		}

		static @Nullable String url(DataSource application) {
			HikariDataSource pool = unwrap(application);
			return (pool != null) ? pool.getJdbcUrl() : null;
		}

		static @Nullable Integer size(DataSource application) {
			HikariDataSource pool = unwrap(application);
			return (pool != null) ? pool.getMaximumPoolSize() : null;
		}

		private static @Nullable HikariDataSource unwrap(DataSource application) {
			return DataSourceUnwrapper.unwrap(application, HikariConfigMXBean.class, HikariDataSource.class);
		}

	}

	/**
	 * A pool with the settings of the application's, which it asks for the user and the
	 * password whenever it connects: they may change while the application runs.
	 */
	private static final class DerivedPool extends HikariDataSource {

		private final HikariDataSource application;

		DerivedPool(HikariDataSource application) {
			this.application = application;
			application.copyStateTo(this);
		}

		@Override
		public Credentials getCredentials() {
			return this.application.getCredentials();
		}

		@Override
		public @Nullable String getUsername() {
			return this.application.getUsername();
		}

		@Override
		public @Nullable String getPassword() {
			return this.application.getPassword();
		}

	}

}
