package dev.durable.guide.signals;

import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

// tag::signal[]
@Workflow
public class BasketWorkflow {

	private final List<String> items = new ArrayList<>();

	private boolean closed;

	@WorkflowMethod(id = "'basket-' + #customer")
	public List<String> collect(String customer) {
		Durable.await(() -> this.closed);
		return this.items;
	}

	@SignalMethod
	public void add(String item) {
		this.items.add(item);
	}

	@SignalMethod(name = "checkout")
	public void close() {
		this.closed = true;
	}

}
// end::signal[]
