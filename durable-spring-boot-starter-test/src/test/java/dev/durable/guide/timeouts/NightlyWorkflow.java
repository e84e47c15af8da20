package dev.durable.guide.timeouts;

import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.Retry;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Mails;
import dev.durable.guide.shop.Stock;

// tag::timeout[]
@Workflow
public class NightlyWorkflow {

	private final Stock stock;

	private final Mails mails;

	NightlyWorkflow(Stock stock, Mails mails) {
		this.stock = stock;
		this.mails = mails;
	}

	@WorkflowMethod(id = "'nightly-' + #day", executionTimeout = "6h", runTimeout = "1h",
			retry = @Retry(initialInterval = "5m", maximumAttempts = 3))
	public int run(String day) {
		try {
			this.stock.reserve(day);
			return Durable.info().attempt();
		}
		catch (CancelledFailure ex) {
			Durable.detached(() -> this.mails.send("ops", "nightly run of " + day + " was too slow"));
			throw ex;
		}
	}

}
// end::timeout[]
