package dev.durable.guide.timers;

import java.time.Duration;
import java.time.Instant;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Mails;

// tag::timer[]
@Workflow
public class ReminderWorkflow {

	private final Mails mails;

	private boolean paid;

	ReminderWorkflow(Mails mails) {
		this.mails = mails;
	}

	@WorkflowMethod(id = "'reminder-' + #invoiceNo")
	public String collect(String invoiceNo, String customer, Instant due) {
		Durable.sleep(Duration.between(Durable.now(), due));
		for (int reminder = 1; reminder <= 3; reminder++) {
			if (Durable.await(Duration.ofDays(7), () -> this.paid)) {
				return "paid";
			}
			this.mails.send(customer, "Reminder " + reminder + " for invoice " + invoiceNo);
		}
		return "given up";
	}

	@SignalMethod
	public void paid() {
		this.paid = true;
	}

}
// end::timer[]
