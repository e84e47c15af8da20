package dev.durable.guide.branches;

import dev.durable.Durable;
import dev.durable.DurableLock;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Stock;

@Workflow
public class LedgerWorkflow {

	private final Stock stock;

	private DurableLock lock;

	LedgerWorkflow(Stock stock) {
		this.stock = stock;
	}

	@WorkflowMethod(id = "'ledger-' + #name")
	public void keep(String name) {
		this.lock = Durable.lock();
		Durable.await(() -> false);
	}

	@SignalMethod
	public void move(String from, String to) {
		// tag::branch-lock[]
		this.lock.lock();
		try {
			this.stock.release(from);
			this.stock.reserve(to);
		}
		finally {
			this.lock.unlock();
		}
		// end::branch-lock[]
	}

}
