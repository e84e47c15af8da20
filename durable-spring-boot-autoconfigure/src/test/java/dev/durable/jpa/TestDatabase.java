package dev.durable.jpa;

import java.sql.Connection;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A migrated database with a store on it. The pool of the engine has the wrong isolation
 * by default, which no test may notice.
 */
record TestDatabase(HikariDataSource engine, HikariDataSource callers, EntityManagerFactory factory, JpaStore store,
		TransactionTemplate transaction, JdbcTemplate jdbc) {

	static TestDatabase open(String url, String username, String password, @Nullable String schema) {
		HikariDataSource engine = pool(url, username, password);
		engine.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
		HikariDataSource callers = pool(url, username, password);
		H2Settings.apply(callers);
		new SchemaMigration(callers, SchemaMode.MIGRATE, schema).run();
		EntityManagerFactory factory = factory(engine, schema);
		JdbcTemplate jdbc = new JdbcTemplate(callers);
		jdbc.execute("create table if not exists business (what varchar(100))");
		return new TestDatabase(engine, callers, factory, DurablePersistence.store(factory, engine, callers, schema),
				new TransactionTemplate(new JdbcTransactionManager(callers)), jdbc);
	}

	static EntityManagerFactory factory(DataSource dataSource, @Nullable String schema) {
		LocalContainerEntityManagerFactoryBean factory = DurablePersistence.entityManagerFactory(dataSource,
				DurablePersistence.managedTypes(), schema);
		factory.afterPropertiesSet();
		return factory.getObject();
	}

	private static HikariDataSource pool(String url, String username, String password) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(username);
		pool.setPassword(password);
		pool.setMaximumPoolSize(20);
		return pool;
	}

	/** A store whose engine takes its connections elsewhere. */
	JpaStore storeOn(DataSource other) {
		return DurablePersistence.store(this.factory, other, this.callers, null);
	}

	boolean isH2() {
		return this.engine.getJdbcUrl().startsWith("jdbc:h2:");
	}

	int count(String what) {
		return this.jdbc.queryForObject("select count(*) from business where what = ?", Integer.class, what);
	}

	/** Count who has a place, or waits for one. */
	int places(String type) {
		return this.jdbc.queryForObject("select count(*) from durable_place where type = ?", Integer.class, type);
	}

	void business(String what) {
		this.jdbc.update("insert into business (what) values (?)", what);
	}

	Connection connection() throws java.sql.SQLException {
		return this.engine.getConnection();
	}

	void close() {
		this.factory.close();
		this.engine.close();
		this.callers.close();
	}

}
