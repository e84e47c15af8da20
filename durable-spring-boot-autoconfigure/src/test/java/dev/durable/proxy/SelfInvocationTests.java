package dev.durable.proxy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

import javax.sql.DataSource;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a workflow or activity class must not call on itself and must not have,
 * and for what looks like it and is ordinary Java.
 */
class SelfInvocationTests {

	private static void accepted(Class<?>... beans) {
		try (AnnotationConfigApplicationContext context = DurableDefinitionsTests.context(beans)) {
			assertThat(context.getBean(DurableDefinitions.class).registry()).isNotNull();
		}
	}

	@Test
	void workflowThatCallsItsWorkflowMethodIsRefused() {
		DurableDefinitionsTests.problems(Recursive.class)
			.singleElement()
			.asString()
			.contains("Recursive.run(int) is the @WorkflowMethod")
			.contains("by again, inLambda, reference, run:");
	}

	@Test
	void workflowMayCallItsHandlersAndHelpers() {
		accepted(Plain.class);
	}

	@Test
	void classThatIsBothIsRefused() {
		DurableDefinitionsTests.problems(Both.class)
			.singleElement()
			.asString()
			.contains("is a @Workflow and an @Activity");
		DurableDefinitionsTests.problems(Mixed.class)
			.singleElement()
			.asString()
			.contains("Mixed.pay() has @ActivityMethod and is in a @Workflow");
	}

	@Test
	void activityThatCallsWhatHasAdviceOfItsOwnIsRefused() {
		DurableDefinitionsTests.problems(Advised.class)
			.hasSize(6)
			.anyMatch(
					(problem) -> problem.contains("Advised.timed() has settings in its @ActivityMethod and is called on"
							+ " the bean itself, by plain:"))
			.anyMatch((problem) -> problem.contains("Advised.retried() has @Retryable")
					&& problem.contains("by inLambda:"))
			.anyMatch((problem) -> problem.contains("Advised.written() has @Transactional")
					&& problem.contains("by helper:"))
			.anyMatch((problem) -> problem.contains("Advised.apart() has @Transactional")
					&& problem.contains("by reference, transactional:"))
			.anyMatch((problem) -> problem.contains("Advised.inherited() has @Retryable")
					&& problem.contains("by inBase:"))
			.anyMatch((problem) -> problem.contains("Advised.deep(long, double) has @Retryable")
					&& problem.contains("call:"));
	}

	@Test
	void activityMayCallPlainCodeAndItsInjectedSelf() {
		accepted(Careful.class);
	}

	@Test
	void genericMethodOfTheClassItselfIsFound() {
		DurableDefinitionsTests.problems(Generic.class)
			.singleElement()
			.asString()
			.contains("Generic.handle(String) has @Retryable")
			.contains("by twice:");
	}

	@Test
	void whatReadsOrWritesTheWorldIsRefusedInAWorkflow() {
		DurableDefinitionsTests.problems(Reaching.class)
			.hasSize(7)
			.anyMatch((problem) -> problem.contains("$Customers (parameter '")
					&& problem.contains("done again on every replay"))
			.anyMatch((problem) -> problem.contains("JdbcTemplate (parameter '"))
			.anyMatch((problem) -> problem.contains("EntityManager (field 'entities')"))
			.anyMatch((problem) -> problem.contains("DataSource (field 'provided')"))
			.anyMatch((problem) -> problem.contains("JdbcClient (parameter of set(JdbcClient))"))
			.anyMatch((problem) -> problem.contains("$Accounts (field 'accounts')"))
			.anyMatch((problem) -> problem.contains("java.net.http.HttpClient (field 'inherited')"));
	}

	@Test
	void whatIsAnActivityOrAValueMayBeInAWorkflow() {
		accepted(Harmless.class, StoredCustomers.class);
	}

	@Test
	void asyncWithoutAFutureAndUnknownFuturesAreRefused() {
		DurableDefinitionsTests.problems(Asynchronous.class)
			.hasSize(3)
			.anyMatch((problem) -> problem.contains("forgotten() is @Async and returns no future"))
			.anyMatch((problem) -> problem.contains("value() is @Async and returns no future"))
			.anyMatch((problem) -> problem.contains("task() returns a java.util.concurrent.FutureTask"));
	}

	@Workflow
	static class Recursive {

		private Recursive other;

		@WorkflowMethod
		public int run(int depth) {
			return (depth > 0) ? run(depth - 1) : 0;
		}

		@SignalMethod
		public void again() {
			long much = 1L;
			this.run((much > 2) ? 1 : (int) much);
		}

		@QueryMethod
		public int inLambda() {
			Callable<Integer> block = () -> run(1);
			return block.hashCode();
		}

		@QueryMethod
		public int reference() {
			Function<Integer, Integer> block = this::run;
			return block.hashCode();
		}

		@QueryMethod
		public int elsewhere() {
			return this.other.run(3);
		}

	}

	@Workflow
	static class Plain {

		private int count;

		@WorkflowMethod
		public int run() {
			add();
			Runnable block = this::add;
			block.run();
			return count() + helper();
		}

		@SignalMethod
		public void add() {
			this.count++;
		}

		@QueryMethod
		public int count() {
			return this.count;
		}

		private int helper() {
			return count();
		}

	}

	@Workflow
	@Activity
	static class Both {

		@WorkflowMethod
		public void run() {
		}

	}

	@Workflow
	static class Mixed {

		@WorkflowMethod
		public void run() {
		}

		@ActivityMethod
		public void pay() {
		}

	}

	abstract static class Base {

		@Retryable
		public abstract int inherited();

		public int inBase() {
			return inherited();
		}

	}

	@Activity
	static class Advised extends Base {

		@ActivityMethod(retry = @Retry(maximumAttempts = 3))
		public int timed() {
			return 1;
		}

		@Retryable
		public int retried() {
			return 1;
		}

		@Transactional
		public int written() {
			return 1;
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		public int apart() {
			return 1;
		}

		@Override
		@Retryable
		public int inherited() {
			return 1;
		}

		@Retryable
		public int deep(long first, double second) {
			return 1;
		}

		public int plain() {
			return timed();
		}

		public int inLambda() {
			return Optional.of(1).map((one) -> one + retried()).orElse(0);
		}

		public int throughHelper() {
			return helper();
		}

		private int helper() {
			return written();
		}

		@Transactional
		public int transactional() {
			return apart();
		}

		public Callable<Integer> reference() {
			return this::apart;
		}

		public Callable<Integer> nested() {
			return new Callable<>() {

				@Override
				public Integer call() {
					int[] values = { 1, 2 };
					return deep((values[0] > 1) ? 1L : values.length, Math.max(2.0, values[1]));
				}

			};
		}

	}

	@Activity
	static class Careful {

		private final Careful self;

		Careful(@Lazy Careful self) {
			this.self = self;
		}

		@ActivityMethod(name = "Careful.first")
		public int first() {
			return second() + this.self.retried() + other(new Careful(null));
		}

		public int second() {
			return 2;
		}

		@Retryable
		public int retried() {
			return 3;
		}

		private int other(Careful another) {
			Careful chosen = (another.self != null) ? another.self : another;
			return chosen.retried() + first(chosen::retried);
		}

		private int first(Callable<Integer> call) {
			return call.hashCode();
		}

		@Transactional
		public int outer() {
			return within();
		}

		private int within() {
			return inner();
		}

		@Transactional
		public int inner() {
			return 4;
		}

	}

	interface Handler<T> {

		int handle(T value);

		int twice(T value);

	}

	abstract static class Twice<T> implements Handler<T> {

		@Override
		public int twice(T value) {
			return handle(value) + 1;
		}

	}

	@Activity
	static class Generic extends Twice<String> {

		@Override
		@Retryable
		public int handle(String value) {
			return value.length();
		}

	}

	interface Customers extends CrudRepository<Integer, Integer> {

	}

	@Repository
	static class Accounts {

	}

	static class Inherited {

		private java.net.http.HttpClient inherited;

	}

	@Lazy
	@Workflow
	static class Reaching extends Inherited {

		private static JdbcTemplate shared;

		@PersistenceContext
		private EntityManager entities;

		private ObjectProvider<DataSource> provided;

		private List<Accounts> accounts;

		Reaching(Customers customers, JdbcTemplate template) {
		}

		@Autowired
		void set(JdbcClient client) {
		}

		@WorkflowMethod
		public void run() {
		}

	}

	@Activity
	interface ActivityCustomers extends CrudRepository<Integer, Integer> {

	}

	@Activity(name = "Stored")
	static class StoredCustomers {

		public int find() {
			return 1;
		}

	}

	@Workflow
	static class Harmless {

		private final StoredCustomers customers;

		private Map<String, List<Integer>> values;

		private Optional<ActivityCustomers> optional;

		Harmless(StoredCustomers customers) {
			this.customers = customers;
		}

		@WorkflowMethod
		public int run() {
			return Durable.async(this.customers::find).get();
		}

	}

	@Activity
	static class Asynchronous {

		@Async
		public void forgotten() {
		}

		@Async
		public int value() {
			return 1;
		}

		@Async
		public CompletableFuture<Integer> future() {
			return CompletableFuture.completedFuture(1);
		}

		public CompletionStage<Integer> stage() {
			return CompletableFuture.completedFuture(1);
		}

		public Future<Integer> plain() {
			return CompletableFuture.completedFuture(1);
		}

		public FutureTask<Integer> task() {
			return new FutureTask<>(() -> 1);
		}

	}

}
