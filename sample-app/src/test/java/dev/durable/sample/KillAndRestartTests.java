package dev.durable.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
import tools.jackson.databind.JsonNode;

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

	private final List<TestInvoice> invoices = this.file.invoices();

	private final Map<String, Verdict> verdicts = new HashMap<>();

	@TempDir
	private Path directory;

	@Test
	void noOrderIsLostAndNoEffectDoubledOnH2() {
		killAndRestart(Map.of(), List.of());
	}

	@Test
	void noOrderIsLostAndNoEffectDoubledOnPostgres() {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		killAndRestart(
				Map.of("SAMPLE_POSTGRES_URL", database.url(), "SAMPLE_POSTGRES_USER", database.username(),
						"SAMPLE_POSTGRES_PASSWORD", database.password()),
				List.of("--spring.profiles.active=postgres", "--durable.lease.duration=3s",
						"--durable.lease.renew-interval=1s"));
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
			Awaitility.await()
				.atMost(Duration.ofMinutes(3))
				.pollInterval(Duration.ofMillis(200))
				.untilAsserted(() -> assertThat(byStatus(sample)).isEqualTo(expectedByStatus()));
			this.invoices.forEach((invoice) -> requireRightEnd(sample, invoice));
			requireDistinctKeys(sample);
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
			.until(() -> byStatus(sample),
					(counts) -> finals(counts) * 100 >= percent * this.invoices.size() && between(counts) > 0);
		sample.kill();
		logger.info("Killed when {} of {} orders were final: {}", finals(last), this.invoices.size(), last);
	}

	/**
	 * Every third order that waits is approved, every third refused, every third left
	 * alone.
	 */
	private void review(SampleProcess sample, Verdict verdict) {
		List<TestInvoice> waiting = this.invoices.stream().filter(TestInvoice::needsReview).toList();
		for (int i = verdict.ordinal(); i < waiting.size(); i += Verdict.values().length) {
			String invoiceNo = waiting.get(i).invoiceNo();
			Answer answer = sample.door()
				.postJson("/orders/" + invoiceNo + "/review",
						"{\"approved\":%s,\"reviewer\":\"ann\"}".formatted(verdict == Verdict.APPROVED));
			assertThat(answer.status()).as(answer.body()).isEqualTo(202);
			this.verdicts.put(invoiceNo, verdict);
		}
	}

	private void requireRightEnd(SampleProcess sample, TestInvoice invoice) {
		JsonNode order = sample.door().get("/orders/" + invoice.invoiceNo()).json();
		String status = expectedStatus(invoice);
		assertThat(order.path("status").stringValue()).as("status of %s", invoice).isEqualTo(status);
		assertThat(order.path("total").decimalValue()).isEqualByComparingTo(invoice.total());
		List<JsonNode> effects = effects(sample, invoice);
		assertThat(effects.stream().map(KillAndRestartTests::activity).filter((name) -> !name.equals("ship")))
			.as("effects of %s", invoice)
			.containsExactlyElementsOf(TestInvoice.expectedEffects(status));
		List<JsonNode> shipped = effects.stream().filter((effect) -> activity(effect).equals("ship")).toList();
		assertThat(shipped.isEmpty()).as("shipment of %s", invoice).isEqualTo(!status.equals("CONFIRMED"));
		assertThat(shipped.stream().map((effect) -> effect.path("attempt").intValue())).doesNotHaveDuplicates();
		assertThat(shipped.stream().map(KillAndRestartTests::key).distinct()).hasSizeLessThanOrEqualTo(1);
	}

	private void requireDistinctKeys(SampleProcess sample) {
		Set<String> keys = new HashSet<>();
		for (TestInvoice invoice : this.invoices) {
			effects(sample, invoice).stream()
				.filter((effect) -> !activity(effect).equals("ship"))
				.forEach((effect) -> assertThat(keys.add(key(effect))).as(effect.toString()).isTrue());
		}
	}

	private String expectedStatus(TestInvoice invoice) {
		Verdict verdict = this.verdicts.getOrDefault(invoice.invoiceNo(), Verdict.NONE);
		return invoice.expectedStatus(this.file.unserved(), verdict);
	}

	private Map<String, Long> expectedByStatus() {
		Map<String, Long> counts = new TreeMap<>();
		this.invoices.forEach((invoice) -> counts.merge(expectedStatus(invoice), 1L, Long::sum));
		return counts;
	}

	private static Map<String, Long> byStatus(SampleProcess sample) {
		Map<String, Long> counts = new TreeMap<>();
		sample.door()
			.get("/orders/summary")
			.json()
			.path("byStatus")
			.properties()
			.forEach((entry) -> counts.put(entry.getKey(), entry.getValue().longValue()));
		return counts;
	}

	private static long finals(Map<String, Long> counts) {
		return counts.entrySet()
			.stream()
			.filter((entry) -> TestInvoice.isFinal(entry.getKey()))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

	private static long between(Map<String, Long> counts) {
		return counts.getOrDefault("RESERVED", 0L) + counts.getOrDefault("CHARGED", 0L);
	}

	private static List<JsonNode> effects(SampleProcess sample, TestInvoice invoice) {
		return sample.door().get("/orders/" + invoice.invoiceNo() + "/effects").json().valueStream().toList();
	}

	private static String activity(JsonNode effect) {
		return effect.path("activity").stringValue();
	}

	private static String key(JsonNode effect) {
		return effect.path("idempotencyKey").stringValue();
	}

}
