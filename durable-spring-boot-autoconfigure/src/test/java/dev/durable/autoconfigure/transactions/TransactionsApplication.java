package dev.durable.autoconfigure.transactions;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import jakarta.persistence.EntityManagerFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Has a transaction manager for JPA and one for JDBC on the same data source.
 */
@SpringBootApplication
class TransactionsApplication {

	@Bean
	@Primary
	JpaTransactionManager transactionManager(EntityManagerFactory factory) {
		return new JpaTransactionManager(factory);
	}

	@Bean
	JdbcTransactionManager jdbcTransactionManager(DataSource dataSource) {
		return new JdbcTransactionManager(dataSource);
	}

	/**
	 * Counts statements; or hides what the data source is made of, so that no other can
	 * be derived from it.
	 */
	@Bean
	static BeanPostProcessor dataSourceWrapper(Environment environment) {
		boolean opaque = environment.getProperty("test.opaque-data-source", Boolean.class, false);
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (!(bean instanceof DataSource dataSource)) {
					return bean;
				}
				return opaque ? new OpaqueDataSource(dataSource) : new CountingDataSource(dataSource);
			}

		};
	}

	@Bean
	Listener listener() {
		return new Listener();
	}

	/**
	 * Does what an event carries once the transaction in which it was published is over.
	 */
	static class Listener {

		@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
		void committed(AfterCommit event) {
			event.action().run();
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
		void rolledBack(AfterRollback event) {
			event.action().run();
		}

	}

	/**
	 * An event for after the commit.
	 *
	 * @param action what to do
	 */
	record AfterCommit(Runnable action) {
	}

	/**
	 * An event for after a rollback.
	 *
	 * @param action what to do
	 */
	record AfterRollback(Runnable action) {
	}

	private static final class OpaqueDataSource extends AbstractDataSource {

		private final DataSource target;

		OpaqueDataSource(DataSource target) {
			this.target = target;
		}

		@Override
		public Connection getConnection() throws SQLException {
			return this.target.getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return this.target.getConnection(username, password);
		}

	}

}
