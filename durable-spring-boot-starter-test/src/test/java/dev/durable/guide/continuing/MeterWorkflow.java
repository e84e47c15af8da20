package dev.durable.guide.continuing;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

// tag::continue[]
@Workflow
public class MeterWorkflow {

	private long total;

	private int unread;

	private boolean ended;

	@WorkflowMethod(id = "'meter-' + #meter")
	public long count(String meter, long startingAt) {
		this.total += startingAt;
		Durable.await(() -> this.ended || Durable.info().continueAsNewSuggested());
		Durable.await(Durable::allHandlersFinished);
		if (this.ended) {
			return this.total;
		}
		return Durable.continueAsNew(meter, this.total);
	}

	@SignalMethod
	public void read(long units) {
		this.total += units;
	}

	@SignalMethod
	public void end() {
		this.ended = true;
	}

}
// end::continue[]
