package dev.durable.guide.cancellation;

import java.time.Duration;

import dev.durable.CancellationScope;
import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Mails;

@Workflow
public class QuestionWorkflow {

	private final Mails mails;

	private boolean answered;

	QuestionWorkflow(Mails mails) {
		this.mails = mails;
	}

	@WorkflowMethod(id = "'question-' + #customer")
	public String ask(String customer) {
		// tag::cancel-scope[]
		CancellationScope reminders = Durable.scope(() -> {
			while (true) {
				Durable.sleep(Duration.ofDays(1));
				this.mails.send(customer, "We still wait for your answer");
			}
		});
		Durable.await(() -> this.answered);
		reminders.cancel(); // its timer is cancelled, nobody else is disturbed
		// end::cancel-scope[]
		return "answered";
	}

	@SignalMethod
	public void answer() {
		this.answered = true;
	}

}
