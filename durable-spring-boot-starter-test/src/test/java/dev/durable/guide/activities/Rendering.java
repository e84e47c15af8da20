package dev.durable.guide.activities;

import dev.durable.Activity;
import dev.durable.ActivityMethod;

// tag::activity-queue[]
@Activity(queue = "gpu")
public class Rendering {

	@ActivityMethod(rateLimit = 50, maxConcurrent = 10)
	public String render(String scene) {
		return "picture of " + scene;
	}

}
// end::activity-queue[]
