package dev.durable.jpa;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.durable.node.Hints;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes the persistence unit of the store, apart from that of the application, and the
 * store on it.
 */
public final class DurablePersistence {

	/**
	 * The name of the persistence unit.
	 */
	public static final String UNIT = "durable";

	private static final List<String> ENTITIES = Stream
		.of(WorkflowEntity.class, HistoryEntity.class, HistoryEntity.Key.class, LetterEntity.class,
				ActivityEntity.class, ActivityEntity.Key.class, AttributeEntity.class, AttributeEntity.Key.class,
				NodeEntity.class, FenceEntity.class, FenceEntity.Key.class)
		.map(Class::getName)
		.toList();

	private DurablePersistence() {
	}

	/**
	 * Return the types of the unit, by name: found by no scan, they are there whatever
	 * the application scans.
	 * @return the managed types
	 */
	public static PersistenceManagedTypes managedTypes() {
		return PersistenceManagedTypes.of(ENTITIES, List.of());
	}

	/**
	 * Make the factory of the unit.
	 * @param dataSource the data source, which is wrapped so that nothing takes the unit
	 * for a part of the application's transactions
	 * @param types the {@linkplain #managedTypes() managed types}
	 * @param schema the schema of the tables, or null for the default one
	 * @return the factory bean, to be initialised and destroyed by the caller
	 */
	public static LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource,
			PersistenceManagedTypes types, @Nullable String schema) {
		LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
		factory.setPersistenceUnitName(UNIT);
		factory.setManagedTypes(types);
		factory.setDataSource(new DelegatingDataSource(dataSource));
		factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		factory.setPersistenceProvider(new PlainPersistenceProvider());
		factory.setJpaPropertyMap(
				properties((schema != null) ? SchemaName.stored(schema, DatabaseKind.of(dataSource)) : null));
		return factory;
	}

	private static Map<String, Object> properties(@Nullable String schema) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("hibernate.jdbc.batch_size", 1000);
		properties.put("hibernate.jdbc.time_zone", "UTC");
		properties.put("hibernate.hbm2ddl.auto", "none");
		properties.put("jakarta.persistence.validation.mode", "none");
		// A refused commit is an answer, not an error
		properties.put("hibernate.jdbc.log.errors", false);
		if (schema != null) {
			properties.put("hibernate.default_schema", SchemaName.quoted(schema));
		}
		return properties;
	}

	/**
	 * Make what goes between the nodes on the database.
	 * @param engine where the engine takes its connections; those who listen keep one
	 * @param schema the schema of the tables, or null for the default one
	 * @return the hints, to be closed by the caller before the connections; none where
	 * the database cannot carry them
	 */
	public static Hints hints(DataSource engine, @Nullable String schema) {
		return (DatabaseKind.of(engine) == DatabaseKind.POSTGRESQL) ? new PostgresHints(engine, schema) : Hints.NONE;
	}

	/**
	 * Make the store.
	 * @param factory the factory of the unit
	 * @param engine where the engine takes the connections of its own transactions
	 * @param callers the data source of the application, with whose transactions starts,
	 * signals and results join
	 * @param schema the schema of the tables, or null for the default one
	 * @return the store
	 */
	public static JpaStore store(EntityManagerFactory factory, DataSource engine, DataSource callers,
			@Nullable String schema) {
		return store(factory, engine, new SpringCallerTransaction(callers), schema);
	}

	/**
	 * Make the store.
	 * @param factory the factory of the unit, which may still be building it
	 * @param engine where the engine takes the connections of its own transactions
	 * @param caller the transactions with which starts, signals and results join
	 * @param schema the schema of the tables, or null for the default one
	 * @return the store
	 */
	public static JpaStore store(EntityManagerFactory factory, DataSource engine, SpringCallerTransaction caller,
			@Nullable String schema) {
		DatabaseKind database = DatabaseKind.of(engine);
		SqlText sql = new SqlText(SchemaName.stored(schema, database));
		SqlDialect dialect = database.dialect(sql);
		Supplier<SessionFactory> sessions = SingletonSupplier.of(() -> factory.unwrap(SessionFactory.class));
		Transactions transactions = new Transactions(sessions, dialect, engine, caller);
		return new JpaStore(transactions, dialect, sql);
	}

}
