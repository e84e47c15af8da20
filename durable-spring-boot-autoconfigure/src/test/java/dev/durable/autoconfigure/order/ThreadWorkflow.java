package dev.durable.autoconfigure.order;

import java.util.List;
import java.util.concurrent.FutureTask;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

/**
 * Calls an activity on a thread of its own, which cannot be replayed.
 */
@Workflow
public class ThreadWorkflow {

	private final ShippingActivities shipping;

	ThreadWorkflow(ShippingActivities shipping) {
		this.shipping = shipping;
	}

	@WorkflowMethod
	public String run() {
		FutureTask<String> task = new FutureTask<>(() -> {
			try {
				return "shipped " + this.shipping.ship(List.of());
			}
			catch (IllegalStateException ex) {
				return String.valueOf(ex.getMessage());
			}
		});
		new Thread(task).start();
		try {
			return task.get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
