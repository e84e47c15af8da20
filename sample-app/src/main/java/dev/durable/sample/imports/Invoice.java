package dev.durable.sample.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.durable.sample.orders.NewOrder;
import dev.durable.sample.orders.OrderLine;

/**
 * An invoice of a file, as far as it has been read.
 */
class Invoice {

	private final long line;

	private final NewOrder first;

	private final List<OrderLine> lines = new ArrayList<>();

	Invoice(long line, NewOrder first) {
		this.line = line;
		this.first = first;
	}

	/**
	 * The number of its first line in the file.
	 * @return the number
	 */
	long line() {
		return this.line;
	}

	boolean agreesWith(NewOrder other) {
		return Objects.equals(this.first.customerId(), other.customerId())
				&& this.first.country().equals(other.country());
	}

	void add(NewOrder other) {
		this.lines.addAll(other.lines());
	}

	NewOrder order() {
		return new NewOrder(this.first.invoiceNo(), this.first.customerId(), this.first.country(),
				List.copyOf(this.lines));
	}

}
