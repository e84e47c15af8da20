package dev.durable.guide.branches;

import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.DurableSemaphore;
import dev.durable.Promise;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Stock;

@Workflow
public class RestockWorkflow {

	private final Stock stock;

	RestockWorkflow(Stock stock) {
		this.stock = stock;
	}

	@WorkflowMethod
	public int restock(List<String> items) {
		// tag::branch-semaphore[]
		DurableSemaphore atATime = Durable.semaphore(5);
		List<Promise<Void>> branches = new ArrayList<>();
		for (String item : items) {
			atATime.acquire(1);
			branches.add(Durable.async(() -> {
				try {
					this.stock.reserve(item);
				}
				finally {
					atATime.release(1);
				}
			}));
		}
		Durable.all(branches).get();
		// end::branch-semaphore[]
		return branches.size();
	}

}
