package dev.durable.guide.cancellation;

import java.time.Duration;

import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Stock;

// tag::cancel[]
@Workflow
public class RentalWorkflow {

	private final Stock stock;

	RentalWorkflow(Stock stock) {
		this.stock = stock;
	}

	@WorkflowMethod(id = "'rental-' + #car")
	public String rent(String car, int days) {
		this.stock.reserve(car);
		try {
			Durable.sleep(Duration.ofDays(days));
			return "returned";
		}
		catch (CancelledFailure ex) {
			Durable.detached(() -> this.stock.release(car)); // not cancelled: may block
			throw ex; // closes the run as CANCELLED
		}
	}

}
// end::cancel[]
