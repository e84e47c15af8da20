package dev.durable.sample.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.sample.orders.NewOrder;

/**
 * Gathers the lines of a file to invoices. The lines of an invoice need not follow one
 * another, but they must agree about customer and country. If one of them is rejected,
 * the whole invoice is: half an order would be a wrong order.
 */
class InvoiceFile {

	private final Map<String, Invoice> invoices = new LinkedHashMap<>();

	private final Set<String> incomplete = new HashSet<>();

	private final List<Rejection> rejected = new ArrayList<>();

	/**
	 * Add a line that is right in itself.
	 * @param line the number of the line
	 * @param order its invoice, with this line only
	 */
	void add(long line, NewOrder order) {
		Invoice invoice = this.invoices.computeIfAbsent(order.invoiceNo(), (invoiceNo) -> new Invoice(line, order));
		if (invoice.agreesWith(order)) {
			invoice.add(order);
		}
		else {
			reject(line, order.invoiceNo(), "CustomerID or Country is not the same as in line " + invoice.line()
					+ " of invoice " + order.invoiceNo());
		}
	}

	/**
	 * Reject a line, and with it the invoice to which it belongs.
	 * @param line the number of the line
	 * @param invoiceNo its invoice number, as far as it has one
	 * @param reason what is wrong with it
	 */
	void reject(long line, String invoiceNo, String reason) {
		this.rejected.add(new Rejection(line, reason));
		this.incomplete.add(invoiceNo);
	}

	/**
	 * The invoices of which every line is right.
	 * @return the invoices, in the order of the file
	 */
	List<Invoice> invoices() {
		return this.invoices.entrySet()
			.stream()
			.filter((invoice) -> !this.incomplete.contains(invoice.getKey()))
			.map(Map.Entry::getValue)
			.toList();
	}

	/**
	 * The lines that are wrong.
	 * @return the lines, in the order of the file
	 */
	List<Rejection> rejected() {
		return List.copyOf(this.rejected);
	}

}
