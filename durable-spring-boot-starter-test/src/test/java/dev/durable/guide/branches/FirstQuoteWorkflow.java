package dev.durable.guide.branches;

import java.time.Duration;
import java.util.List;

import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

@Workflow
public class FirstQuoteWorkflow {

	private final Quotes quotes;

	FirstQuoteWorkflow(Quotes quotes) {
		this.quotes = quotes;
	}

	@WorkflowMethod
	public String first(String parcel) {
		// tag::branch-any[]
		Promise<String> post = Durable.async(() -> this.quotes.ask("post", parcel))
			.map((price) -> "post: " + price)
			.exceptionally((failure) -> "no quote");
		Promise<String> deadline = Durable.async(() -> {
			Durable.sleep(Duration.ofHours(1));
			return "too late";
		});
		return Durable.any(List.of(post, deadline)).get();
		// end::branch-any[]
	}

}
