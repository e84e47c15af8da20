package dev.durable.guide.payloads;

import java.util.List;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class PayloadWorkflow {

	@WorkflowMethod
	public List<Payment> echo(List<Payment> payments, Money tip) {
		return (tip.cents() > 0) ? payments : List.of();
	}

}
