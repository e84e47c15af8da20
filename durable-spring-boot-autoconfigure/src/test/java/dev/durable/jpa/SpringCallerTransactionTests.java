package dev.durable.jpa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the view of the caller's transaction, by JDBC and by JPA.
 */
class SpringCallerTransactionTests {

	private final DataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:callers;DB_CLOSE_DELAY=-1");

	private final PlatformTransactionManager jdbc = new JdbcTransactionManager(this.dataSource);

	private final SpringCallerTransaction caller = new SpringCallerTransaction(this.dataSource);

	private final LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();

	private final List<String> done = new ArrayList<>();

	@AfterEach
	void close() {
		this.factory.destroy();
	}

	private PlatformTransactionManager jpa() {
		this.factory.setManagedTypes(PersistenceManagedTypes.of(ItemEntity.class.getName()));
		this.factory.setPersistenceUnitName("test");
		this.factory.setDataSource(this.dataSource);
		this.factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		this.factory.afterPropertiesSet();
		JpaTransactionManager manager = new JpaTransactionManager(this.factory.getObject());
		manager.afterPropertiesSet();
		return manager;
	}

	private static TransactionTemplate template(PlatformTransactionManager manager, int propagation) {
		TransactionTemplate template = new TransactionTemplate(manager);
		template.setPropagationBehavior(propagation);
		return template;
	}

	private static TransactionTemplate template(PlatformTransactionManager manager) {
		return template(manager, TransactionDefinition.PROPAGATION_REQUIRED);
	}

	@Test
	void withoutTransactionThereIsNone() {
		assertThat(this.caller.isActive()).isFalse();
		this.caller.afterCommit(() -> this.done.add("at once"));
		assertThat(this.done).containsExactly("at once");
	}

	@Test
	void transactionsOfJdbcAndJpaAreSeen() {
		for (PlatformTransactionManager manager : List.of(this.jdbc, jpa())) {
			this.done.clear();
			template(manager).executeWithoutResult((status) -> {
				assertThat(this.caller.isActive()).isTrue();
				assertThat(this.caller.isReadOnly()).isFalse();
				this.caller.afterCommit(() -> this.done.add("committed"));
				assertThat(this.done).isEmpty();
			});
			assertThat(this.done).containsExactly("committed");
			assertThat(this.caller.isActive()).isFalse();
		}
	}

	@Test
	void rolledBackTransactionDoesNothingAfterwards() {
		template(this.jdbc).executeWithoutResult((status) -> {
			this.caller.afterCommit(() -> this.done.add("committed"));
			status.setRollbackOnly();
		});
		assertThat(this.done).isEmpty();
	}

	@Test
	void readOnlyTransactionIsToldApart() {
		TransactionTemplate readOnly = template(this.jdbc);
		readOnly.setReadOnly(true);
		readOnly.executeWithoutResult((status) -> assertThat(this.caller.isReadOnly()).isTrue());
	}

	@Test
	void suspendedTransactionIsNotActive() {
		template(this.jdbc).executeWithoutResult((outer) -> {
			template(this.jdbc, TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
				.executeWithoutResult((inner) -> assertThat(this.caller.isActive()).isFalse());
			template(this.jdbc, TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult((inner) -> {
				assertThat(this.caller.isActive()).isTrue();
				this.caller.afterCommit(() -> this.done.add("inner"));
			});
			assertThat(this.done).containsExactly("inner");
			outer.setRollbackOnly();
		});
	}

	@Test
	void transactionOfAnotherDataSourceIsNone() {
		PlatformTransactionManager other = new JdbcTransactionManager(
				new DriverManagerDataSource("jdbc:h2:mem:others"));
		template(other).executeWithoutResult((status) -> {
			assertThat(this.caller.isActive()).isFalse();
			new JdbcTemplate(this.dataSource).queryForObject("select 1", Integer.class);
			assertThat(this.caller.isActive()).isFalse();
			this.caller.afterCommit(() -> this.done.add("at once"));
			assertThat(this.done).containsExactly("at once");
		});
	}

	@Test
	void proxyOfTheDataSourceIsSeenThrough() {
		SpringCallerTransaction behindProxy = new SpringCallerTransaction(
				new TransactionAwareDataSourceProxy(this.dataSource));
		template(this.jdbc).executeWithoutResult((status) -> assertThat(behindProxy.isActive()).isTrue());
	}

	@Test
	void savepointTakesBackWhatWasToBeDoneAfterTheCommit() {
		template(this.jdbc).executeWithoutResult((outer) -> {
			this.caller.afterCommit(() -> this.done.add("before"));
			template(this.jdbc, TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((inner) -> {
				this.caller.afterCommit(() -> this.done.add("undone"));
				inner.setRollbackOnly();
			});
			template(this.jdbc, TransactionDefinition.PROPAGATION_NESTED)
				.executeWithoutResult((inner) -> this.caller.afterCommit(() -> this.done.add("kept")));
		});
		assertThat(this.done).containsExactly("before", "kept");
	}

	@Test
	void apartFromTheTransactionThereIsNone() {
		template(this.jdbc).executeWithoutResult((status) -> {
			assertThat(this.caller.<Boolean>apart(() -> this.caller.apart(this.caller::isActive))).isFalse();
			this.caller.apart(() -> {
				this.caller.afterCommit(() -> this.done.add("at once"));
				return this.done;
			});
			assertThat(this.done).containsExactly("at once");
			assertThat(this.caller.isActive()).isTrue();
		});
	}

	@Test
	void transactionIsOverOnceItHasCommitted() {
		adopt(Map.of("jdbc", this.jdbc));
		template(this.jdbc).executeWithoutResult((status) -> {
			assertThat(this.caller.isActive()).isTrue();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					SpringCallerTransactionTests.this.done.add("before: " + isActive());
				}

				@Override
				public void afterCommit() {
					SpringCallerTransactionTests.this.done.add("after: " + isActive());
				}

				@Override
				public void afterCompletion(int status) {
					SpringCallerTransactionTests.this.done.add("completed: " + isActive());
				}

			});
		});
		assertThat(this.done).containsExactly("before: true", "after: false", "completed: false");
	}

	private boolean isActive() {
		return this.caller.isActive();
	}

	private void adopt(Map<String, TransactionManager> managers) {
		new BusinessTransactions(this.dataSource).adopt(managers);
	}

	@Test
	void transactionInOneOfAnotherDataSourceIsSeenWhileItLasts() {
		PlatformTransactionManager other = new JdbcTransactionManager(
				new DriverManagerDataSource("jdbc:h2:mem:others"));
		adopt(Map.of("jdbc", this.jdbc, "other", other));
		template(other).executeWithoutResult((outer) -> {
			assertThat(this.caller.isActive()).isFalse();
			template(this.jdbc).executeWithoutResult((inner) -> assertThat(this.caller.isActive()).isTrue());
			assertThat(this.caller.isActive()).isFalse();
			template(this.jdbc).executeWithoutResult((inner) -> {
				assertThat(this.caller.isActive()).isTrue();
				inner.setRollbackOnly();
			});
			assertThat(this.caller.isActive()).isFalse();
		});
	}

	@Test
	void connectionThatCommitsNothingByItselfIsNoTransactionInOneOfAnotherDataSource() {
		PlatformTransactionManager other = new JdbcTransactionManager(
				new DriverManagerDataSource("jdbc:h2:mem:others"));
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:callers;DB_CLOSE_DELAY=-1");
		pool.setAutoCommit(false);
		SpringCallerTransaction behindPool = new SpringCallerTransaction(pool);
		new BusinessTransactions(pool).adopt(Map.of("other", other));
		try (pool) {
			template(other).executeWithoutResult((status) -> {
				new JdbcTemplate(pool).queryForObject("select 1", Integer.class);
				assertThat(behindPool.hasConnection()).isTrue();
				assertThat(behindPool.isActive()).isFalse();
			});
		}
	}

}
