package dev.durable.autoconfigure.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowStatus;
import dev.durable.test.PostgresServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that nothing waits for itself where the pool of the application has one
 * connection or two. Whoever does gets no connection within 20 seconds, and fails. Where
 * the engine has to borrow its connections, a call that waits in a transaction for what
 * the engine does takes a second one.
 */
@Timeout(120)
class SmallPoolTests {

	private static final int MANY = 12;

	private ConfigurableApplicationContext start(String database, int size, boolean borrowed) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(TransactionsApplication.class)
			.web(WebApplicationType.NONE)
			.properties("spring.jpa.hibernate.ddl-auto=update", "spring.main.banner-mode=off",
					"spring.jpa.open-in-view=false", "spring.flyway.enabled=false", "durable.poller.interval=50ms",
					"spring.datasource.hikari.maximum-pool-size=" + size,
					"spring.datasource.hikari.connection-timeout=20000", "test.opaque-data-source=" + borrowed);
		if (database.equals("postgres")) {
			PostgresServer.Database fresh = PostgresServer.freshDatabase();
			builder.properties("spring.datasource.url=" + fresh.url(), "spring.datasource.username=" + fresh.username(),
					"spring.datasource.password=" + fresh.password());
		}
		else {
			builder.properties("spring.datasource.url=jdbc:h2:mem:pool" + size + borrowed + ";DB_CLOSE_DELAY=-1");
		}
		return builder.run();
	}

	private static TransactionTemplate transaction(ConfigurableApplicationContext context) {
		return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
	}

	@CsvSource({ "h2, 1, false", "h2, 2, false", "h2, 2, true", "postgres, 1, false", "postgres, 2, false" })
	@ParameterizedTest(name = "{0} with {1}, borrowed {2}")
	void callsThatWaitDoNotWaitForTheConnectionThatTheirCallerHas(String database, int size, boolean borrowed) {
		try (ConfigurableApplicationContext context = start(database, size, borrowed)) {
			JoiningCase asked = JoiningCase.of(context);
			JoiningCase ended = JoiningCase.of(context);
			JoiningCase begun = JoiningCase.of(context);
			asked.start();
			ended.start("return");
			transaction(context).executeWithoutResult((status) -> {
				asked.writeBusinessRow(asked.id());
				assertThat(asked.stub().add("asked")).isOne();
				assertThat(asked.stub().heard()).containsExactly("asked");
				assertThat(asked.handle().describe().status()).isEqualTo(WorkflowStatus.RUNNING);
				assertThat(ended.handle().result()).isEmpty();
				assertThat(ended.handle().resultAsync().join()).isEmpty();
				assertThat(context.getBean(HeldWorkflow.class).hold("return")).isEmpty();
				assertThatExceptionOfType(WorkflowFailed.class)
					.isThrownBy(() -> context.getBean(HeldWorkflow.class).hold("fail"));
				assertThat(begun.beginWith("begun")).isOne();
			});
		}
	}

	@CsvSource({ "h2, 1, false", "h2, 1, true", "h2, 2, true", "postgres, 1, false", "postgres, 1, true" })
	@ParameterizedTest(name = "{0} with {1}, borrowed {2}")
	void callsThatJoinAndTransactionalActivitiesNeedOneConnectionEach(String database, int size, boolean borrowed) {
		try (ConfigurableApplicationContext context = start(database, size, borrowed)) {
			List<CompletableFuture<String>> many = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				many.add(CompletableFuture.supplyAsync(() -> order(context)));
			}
			assertThat(many).allSatisfy((one) -> assertThat(one.join()).isNotBlank());
			joinEverything(context);
		}
	}

	/**
	 * A start in a transaction, an activity in another, and a start in that.
	 */
	private static String order(ConfigurableApplicationContext context) {
		JoiningCase test = JoiningCase.of(context);
		JoiningCase other = JoiningCase.of(context);
		transaction(context).executeWithoutResult((status) -> {
			test.writeBusinessRow(test.id());
			test.start("start " + other.id());
			test.stub().record(test.id() + "x");
		});
		test.handle().result();
		assertThat(other.handle().result()).isEmpty();
		assertThat(other.hasBusinessRow(other.id())).isTrue();
		return test.id();
	}

	private static void joinEverything(ConfigurableApplicationContext context) {
		for (JoiningCall call : JoiningCall.values()) {
			JoiningCase test = JoiningCase.of(context);
			if (call == JoiningCall.REDELIVER) {
				continue;
			}
			call.prepare(test);
			transaction(context).executeWithoutResult((status) -> {
				test.writeBusinessRow(test.id());
				call.call(test);
			});
			call.verify(test);
		}
	}

}
