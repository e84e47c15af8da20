package dev.durable.guide.activities;

import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Durable;

@Activity
public class Approvals {

	private final OpenRequests requests;

	Approvals(OpenRequests requests) {
		this.requests = requests;
	}

	// tag::activity-later[]
	@ActivityMethod(startToCloseTimeout = "7d")
	public boolean ask(String orderId) {
		String token = Durable.activity().completeLater();
		this.requests.add(orderId, token); // where the one who answers finds it
		return false; // ignored
	}
	// end::activity-later[]

}
