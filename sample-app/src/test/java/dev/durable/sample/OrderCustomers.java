package dev.durable.sample;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.durable.sample.TestInvoice.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Customers of the shop: a day of real invoices, some of them at a time. The process is
 * killed while orders are between two steps, and maybe while others are imported. Every
 * third order that waits is approved, every third refused, every third left alone.
 */
final class OrderCustomers implements Customers {

	private static final int PORTION = 4;

	private final TestFile file;

	private final ExpectedOrders orders;

	private final List<TestInvoice> waiting;

	private final Set<TestInvoice> reviewed = new HashSet<>();

	private int process;

	private int sent;

	private CompletableFuture<?> request = CompletableFuture.completedFuture(null);

	OrderCustomers(TestFile file) {
		this.file = file;
		this.orders = new ExpectedOrders(file);
		this.waiting = this.orders.invoices().stream().filter(TestInvoice::needsReview).toList();
	}

	@Override
	public void next(HttpDoor door, int process) {
		if (this.process == process && !this.request.isDone()) {
			return;
		}
		if (this.process == process) {
			review(door, process);
		}
		if (this.process != process || !isBetween(ExpectedOrders.byStatus(door))) {
			this.process = process;
			this.sent = Math.min(this.sent + PORTION, this.orders.invoices().size());
			String text = this.file.part(0, this.sent).text();
			// May be in the middle when the process is killed
			this.request = CompletableFuture.supplyAsync(() -> door.postCsv("/orders/import", text));
		}
	}

	@Override
	public boolean areInTheMiddle(HttpDoor door, int process) {
		Map<String, Long> counts = ExpectedOrders.byStatus(door);
		return process > 2 || (isBetween(counts) && ExpectedOrders.finals(counts) > 0);
	}

	private static boolean isBetween(Map<String, Long> counts) {
		return counts.getOrDefault("RESERVED", 0L) + counts.getOrDefault("CHARGED", 0L) > 0;
	}

	@Override
	public boolean areServed(HttpDoor door) {
		this.request.join();
		this.sent = this.orders.invoices().size();
		assertThat(importFile(door).status()).isEqualTo(202);
		review(door, Integer.MAX_VALUE);
		assertThat(importFile(door).body()).isEqualTo("{\"accepted\":0,\"rejected\":[]}");
		this.orders.awaitEnd(door);
		return true;
	}

	@Override
	public long requireRightEnd(HttpDoor door) {
		this.orders.requireRightEffects(door);
		return 0;
	}

	private HttpDoor.Answer importFile(HttpDoor door) {
		return door.postCsv("/orders/import", this.file.text());
	}

	/**
	 * Approve from the second process on, and refuse from the third one on.
	 */
	private void review(HttpDoor door, int process) {
		Set<TestInvoice> known = new HashSet<>(this.orders.invoices().subList(0, this.sent));
		for (int i = 0; i < this.waiting.size(); i++) {
			TestInvoice invoice = this.waiting.get(i);
			Verdict verdict = Verdict.values()[i % Verdict.values().length];
			if (verdict != Verdict.NONE && process > verdict.ordinal() + 1 && known.contains(invoice)
					&& this.reviewed.add(invoice)) {
				review(door, invoice.invoiceNo(), verdict);
			}
		}
	}

	private void review(HttpDoor door, String invoiceNo, Verdict verdict) {
		HttpDoor.Answer answer = door.postJson("/orders/" + invoiceNo + "/review",
				"{\"approved\":%s,\"reviewer\":\"ann\"}".formatted(verdict == Verdict.APPROVED));
		assertThat(answer.status()).as(answer.body()).isEqualTo(202);
		this.orders.reviewed(invoiceNo, verdict);
	}

}
