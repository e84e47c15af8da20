package dev.durable.guide.branches;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;

// tag::branch-all[]
@Workflow
public class QuoteWorkflow {

	private final Quotes quotes;

	QuoteWorkflow(Quotes quotes) {
		this.quotes = quotes;
	}

	@WorkflowMethod
	public BigDecimal cheapest(String parcel, List<String> carriers) {
		List<Promise<BigDecimal>> asked = new ArrayList<>();
		for (String carrier : carriers) {
			asked.add(Durable.async(() -> this.quotes.ask(carrier, parcel)));
		}
		return Durable.all(asked).get().stream().min(BigDecimal::compareTo).orElseThrow();
	}

}
// end::branch-all[]
