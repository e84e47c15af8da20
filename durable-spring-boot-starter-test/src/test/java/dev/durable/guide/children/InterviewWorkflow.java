package dev.durable.guide.children;

import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowAlreadyStarted;

@Workflow
public class InterviewWorkflow {

	@WorkflowMethod(id = "'interview-' + #customer")
	public String interview(String customer) {
		// tag::child-failure[]
		SurveyWorkflow survey = Durable.child(SurveyWorkflow.class, (options) -> options.id("survey-" + customer));
		try {
			return survey.ask(customer);
		}
		catch (ChildWorkflowFailure ex) {
			if (ex.getCause() instanceof WorkflowAlreadyStarted) {
				return "asked already";
			}
			if (ex.getCause() instanceof CancelledFailure) {
				return "not asked any more";
			}
			throw ex;
		}
		// end::child-failure[]
	}

}
