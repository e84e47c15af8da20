package dev.durable.guide.updates;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.UpdateValidator;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Mails;

// tag::update[]
@Workflow
public class SubscriptionWorkflow {

	private final Mails mails;

	private int seats = 1;

	private boolean ended;

	SubscriptionWorkflow(Mails mails) {
		this.mails = mails;
	}

	@WorkflowMethod(id = "'subscription-' + #customer")
	public int run(String customer) {
		Durable.await(() -> this.ended && Durable.allHandlersFinished());
		return this.seats;
	}

	@UpdateMethod
	public int changeSeats(int seats) {
		this.mails.send("billing", "seats: " + seats);
		int before = this.seats;
		this.seats = seats;
		return before;
	}

	@UpdateValidator("changeSeats")
	void atLeastOne(int seats) {
		if (seats < 1) {
			throw new IllegalArgumentException("A subscription has at least one seat, not " + seats);
		}
	}

	@SignalMethod
	public void end() {
		this.ended = true;
	}

}
// end::update[]
