package dev.durable.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for two processes of the sample on one PostgreSQL, both with orders in flight, of
 * which one is killed, asked to end, or stands still for longer than its lease. The other
 * one finishes what it had, and no effect is doubled. It is the same in all tests,
 * because starting it is what takes the time. How long it takes over is logged; the bound
 * is asserted where time is virtual, in {@code LeaseTests}.
 */
@Timeout(300)
class TakeoverTests {

	private static final Logger logger = LoggerFactory.getLogger(TakeoverTests.class);

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration DELAY = Duration.ofMillis(400);

	/**
	 * Longer than any of these tests: what is taken up sooner was handed over.
	 */
	private static final Duration LONG_LEASE = Duration.ofMinutes(30);

	private static final int IN_FLIGHT_MIN = 5;

	/**
	 * So many orders come at a time where little is in flight.
	 */
	private static final int PORTION = 2 * IN_FLIGHT_MIN;

	private static final TestFile file = TestFile.sample(100);

	private static final PostgresServer.Database database = PostgresServer.freshDatabase();

	@TempDir
	private static Path directory;

	private static SampleProcess survivor;

	/**
	 * How many orders of the file have come, in all tests so far.
	 */
	private static int sent;

	private final int sentBefore = sent;

	private final NodeTables tables = new NodeTables(database);

	private final String doomedName = "doomed-" + this.sentBefore;

	private SampleProcess doomed;

	private long doomedNode;

	private long survivorNode;

	@BeforeAll
	static void startSurvivor() {
		survivor = start("survivor", LEASE);
	}

	@AfterAll
	static void endSurvivor() {
		if (survivor != null) {
			survivor.close();
		}
	}

	private void startDoomed(Duration lease) {
		this.doomed = start(this.doomedName, lease);
		this.survivorNode = this.tables.nodes("survivor").get(0);
		this.doomedNode = this.tables.nodes(this.doomedName).get(0);
	}

	@AfterEach
	void endDoomed() {
		if (this.doomed != null) {
			this.doomed.close();
		}
	}

	@Test
	void runsOfAKilledNodeAreTakenUpWhenItsLeaseIsOver() {
		startDoomed(LEASE);
		awaitWorkInFlight();
		long begin = System.nanoTime();
		this.doomed.kill();
		List<UUID> orphans = requireInFlight();
		awaitTakeover(orphans, begin);
		requireRightEnd();
	}

	@Test
	void runsOfANodeThatEndsInGoodOrderAreHandedOverAndNoAttemptIsLost() {
		startDoomed(LONG_LEASE);
		awaitWorkInFlight();
		List<UUID> handedOver = requireInFlight();
		long begin = System.nanoTime();
		this.doomed.terminate();
		awaitTakeover(handedOver, begin);
		assertThat(this.doomed.awaitExit()).isEqualTo(128 + 15);
		requireRightEnd();
		orders().requireShippedAtFirstAttempt(survivor.door());
	}

	@Test
	void nodeThatStoodStillForLongerThanItsLeaseIsRefusedAndJoinsAnew() {
		startDoomed(LEASE);
		awaitWorkInFlight();
		this.doomed.freeze();
		List<UUID> orphans = requireInFlight();
		awaitTakeover(orphans, System.nanoTime());
		assertThat(this.tables.ownedBy(this.doomedNode)).isEmpty();
		this.doomed.thaw();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(this.tables.nodes(this.doomedName)).hasSize(1).doesNotContain(this.doomedNode));
		assertThat(this.doomed.log()).containsPattern(
				"Node " + this.doomedNode + " was expired by others; it drops [1-9]\\d* runs and joins again");
		requireRightEnd();
		assertThat(ExpectedOrders.byStatus(this.doomed.door())).isEqualTo(ExpectedOrders.byStatus(survivor.door()));
	}

	private static SampleProcess start(String name, Duration lease) {
		return SampleProcess.start(directory, SampleProcess.environment(database),
				List.of("--spring.profiles.active=postgres", "--durable.node.name=" + name,
						"--durable.lease.duration=" + lease.toMillis() + "ms", "--durable.lease.renew-interval=1s",
						"--durable.poller.interval=" + POLL.toMillis() + "ms",
						"--sample.activity.delay=" + DELAY.toMillis() + "ms",
						"--sample.carrier.unserved=" + String.join(",", file.unserved())));
	}

	/**
	 * Give orders to both processes until both have work in flight and some is done.
	 */
	private void awaitWorkInFlight() {
		long before = ExpectedOrders.finals(ExpectedOrders.byStatus(survivor.door()));
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> {
				CompletableFuture.allOf(occupy(survivor, this.survivorNode), occupy(this.doomed, this.doomedNode))
					.join();
				return ExpectedOrders.finals(ExpectedOrders.byStatus(survivor.door())) > before
						&& inFlight(this.survivorNode) >= IN_FLIGHT_MIN && inFlight(this.doomedNode) >= IN_FLIGHT_MIN;
			});
	}

	private CompletableFuture<?> occupy(SampleProcess process, long node) {
		if (inFlight(node) >= PORTION) {
			return CompletableFuture.completedFuture(null);
		}
		String orders = file.part(sent, sent + PORTION).text();
		sent += PORTION;
		return CompletableFuture
			.runAsync(() -> assertThat(process.door().postCsv("/orders/import", orders).status()).isEqualTo(202));
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
		new ExpectedOrders(file.part(0, sent)).awaitEnd(survivor.door());
		orders().requireRightEffects(survivor.door());
	}

	/**
	 * The orders of this test. Those of the tests before are in the same tables.
	 */
	private ExpectedOrders orders() {
		return new ExpectedOrders(file.part(this.sentBefore, sent));
	}

}
