package dev.durable.guide.signals;

import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Stock;

@Workflow
public class ReservingBasketWorkflow {

	private final Stock stock;

	private final List<String> items = new ArrayList<>();

	private boolean closed;

	ReservingBasketWorkflow(Stock stock) {
		this.stock = stock;
	}

	// tag::signal-drain[]
	@WorkflowMethod(id = "'reserving-' + #customer")
	public List<String> collect(String customer) {
		Durable.await(() -> this.closed);
		Durable.await(Durable::allHandlersFinished);
		return this.items;
	}

	@SignalMethod
	public void add(String item) {
		// a durable call: the handler blocks here, the run goes on
		this.stock.reserve(item);
		this.items.add(item);
	}
	// end::signal-drain[]

	@SignalMethod
	public void close() {
		this.closed = true;
	}

}
