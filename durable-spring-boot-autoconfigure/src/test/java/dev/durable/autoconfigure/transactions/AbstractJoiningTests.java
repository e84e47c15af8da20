package dev.durable.autoconfigure.transactions;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for each call that joins the caller's transaction, by JPA and by JDBC, and for
 * each fate of that transaction: it takes effect with the business row or not at all.
 */
@Timeout(60)
@SpringBootTest(classes = TransactionsApplication.class, webEnvironment = WebEnvironment.NONE,
		properties = { "spring.jpa.hibernate.ddl-auto=update", "spring.main.banner-mode=off",
				"spring.jpa.open-in-view=false", "durable.poller.interval=50ms" })
abstract class AbstractJoiningTests {

	@Autowired
	private ApplicationContext context;

	/**
	 * JPA by Hibernate has no nested transactions.
	 */
	static Stream<Arguments> cases() {
		return Stream.of(JoiningCall.values())
			.flatMap((call) -> Stream.of(Fate.values())
				.flatMap((fate) -> (fate.isNested() ? Stream.of("jdbcTransactionManager") : managers())
					.map((manager) -> Arguments.of(call, fate, manager))));
	}

	static Stream<Arguments> calls() {
		return Stream.of(JoiningCall.values())
			.flatMap((call) -> managers().map((manager) -> Arguments.of(call, manager)));
	}

	static Stream<String> managers() {
		return Stream.of("transactionManager", "jdbcTransactionManager");
	}

	private PlatformTransactionManager manager(String name) {
		return this.context.getBean(name, PlatformTransactionManager.class);
	}

	@MethodSource("cases")
	@ParameterizedTest(name = "{0}, {1}, {2}")
	void callSharesTheFateOfItsTransaction(JoiningCall call, Fate fate, String manager) {
		JoiningCase test = JoiningCase.of(this.context);
		call.prepare(test);
		List<Map<String, Object>> before = test.settled();
		fate.around(manager(manager), () -> {
			test.writeBusinessRow(test.id());
			call.call(test);
		});
		assertThat(test.hasBusinessRow(test.id())).isEqualTo(fate.isEffective());
		if (!fate.isEffective()) {
			assertThat(test.stored()).isEqualTo(before);
			assertThat(test.orphans()).isZero();
			call.call(test);
		}
		call.verify(test);
	}

	@MethodSource("calls")
	@ParameterizedTest(name = "{0}, {1}")
	void readOnlyTransactionRefusesBeforeAnyStatement(JoiningCall call, String manager) {
		JoiningCase test = JoiningCase.of(this.context);
		call.prepare(test);
		List<Map<String, Object>> before = test.settled();
		TransactionTemplate readOnly = new TransactionTemplate(manager(manager));
		readOnly.setReadOnly(true);
		readOnly.executeWithoutResult((status) -> {
			int statements = CountingDataSource.statements();
			assertThatIllegalStateException().isThrownBy(() -> call.call(test)).withMessageContaining("read-only");
			if (call != JoiningCall.REDELIVER) {
				assertThat(CountingDataSource.statements()).isEqualTo(statements);
			}
		});
		assertThat(test.stored()).isEqualTo(before);
	}

	@Test
	void waitIsRefusedForWhatTheTransactionHasDoneUnlessItWasTakenBack() {
		String manager = "jdbcTransactionManager";
		JoiningCase test = JoiningCase.of(this.context);
		test.start();
		TransactionTemplate nested = new TransactionTemplate(manager(manager));
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		new TransactionTemplate(manager(manager)).executeWithoutResult((outer) -> {
			nested.executeWithoutResult((inner) -> {
				test.stub().say("lost");
				assertThatIllegalStateException().isThrownBy(test.handle()::result)
					.withMessageContaining("Start, commit, then wait");
				inner.setRollbackOnly();
			});
			assertThat(test.stub().add("asked")).isOne();
			test.stub().say("kept");
			assertThatIllegalStateException().isThrownBy(() -> test.stub().add("refused"));
			nested.executeWithoutResult((inner) -> {
				test.stub().say("lost too");
				inner.setRollbackOnly();
			});
			assertThatIllegalStateException().isThrownBy(test.handle()::result);
		});
		test.end();
		assertThat(test.handle().result()).isEqualTo("asked,kept");
	}

	@MethodSource("managers")
	@ParameterizedTest(name = "{0}")
	void callsThatWaitTakeNoPartInTheTransaction(String manager) {
		JoiningCase test = JoiningCase.of(this.context);
		test.start();
		new TransactionTemplate(manager(manager)).executeWithoutResult((status) -> {
			assertThat(test.stub().add("first")).isOne();
			assertThat(test.handle().update("add", Integer.class, "second")).isEqualTo(2);
			assertThat(test.beginWith("third")).isEqualTo(3);
			assertThat(this.context.getBean(HeldWorkflow.class).hold("return")).isEmpty();
			status.setRollbackOnly();
		});
		assertThat(test.stub().heard()).containsExactly("first", "second", "third");
	}

	@MethodSource("managers")
	@ParameterizedTest(name = "{0}")
	void callAfterTheCommitIsDurableByItself(String manager) {
		JoiningCase inCallback = JoiningCase.of(this.context);
		JoiningCase inListener = JoiningCase.of(this.context);
		JoiningCase signalled = JoiningCase.of(this.context);
		signalled.start();
		new TransactionTemplate(manager(manager)).executeWithoutResult((status) -> {
			inCallback.writeBusinessRow(inCallback.id());
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					inCallback.start();
					signalled.stub().say("callback");
				}

			});
			this.context.publishEvent(new TransactionsApplication.AfterCommit(() -> {
				inListener.start();
				signalled.stub().say("listener");
			}));
		});
		inCallback.awaitsSignals();
		inListener.awaitsSignals();
		signalled.end();
		assertThat(signalled.handle().result()).isEqualTo("callback,listener");
	}

	@MethodSource("managers")
	@ParameterizedTest(name = "{0}")
	void callAfterARollbackIsDurableByItself(String manager) {
		JoiningCase started = JoiningCase.of(this.context);
		JoiningCase signalled = JoiningCase.of(this.context);
		signalled.start();
		new TransactionTemplate(manager(manager)).executeWithoutResult((status) -> {
			started.writeBusinessRow(started.id());
			this.context.publishEvent(new TransactionsApplication.AfterRollback(() -> {
				started.start();
				signalled.stub().say("listener");
			}));
			status.setRollbackOnly();
		});
		assertThat(started.hasBusinessRow(started.id())).isFalse();
		started.awaitsSignals();
		signalled.hears("listener");
	}

}
