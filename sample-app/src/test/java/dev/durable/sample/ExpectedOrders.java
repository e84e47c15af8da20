package dev.durable.sample;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.durable.sample.TestInvoice.Verdict;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has to become of the orders of a file, computed without any code of the sample,
 * beside what a running sample says of them.
 */
final class ExpectedOrders {

	private final List<TestInvoice> invoices;

	private final Set<String> unserved;

	private final Map<String, Verdict> verdicts = new HashMap<>();

	ExpectedOrders(TestFile file) {
		this.invoices = file.invoices();
		this.unserved = file.unserved();
	}

	List<TestInvoice> invoices() {
		return this.invoices;
	}

	/**
	 * Take note of a review.
	 */
	void reviewed(String invoiceNo, Verdict verdict) {
		this.verdicts.put(invoiceNo, verdict);
	}

	/**
	 * Wait until each order has the status that the rules give.
	 */
	void awaitEnd(HttpDoor door) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofMillis(200))
			.untilAsserted(() -> assertThat(byStatus(door)).isEqualTo(expectedByStatus()));
	}

	/**
	 * Require that each effect of a transactional activity is there exactly once, and
	 * that what was to be shipped was shipped at least once, always under one key.
	 */
	void requireRightEffects(HttpDoor door) {
		this.invoices.forEach((invoice) -> requireRightEnd(door, invoice));
		requireDistinctKeys(door);
	}

	/**
	 * Require that no attempt to ship an order was repeated.
	 */
	void requireShippedAtFirstAttempt(HttpDoor door) {
		this.invoices.forEach((invoice) -> assertThat(shipments(door, invoice))
			.allSatisfy((shipment) -> assertThat(shipment.path("attempt").intValue()).as("attempt of %s", invoice)
				.isEqualTo(1)));
	}

	private void requireRightEnd(HttpDoor door, TestInvoice invoice) {
		JsonNode order = door.get("/orders/" + invoice.invoiceNo()).json();
		String status = expectedStatus(invoice);
		assertThat(order.path("status").stringValue()).as("status of %s", invoice).isEqualTo(status);
		assertThat(order.path("total").decimalValue()).isEqualByComparingTo(invoice.total());
		List<JsonNode> effects = effects(door, invoice);
		assertThat(effects.stream().map(ExpectedOrders::activity).filter((name) -> !name.equals("ship")))
			.as("effects of %s", invoice)
			.containsExactlyElementsOf(TestInvoice.expectedEffects(status));
		List<JsonNode> shipped = shipments(door, invoice);
		assertThat(shipped.isEmpty()).as("shipment of %s", invoice).isEqualTo(!status.equals("CONFIRMED"));
		assertThat(shipped.stream().map((effect) -> effect.path("attempt").intValue())).doesNotHaveDuplicates();
		assertThat(shipped.stream().map(ExpectedOrders::key).distinct()).hasSizeLessThanOrEqualTo(1);
	}

	private void requireDistinctKeys(HttpDoor door) {
		Set<String> keys = new HashSet<>();
		for (TestInvoice invoice : this.invoices) {
			effects(door, invoice).stream()
				.filter((effect) -> !activity(effect).equals("ship"))
				.forEach((effect) -> assertThat(keys.add(key(effect))).as(effect.toString()).isTrue());
		}
	}

	private String expectedStatus(TestInvoice invoice) {
		Verdict verdict = this.verdicts.getOrDefault(invoice.invoiceNo(), Verdict.NONE);
		return invoice.expectedStatus(this.unserved, verdict);
	}

	private Map<String, Long> expectedByStatus() {
		Map<String, Long> counts = new TreeMap<>();
		this.invoices.forEach((invoice) -> counts.merge(expectedStatus(invoice), 1L, Long::sum));
		return counts;
	}

	static Map<String, Long> byStatus(HttpDoor door) {
		Map<String, Long> counts = new TreeMap<>();
		door.get("/orders/summary")
			.json()
			.path("byStatus")
			.properties()
			.forEach((entry) -> counts.put(entry.getKey(), entry.getValue().longValue()));
		return counts;
	}

	static long finals(Map<String, Long> counts) {
		return counts.entrySet()
			.stream()
			.filter((entry) -> TestInvoice.isFinal(entry.getKey()))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

	private static List<JsonNode> effects(HttpDoor door, TestInvoice invoice) {
		return door.get("/orders/" + invoice.invoiceNo() + "/effects").json().valueStream().toList();
	}

	private static List<JsonNode> shipments(HttpDoor door, TestInvoice invoice) {
		return effects(door, invoice).stream().filter((effect) -> activity(effect).equals("ship")).toList();
	}

	private static String activity(JsonNode effect) {
		return effect.path("activity").stringValue();
	}

	private static String key(JsonNode effect) {
		return effect.path("idempotencyKey").stringValue();
	}

}
