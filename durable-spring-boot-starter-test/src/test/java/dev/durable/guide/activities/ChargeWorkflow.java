package dev.durable.guide.activities;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.CardDeclined;
import dev.durable.guide.shop.Order;

@Workflow
public class ChargeWorkflow {

	private final CardPayments cards;

	ChargeWorkflow(CardPayments cards) {
		this.cards = cards;
	}

	// tag::activity-call[]
	@WorkflowMethod(id = "'charge-' + #order.id")
	public String charge(Order order) {
		try {
			return this.cards.charge(order);
		}
		catch (CardDeclined ex) {
			return "declined: " + ex.getMessage();
		}
	}
	// end::activity-call[]

}
