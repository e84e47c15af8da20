package dev.durable.guide.children;

import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class SurveyWorkflow {

	private String answer = "";

	@WorkflowMethod
	public String ask(String customer) {
		Durable.await(() -> !this.answer.isEmpty());
		return this.answer;
	}

	@SignalMethod
	public void answer(String answer) {
		this.answer = answer;
	}

}
