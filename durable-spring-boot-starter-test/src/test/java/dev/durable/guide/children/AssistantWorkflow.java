package dev.durable.guide.children;

import dev.durable.Durable;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class AssistantWorkflow {

	@WorkflowMethod(id = "'assistant-' + #customer")
	public boolean answerFor(String customer) {
		// tag::child-external[]
		try {
			Durable.external(SurveyWorkflow.class, "survey-" + customer).answer("fine");
			return true;
		}
		catch (ExternalWorkflowFailure ex) {
			return false; // no run with this id is open
		}
		// end::child-external[]
	}

}
