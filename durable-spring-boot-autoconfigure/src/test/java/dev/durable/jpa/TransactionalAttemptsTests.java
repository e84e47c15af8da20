package dev.durable.jpa;

import java.io.IOException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import javax.sql.DataSource;

import dev.durable.node.AttemptEnd;
import dev.durable.node.AttemptTransaction;
import dev.durable.store.AttemptAbandonedException;
import dev.durable.store.Fence;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.OutcomeUnknownException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the transactions of attempts, on H2: the writes of the activity and its
 * letter are there together or not at all. The store only inserts the letter.
 */
class TransactionalAttemptsTests {

	private static final Fence FENCE = new Fence(1, 2);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Beans.class);

	private final JdbcTemplate jdbc = new JdbcTemplate(this.context.getBean("dataSource", DataSource.class));

	private final Activities activities = this.context.getBean(Activities.class);

	private final FakeLetters letters = new FakeLetters(this.jdbc);

	private final TransactionalAttempts attempts = new TransactionalAttempts(this.context.getBeanFactory(),
			this.context.getBean("dataSource", DataSource.class));

	@BeforeEach
	void createTables() {
		this.jdbc.execute("drop all objects");
		this.jdbc.execute("create table item (id varchar(20) primary key, parent varchar(20))");
		this.jdbc.execute("create table letter (name varchar(20))");
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	private @Nullable AttemptTransaction find(String method) {
		for (Method candidate : Activities.class.getDeclaredMethods()) {
			if (candidate.getName().equals(method)) {
				return this.attempts.find(candidate, Activities.class);
			}
		}
		throw new IllegalArgumentException(method);
	}

	private NewLetter run(String method, Callable<?> body) throws Throwable {
		AttemptTransaction transaction = find(method);
		assertThat(transaction).isNotNull();
		return transaction.run(this.letters.end(), () -> {
			body.call();
			return letter("result");
		}, (failure) -> letter(failure.getClass().getSimpleName()));
	}

	private static NewLetter letter(String name) {
		return new NewLetter(new UUID(0, 1), new UUID(0, 1), LetterKind.RESULT, name, new byte[0], "key");
	}

	private List<String> items() {
		return this.jdbc.queryForList("select id from item order by id", String.class);
	}

	private List<String> names() {
		return this.jdbc.queryForList("select name from letter", String.class);
	}

	@Test
	void writesAndLetterCommitTogether() throws Throwable {
		assertThat(run("jdbc", () -> this.activities.jdbc("a", null)).name()).isEqualTo("result");
		assertThat(run("jpa", () -> this.activities.jpa("b")).name()).isEqualTo("result");
		assertThat(items()).containsExactly("a", "b");
		assertThat(names()).containsExactly("result", "result");
		assertThat(this.letters.isolations).containsExactly("SERIALIZABLE", null);
	}

	@Test
	void persistenceContextIsFlushedBeforeTheLetter() throws Throwable {
		this.letters.before = () -> assertThat(items()).containsExactly("b");
		run("jpa", () -> this.activities.jpa("b"));
		assertThat(names()).hasSize(1);
	}

	@Test
	void everyExceptionRollsBack() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> run("jdbc", () -> this.activities.jdbc("a", new IOException("checked"))));
		assertThatIllegalStateException()
			.isThrownBy(() -> run("jdbc", () -> this.activities.jdbc("a", new IllegalStateException("unchecked"))));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> run("jdbc", () -> this.activities.jdbc("a", new AssertionError("error"))));
		assertThat(items()).isEmpty();
		assertThat(names()).isEmpty();
	}

	@Test
	void exceptionNamedByNoRollbackForCommitsWithItsLetter() throws Throwable {
		assertThat(run("lenient", () -> this.activities.lenient("a", new Tolerated())).name()).isEqualTo("Tolerated");
		assertThat(items()).containsExactly("a");
		assertThat(names()).containsExactly("Tolerated");
		assertThatExceptionOfType(Worse.class)
			.isThrownBy(() -> run("lenient", () -> this.activities.lenient("b", new Worse())));
		assertThat(items()).containsExactly("a");
	}

	@Test
	void rollbackOnlyFailsTheAttempt() {
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> run("rollbackOnly", () -> this.activities.rollbackOnly("a")))
			.withMessageContaining("setRollbackOnly");
		assertThat(items()).isEmpty();
		assertThat(names()).isEmpty();
	}

	@Test
	void abandonedAttemptRollsBack() {
		this.letters.before = () -> {
			throw new AttemptAbandonedException("given up", null);
		};
		assertThatExceptionOfType(AttemptAbandonedException.class)
			.isThrownBy(() -> run("jdbc", () -> this.activities.jdbc("a", null)));
		assertThat(items()).isEmpty();
	}

	@Test
	void constraintAtFlushRollsBack() throws Throwable {
		run("jpa", () -> this.activities.jpa("a"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> run("jpa", () -> this.activities.jpa("a")))
			.isNotInstanceOf(OutcomeUnknownException.class);
		assertThat(names()).hasSize(1);
	}

	@Test
	void failureBeforeTheCommitIsNoUnknownOutcome() {
		assertThatIllegalStateException().isThrownBy(() -> run("jdbc", () -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					throw new IllegalStateException("before commit");
				}

			});
			return null;
		}));
		assertThat(names()).isEmpty();
	}

	/*
	 * Spring looks at the mark after these callbacks only to say so: it has committed.
	 */
	@Test
	void rollbackOnlyBeforeTheCommitRollsBack() {
		PlatformTransactionManager manager = this.context.getBean("jdbcManager", PlatformTransactionManager.class);
		assertThatIllegalStateException().isThrownBy(() -> run("jdbc", () -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					new TransactionTemplate(manager).executeWithoutResult(TransactionStatus::setRollbackOnly);
				}

			});
			return this.activities.jdbc("a", null);
		})).withMessageContaining("callback before the commit");
		assertThat(items()).isEmpty();
		assertThat(names()).isEmpty();
	}

	@Test
	void failureAfterTheCommitChangesNothing() throws Throwable {
		run("jdbc", () -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					throw new IllegalStateException("after commit");
				}

			});
			return null;
		});
		assertThat(names()).hasSize(1);
	}

	@Test
	void lostCommitIsAnUnknownOutcome() {
		FailingManager manager = this.context.getBean(FailingManager.class);
		manager.failure = new TransactionSystemException("lost", new SQLException("connection reset", "08006"));
		assertThatExceptionOfType(OutcomeUnknownException.class)
			.isThrownBy(() -> run("failing", () -> this.activities.failing()));
		manager.failure = new TransactionSystemException("no SQL state");
		assertThatExceptionOfType(OutcomeUnknownException.class)
			.isThrownBy(() -> run("failing", () -> this.activities.failing()));
		manager.failure = new TransactionSystemException("unknown", new SQLException("unknown", "40003"));
		assertThatExceptionOfType(OutcomeUnknownException.class)
			.isThrownBy(() -> run("failing", () -> this.activities.failing()));
	}

	@Test
	void refusedCommitIsNoUnknownOutcome() {
		FailingManager manager = this.context.getBean(FailingManager.class);
		manager.failure = new DataIntegrityViolationException("deferred", new SQLException("deferred", "23503"));
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> run("failing", () -> this.activities.failing()));
		manager.failure = new TransactionSystemException("serialization", new SQLException("conflict", "40001"));
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> run("failing", () -> this.activities.failing()));
	}

	@Test
	void whatIsNotTransactionalOnTheStoreIsPlain() {
		assertThat(this.attempts.find(Plain.class.getDeclaredMethods()[0], Plain.class)).isNull();
		assertThat(find("readOnly")).isNull();
		assertThat(find("elsewhere")).isNull();
		assertThat(find("supports")).isNotNull();
		assertThat(find("mandatory")).isNotNull();
	}

	@Test
	void propagationThatKeepsTheResultOutIsRefused() {
		for (String method : List.of("requiresNew", "never", "notSupported", "nested")) {
			assertThatIllegalArgumentException().as(method)
				.isThrownBy(() -> find(method))
				.withMessageContaining("propagation")
				.withMessageContaining(": Use REQUIRED");
		}
	}

	static class Tolerated extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	static class Worse extends Tolerated {

		private static final long serialVersionUID = 1L;

	}

	@Transactional("jdbcManager")
	static class Activities {

		private final JdbcTemplate jdbc;

		@PersistenceContext
		private EntityManager entities;

		Activities(DataSource dataSource) {
			this.jdbc = new JdbcTemplate(dataSource);
		}

		@Transactional(transactionManager = "jdbcManager", isolation = Isolation.SERIALIZABLE)
		public int jdbc(String id, @Nullable Throwable failure) throws IOException {
			this.jdbc.update("insert into item (id) values (?)", id);
			if (failure instanceof IOException checked) {
				throw checked;
			}
			if (failure instanceof Error error) {
				throw error;
			}
			if (failure instanceof RuntimeException unchecked) {
				throw unchecked;
			}
			return 1;
		}

		@Transactional("jpaManager")
		public int jpa(String id) {
			this.entities.persist(new ItemEntity(id));
			return 1;
		}

		@Transactional(transactionManager = "jdbcManager", noRollbackFor = Tolerated.class, rollbackFor = Worse.class)
		public int lenient(String id, RuntimeException failure) {
			this.jdbc.update("insert into item (id) values (?)", id);
			throw failure;
		}

		public int rollbackOnly(String id) {
			this.jdbc.update("insert into item (id) values (?)", id);
			TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
			return 1;
		}

		@Transactional("failingManager")
		public int failing() {
			return 1;
		}

		@Transactional(transactionManager = "jdbcManager", readOnly = true)
		public void readOnly() {
		}

		@Transactional("otherManager")
		public void elsewhere() {
		}

		@Transactional(transactionManager = "jdbcManager", propagation = Propagation.SUPPORTS)
		public void supports() {
		}

		@Transactional(transactionManager = "jdbcManager", propagation = Propagation.MANDATORY)
		public void mandatory() {
		}

		@Transactional(transactionManager = "jdbcManager", propagation = Propagation.REQUIRES_NEW)
		public void requiresNew() {
		}

		@Transactional(transactionManager = "jdbcManager", propagation = Propagation.NEVER)
		public void never() {
		}

		@Transactional(transactionManager = "jdbcManager", propagation = Propagation.NOT_SUPPORTED)
		public void notSupported() {
		}

		@Transactional(transactionManager = "jdbcManager", propagation = Propagation.NESTED)
		public void nested() {
		}

	}

	static class Plain {

		public void plain() {
		}

	}

	static class FailingManager extends JdbcTransactionManager {

		private static final long serialVersionUID = 1L;

		private @Nullable RuntimeException failure;

		FailingManager(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			if (this.failure != null) {
				throw this.failure;
			}
			super.doCommit(status);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Beans {

		@Bean
		@Primary
		DataSource dataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:attempts;DB_CLOSE_DELAY=-1");
		}

		@Bean
		PlatformTransactionManager otherManager() {
			return new JdbcTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:other"));
		}

		@Bean
		PlatformTransactionManager jdbcManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		FailingManager failingManager(DataSource dataSource) {
			return new FailingManager(dataSource);
		}

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setManagedTypes(PersistenceManagedTypes.of(ItemEntity.class.getName()));
			factory.setPersistenceUnitName("test");
			factory.setDataSource(dataSource);
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			return factory;
		}

		@Bean
		PlatformTransactionManager jpaManager(ObjectProvider<jakarta.persistence.EntityManagerFactory> factory) {
			return new JpaTransactionManager(factory.getObject());
		}

		@Bean
		Activities activities(DataSource dataSource) {
			return new Activities(dataSource);
		}

	}

	/**
	 * Inserts letters on the connection of the transaction.
	 */
	private static final class FakeLetters {

		private final JdbcTemplate jdbc;

		private final List<@Nullable String> isolations = new ArrayList<>();

		private Runnable before = () -> {
		};

		FakeLetters(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		AttemptEnd end() {
			return new AttemptEnd() {

				@Override
				public Fence fence() {
					return FENCE;
				}

				@Override
				public void write(NewLetter result) {
					deliver(result);
				}

			};
		}

		private void deliver(NewLetter result) {
			Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
			this.isolations.add((isolation != null) ? "SERIALIZABLE" : null);
			this.before.run();
			this.jdbc.update("insert into letter (name) values (?)", result.name());
		}

	}

}
