package dev.durable.guide.attributes;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

// tag::attribute[]
@Workflow
public class TicketWorkflow {

	private boolean solved;

	@WorkflowMethod(id = "'ticket-' + #no")
	public void handle(String no, String country) {
		Durable.attribute("country", country);
		Durable.attribute("level", 1);
		Durable.memo("note", "opened by phone");
		Durable.await(() -> this.solved);
		Durable.attribute("level", null); // takes it away
	}

	@SignalMethod
	public void escalate() {
		Durable.attribute("level", 2);
	}

	@SignalMethod
	public void solved() {
		this.solved = true;
	}

}
// end::attribute[]
