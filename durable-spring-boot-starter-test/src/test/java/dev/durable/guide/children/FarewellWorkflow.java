package dev.durable.guide.children;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.ParentClosePolicy;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class FarewellWorkflow {

	@WorkflowMethod(id = "'farewell-' + #customer")
	public String sayGoodbye(String customer) {
		// tag::child-options[]
		SurveyWorkflow survey = Durable.child(SurveyWorkflow.class,
				(options) -> options.id("survey-" + customer)
					.parentClosePolicy(ParentClosePolicy.ABANDON)
					.executionTimeout(Duration.ofDays(30)));
		Durable.async(() -> survey.ask(customer)); // started, and not waited for
		// end::child-options[]
		return "goodbye";
	}

}
