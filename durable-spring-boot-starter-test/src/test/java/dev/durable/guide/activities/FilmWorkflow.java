package dev.durable.guide.activities;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class FilmWorkflow {

	private final Rendering rendering;

	FilmWorkflow(Rendering rendering) {
		this.rendering = rendering;
	}

	@WorkflowMethod
	public String film(String scene) {
		String first = this.rendering.render(scene);
		// tag::activity-with-queue[]
		Rendering here = Durable.with(this.rendering, (options) -> options.queue("default"));
		return first + ", " + here.render(scene);
		// end::activity-with-queue[]
	}

}
