package dev.durable.guide.transactions;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class ConcertWorkflow {

	private final Seats seats;

	private boolean paid;

	ConcertWorkflow(Seats seats) {
		this.seats = seats;
	}

	@WorkflowMethod(id = "'booking-' + #booking")
	public String book(String booking, String concert) {
		if (!Durable.await(Duration.ofDays(1), () -> this.paid) || this.seats.take(concert) == 0) {
			return "no seat";
		}
		// tag::transaction-future-call[]
		String ticket = this.seats.print(concert).join();
		// end::transaction-future-call[]
		return ticket;
	}

	@SignalMethod
	public void paid() {
		this.paid = true;
	}

}
