package dev.durable.faults.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.durable.faults.verdict.LastingVerdict;
import dev.durable.faults.wire.CommitFate;
import dev.durable.faults.wire.PostgresProxy;
import dev.durable.faults.wire.WireEvent;
import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for parcels on a PostgreSQL that is set up, or reached, in a way that not all
 * are: other isolation levels, a small pool, a slow network, one that breaks all the
 * time, and commits of which nobody knows.
 */
@Timeout(300)
@ExtendWith(LastingVerdict.class)
class VariantTests {

	/** Of connections: a pool is reset as a whole, and fills again. */
	private static final int RESETS = 20;

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	private final PostgresProxy proxy = PostgresProxy.before(this.database.url());

	@AfterEach
	void close() {
		this.proxy.close();
	}

	private ConfigurableApplicationContext start(String... more) {
		List<String> settings = new ArrayList<>(List.of("spring.datasource.url=" + this.proxy.url(),
				"spring.datasource.username=" + this.database.username(),
				"spring.datasource.password=" + this.database.password()));
		settings.addAll(List.of(more));
		return ParcelApplication.start(settings.toArray(String[]::new));
	}

	/**
	 * Send parcels while something is going on, and wait for them when it is over.
	 */
	private void send(int count, Consumer<PostgresProxy> trouble, String... settings) throws Exception {
		send(count, trouble, () -> true, settings);
	}

	/**
	 * Do so again and again until there was enough of it.
	 */
	private void send(int count, Consumer<PostgresProxy> trouble, BooleanSupplier enough, String... settings)
			throws Exception {
		List<String> names = new ArrayList<>();
		try (ConfigurableApplicationContext context = start(settings)) {
			Parcels parcels = context.getBean(Parcels.class);
			trouble.accept(this.proxy);
			do {
				List<String> more = Stream.generate(NodePair::newParcel).limit(count).toList();
				for (String name : more) {
					careful(() -> parcels.send(name));
					careful(() -> parcels.approve(name));
				}
				for (String name : more) {
					assertThat(result(parcels, name)).as(name).isEqualTo(ParcelWorkflow.ROUNDS);
				}
				names.addAll(more);
			}
			while (!enough.getAsBoolean());
			this.proxy.heal();
		}
		new ParcelCheck(this.database.dataSource()).require(names);
	}

	private static int result(Parcels parcels, String name) {
		return Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> parcels.result(name), Objects::nonNull);
	}

	private void awaitEvidence(WireEvent event, int count) {
		Awaitility.await().atMost(LIMIT).until(() -> this.proxy.evidence().count(event) >= count);
	}

	private static void careful(ThrowingRunnable call) {
		Awaitility.await().atMost(LIMIT).ignoreExceptions().untilAsserted(call);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE" })
	void parcelsAreSentUnderEachIsolation(String isolation) throws Exception {
		try (ConfigurableApplicationContext context = start(
				"spring.datasource.hikari.transaction-isolation=" + isolation)) {
			assertThat(context.getBean(JdbcTemplate.class).queryForObject("show transaction_isolation", String.class))
				.isEqualTo(isolation.substring("TRANSACTION_".length()).toLowerCase(Locale.ROOT).replace('_', ' '));
		}
		send(6, (proxy) -> {
		}, "spring.datasource.hikari.transaction-isolation=" + isolation);
	}

	@Test
	void parcelsAreSentWithAPoolOfTwo() throws Exception {
		send(8, (proxy) -> {
		}, "spring.datasource.hikari.maximum-pool-size=2");
	}

	@Test
	void parcelsAreSentOverASlowNetwork() throws Exception {
		send(2, (proxy) -> proxy.delay(Duration.ofMillis(50)), "durable.lease.duration=20s",
				"durable.lease.renew-interval=5s");
		awaitEvidence(WireEvent.DELAYED, 51);
	}

	@Test
	void parcelsAreSentOverANetworkThatBreaksAllTheTime() throws Exception {
		send(3, (proxy) -> proxy.flap(Duration.ofMillis(2_000), Duration.ofMillis(200)),
				() -> this.proxy.evidence().count(WireEvent.RESET) >= RESETS,
				"spring.datasource.hikari.connection-timeout=2000");
	}

	@Test
	void parcelsAreSentThoughNobodyKnowsWhichCommitsHaveHappened() throws Exception {
		this.proxy.lateness(Duration.ofMillis(300));
		send(4, (proxy) -> {
			for (CommitFate fate : List.of(CommitFate.REPLY_LOST, CommitFate.NEVER_SENT, CommitFate.LATE)) {
				proxy.next(fate, "durable_history", 3);
				proxy.next(fate, "into effect", 2);
			}
		});
		awaitEvidence(WireEvent.REPLY_LOST, 1);
		awaitEvidence(WireEvent.NEVER_SENT, 1);
		awaitEvidence(WireEvent.LANDED_LATE, 1);
	}

}
