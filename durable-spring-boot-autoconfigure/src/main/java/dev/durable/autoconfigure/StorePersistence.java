package dev.durable.autoconfigure;

import java.util.Locale;

import javax.sql.DataSource;

import dev.durable.jpa.DurablePersistence;
import dev.durable.jpa.H2Settings;
import dev.durable.jpa.SchemaMigration;
import dev.durable.jpa.SpringCallerTransaction;
import dev.durable.node.Hints;
import dev.durable.store.Store;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * The store with all that belongs to it: its connections, tables and persistence unit.
 * The factory of the unit is no bean, as whatever looks for factories of the application
 * would find it.
 */
final class StorePersistence implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StorePersistence.class);

	private final EngineConnections connections;

	private final LocalContainerEntityManagerFactoryBean factory;

	private final H2Settings database;

	private final @Nullable String exclusive;

	private final Store store;

	private final Hints hints;

	private final SpringCallerTransaction callers;

	private StorePersistence(EngineConnections connections, LocalContainerEntityManagerFactoryBean factory,
			DataSource application, DurableProperties properties) {
		this.callers = new SpringCallerTransaction(application);
		this.connections = connections;
		this.factory = factory;
		DataSource engine = this.connections.dataSource();
		DurableProperties.Schema schema = properties.schema();
		String name = schema.name();
		this.database = H2Settings.apply(engine);
		String url = EngineConnections.url(application).toUpperCase(Locale.ROOT);
		this.exclusive = (isFile(this.database) && !url.contains("AUTO_SERVER=TRUE")) ? H2Settings.path(engine) : null;
		warn(this.database);
		warnOfExit(this.database, url);
		migrate(new SchemaMigration(engine, schema.mode(), name), connections.isOwn());
		this.store = DurablePersistence.store(object(this.factory.getObject()), engine, this.callers, name);
		this.hints = (connections.isOwn() && properties.poller().hints()) ? DurablePersistence.hints(engine, name)
				: Hints.NONE;
	}

	/*
	 * Built on a thread of its own: the application builds the rest, its own unit among
	 * that, in the meantime.
	 */
	private static LocalContainerEntityManagerFactoryBean factory(DataSource application, @Nullable String schema) {
		LocalContainerEntityManagerFactoryBean factory = DurablePersistence.entityManagerFactory(application,
				DurablePersistence.managedTypes(), schema);
		factory.setBeanClassLoader(StorePersistence.class.getClassLoader());
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("durable-persistence-");
		threads.setDaemon(true);
		factory.setBootstrapExecutor(threads);
		factory.afterPropertiesSet();
		return factory;
	}

	/**
	 * Wait until the persistence unit is built.
	 * @throws RuntimeException if it cannot be
	 */
	void awaitUnit() {
		this.factory.getNativeEntityManagerFactory();
	}

	/**
	 * Open the store, or nothing: an application that does not start, as the tables are
	 * not there, leaves no connections open.
	 */
	static StorePersistence open(DataSource application, DurableProperties properties) {
		LocalContainerEntityManagerFactoryBean factory = factory(application, properties.schema().name());
		EngineConnections connections = EngineConnections.of(application);
		try {
			return new StorePersistence(connections, factory, application, properties);
		}
		catch (RuntimeException ex) {
			close(factory, connections);
			throw ex;
		}
	}

	private static void close(LocalContainerEntityManagerFactoryBean factory, EngineConnections connections) {
		try {
			factory.destroy();
		}
		catch (RuntimeException ex) {
			logger.debug("The persistence unit of the store could not be closed", ex);
		}
		finally {
			connections.close();
		}
	}

	/* A pool of the application may have one connection only. */
	private static void migrate(SchemaMigration migration, boolean own) {
		if (own) {
			migration.run();
		}
		else {
			migration.runOnOneConnection();
		}
	}

	private static EntityManagerFactory object(@Nullable EntityManagerFactory factory) {
		if (factory == null) {
			throw new IllegalStateException("The persistence unit of the store was not made");
		}
		return factory;
	}

	private static boolean isFile(H2Settings database) {
		return database == H2Settings.FILE || database == H2Settings.ASYNC_FILE;
	}

	private static void warn(H2Settings database) {
		if (database == H2Settings.MEMORY) {
			logger.warn("Workflows are kept in an H2 database in memory: they are lost with the process. Use a"
					+ " 'jdbc:h2:async:' URL with a file, or PostgreSQL");
		}
		else if (database == H2Settings.FILE) {
			logger.warn("An interrupt would close this H2 database for everybody, so activities that take too long are"
					+ " not interrupted. Use a 'jdbc:h2:async:' URL, which has no such trouble");
		}
	}

	/*
	 * H2 closes its files in a shutdown hook of its own, beside Spring's: the node could
	 * not leave in good order.
	 */
	private static void warnOfExit(H2Settings database, String url) {
		if (isFile(database) && !url.contains("DB_CLOSE_ON_EXIT=FALSE")) {
			logger.warn("H2 closes this database as soon as the process is asked to end, before workflows can be handed"
					+ " over in good order. Add ';DB_CLOSE_ON_EXIT=FALSE' to its URL; Spring closes it in time");
		}
	}

	Store store() {
		return this.store;
	}

	SpringCallerTransaction callers() {
		return this.callers;
	}

	StoreTraits traits() {
		return new StoreTraits(this.exclusive, this.database != H2Settings.FILE, this.hints,
				this.connections.transactionalSlots());
	}

	@Override
	public void close() {
		this.hints.close();
		close(this.factory, this.connections);
	}

}
