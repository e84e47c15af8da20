package dev.durable.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.durable.sample.HttpDoor.Answer;
import dev.durable.sample.TestInvoice.Verdict;
import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the promise of the whole: a day of real invoices goes through the sample,
 * which is killed with {@code kill -9} when 10, 50 and 90 percent of the orders are done,
 * and started again. In the end each order has the status that the rules give, and each
 * effect is there exactly as often as it should be. What the rules give is computed here,
 * without any code of the sample.
 */
@Timeout(600)
class KillAndRestartTests {

	private static final Logger logger = LoggerFactory.getLogger(KillAndRestartTests.class);

	private final TestFile file = TestFile.largest();

	private final ExpectedOrders orders = new ExpectedOrders(this.file);

	@TempDir
	private Path directory;

	@Test
	void noOrderIsLostAndNoEffectDoubledOnH2() {
		killAndRestart(Map.of(), List.of());
	}

	@Test
	void noOrderIsLostAndNoEffectDoubledOnPostgres() {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		killAndRestart(SampleProcess.environment(database), List.of("--spring.profiles.active=postgres",
				"--durable.lease.duration=3s", "--durable.lease.renew-interval=1s"));
	}

	private void killAndRestart(Map<String, String> environment, List<String> arguments) {
		List<String> all = new ArrayList<>(List.of("--sample.activity.delay=200ms", "--sample.carrier.failure-rate=0.1",
				"--sample.carrier.unserved=" + String.join(",", this.file.unserved())));
		all.addAll(arguments);
		try (SampleProcess sample = SampleProcess.start(this.directory, environment, all)) {
			CompletableFuture.runAsync(() -> importFile(sample));
			killInTheMiddle(sample, 10);
		}
		try (SampleProcess sample = SampleProcess.start(this.directory, environment, all)) {
			assertThat(importFile(sample).status()).isEqualTo(202);
			review(sample, Verdict.APPROVED);
			killInTheMiddle(sample, 50);
		}
		try (SampleProcess sample = SampleProcess.start(this.directory, environment, all)) {
			review(sample, Verdict.REFUSED);
			killInTheMiddle(sample, 90);
		}
		try (SampleProcess sample = SampleProcess.start(this.directory, environment, all)) {
			assertThat(importFile(sample).body()).isEqualTo("{\"accepted\":0,\"rejected\":[]}");
			this.orders.awaitEnd(sample.door());
			this.orders.requireRightEffects(sample.door());
		}
	}

	private Answer importFile(SampleProcess sample) {
		return sample.door().postCsv("/orders/import", this.file.text());
	}

	/**
	 * Kill the sample when enough orders are final, and while others are between two
	 * steps: a kill that hits nothing would prove nothing.
	 */
	private void killInTheMiddle(SampleProcess sample, int percent) {
		Map<String, Long> last = Awaitility.await()
			.atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> ExpectedOrders.byStatus(sample.door()),
					(counts) -> ExpectedOrders.finals(counts) * 100 >= percent * this.orders.invoices().size()
							&& between(counts) > 0);
		sample.kill();
		logger.info("Killed when {} of {} orders were final: {}", ExpectedOrders.finals(last),
				this.orders.invoices().size(), last);
	}

	/**
	 * Every third order that waits is approved, every third refused, every third left
	 * alone.
	 */
	private void review(SampleProcess sample, Verdict verdict) {
		List<TestInvoice> waiting = this.orders.invoices().stream().filter(TestInvoice::needsReview).toList();
		for (int i = verdict.ordinal(); i < waiting.size(); i += Verdict.values().length) {
			String invoiceNo = waiting.get(i).invoiceNo();
			Answer answer = sample.door()
				.postJson("/orders/" + invoiceNo + "/review",
						"{\"approved\":%s,\"reviewer\":\"ann\"}".formatted(verdict == Verdict.APPROVED));
			assertThat(answer.status()).as(answer.body()).isEqualTo(202);
			this.orders.reviewed(invoiceNo, verdict);
		}
	}

	private static long between(Map<String, Long> counts) {
		return counts.getOrDefault("RESERVED", 0L) + counts.getOrDefault("CHARGED", 0L);
	}

}
