package dev.durable.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for two processes of the sample on one PostgreSQL, both with orders in flight, of
 * which one is killed, asked to end, or stands still for longer than its lease. The other
 * one finishes what it had, and no effect is doubled. How long it takes is logged; the
 * bound is asserted where time is virtual, in {@code LeaseTests}.
 */
@Timeout(300)
class TakeoverTests {

	private static final Logger logger = LoggerFactory.getLogger(TakeoverTests.class);

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration DELAY = Duration.ofMillis(200);

	/**
	 * Longer than any of these tests: what is taken up sooner was handed over.
	 */
	private static final Duration LONG_LEASE = Duration.ofMinutes(30);

	private static final int IN_FLIGHT_MIN = 5;

	private final TestFile file = TestFile.sample(20);

	private final ExpectedOrders orders = new ExpectedOrders(this.file);

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	private final NodeTables tables = new NodeTables(this.database);

	@TempDir
	private Path directory;

	private SampleProcess doomed;

	private SampleProcess survivor;

	private long doomedNode;

	private long survivorNode;

	private void startBoth(Duration lease) {
		this.survivor = start("survivor", lease);
		this.doomed = start("doomed", lease);
		this.survivorNode = this.tables.nodes("survivor").get(0);
		this.doomedNode = this.tables.nodes("doomed").get(0);
	}

	@AfterEach
	void endBoth() {
		try (SampleProcess one = this.survivor; SampleProcess other = this.doomed) {
			logger.debug("Ended {} and {}", one, other);
		}
	}

	@Test
	void runsOfAKilledNodeAreTakenUpWhenItsLeaseIsOver() {
		startBoth(LEASE);
		awaitWorkInFlight();
		long begin = System.nanoTime();
		this.doomed.kill();
		List<UUID> orphans = requireInFlight();
		awaitTakeover(orphans, begin);
		requireRightEnd();
	}

	@Test
	void runsOfANodeThatEndsInGoodOrderAreHandedOverAndNoAttemptIsLost() {
		startBoth(LONG_LEASE);
		awaitWorkInFlight();
		List<UUID> handedOver = requireInFlight();
		long begin = System.nanoTime();
		this.doomed.terminate();
		awaitTakeover(handedOver, begin);
		assertThat(this.doomed.awaitExit()).isEqualTo(128 + 15);
		requireRightEnd();
		this.orders.requireShippedAtFirstAttempt(this.survivor.door());
	}

	@Test
	void nodeThatStoodStillForLongerThanItsLeaseIsRefusedAndJoinsAnew() {
		startBoth(LEASE);
		awaitWorkInFlight();
		this.doomed.freeze();
		List<UUID> orphans = requireInFlight();
		awaitTakeover(orphans, System.nanoTime());
		assertThat(this.tables.ownedBy(this.doomedNode)).isEmpty();
		this.doomed.thaw();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.tables.nodes("doomed")).hasSize(1).doesNotContain(this.doomedNode));
		assertThat(this.doomed.log()).containsPattern(
				"Node " + this.doomedNode + " was expired by others; it drops [1-9]\\d* runs and joins again");
		requireRightEnd();
		assertThat(ExpectedOrders.byStatus(this.doomed.door()))
			.isEqualTo(ExpectedOrders.byStatus(this.survivor.door()));
	}

	private SampleProcess start(String name, Duration lease) {
		return SampleProcess.start(this.directory, SampleProcess.environment(this.database),
				List.of("--spring.profiles.active=postgres", "--durable.node.name=" + name,
						"--durable.lease.duration=" + lease.toMillis() + "ms", "--durable.lease.renew-interval=1s",
						"--durable.poller.interval=" + POLL.toMillis() + "ms",
						"--sample.activity.delay=" + DELAY.toMillis() + "ms",
						"--sample.carrier.unserved=" + String.join(",", this.file.unserved())));
	}

	/**
	 * Give each process half of the orders, and wait until both have work in flight and
	 * have finished some.
	 */
	private void awaitWorkInFlight() {
		List<String> halves = this.file.halves();
		CompletableFuture<?> one = CompletableFuture
			.runAsync(() -> this.survivor.door().postCsv("/orders/import", halves.get(0)));
		CompletableFuture<?> other = CompletableFuture
			.runAsync(() -> this.doomed.door().postCsv("/orders/import", halves.get(1)));
		CompletableFuture.allOf(one, other).join();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> ExpectedOrders.finals(ExpectedOrders.byStatus(this.survivor.door())) > 0
					&& inFlight(this.survivorNode) >= IN_FLIGHT_MIN && inFlight(this.doomedNode) >= IN_FLIGHT_MIN);
	}

	private long inFlight(long node) {
		List<UUID> runs = this.tables.ownedBy(node);
		return runs.isEmpty() ? 0 : this.tables.inTheMiddleOfAnActivity(runs);
	}

	/**
	 * The evidence: what happens to a node that owns nothing would prove nothing.
	 */
	private List<UUID> requireInFlight() {
		List<UUID> runs = this.tables.ownedBy(this.doomedNode);
		assertThat(runs).isNotEmpty();
		assertThat(this.tables.inTheMiddleOfAnActivity(runs)).isPositive();
		return runs;
	}

	private void awaitTakeover(List<UUID> runs, long begin) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.tables.notTakenUp(runs, this.survivorNode) == 0);
		Duration took = Duration.ofNanos(System.nanoTime() - begin);
		logger.info("{} runs were taken up after {} ms", runs.size(), took.toMillis());
	}

	private void requireRightEnd() {
		this.orders.awaitEnd(this.survivor.door());
		this.orders.requireRightEffects(this.survivor.door());
	}

}
