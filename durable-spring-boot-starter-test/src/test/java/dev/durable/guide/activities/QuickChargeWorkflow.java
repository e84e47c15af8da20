package dev.durable.guide.activities;

import java.time.Duration;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.CardDeclined;
import dev.durable.guide.shop.Order;

@Workflow
public class QuickChargeWorkflow {

	private final CardPayments cards;

	QuickChargeWorkflow(CardPayments cards) {
		this.cards = cards;
	}

	@WorkflowMethod(id = "'quick-' + #order.id")
	public String charge(Order order) throws CardDeclined {
		// tag::activity-with[]
		CardPayments quick = Durable.with(this.cards,
				(options) -> options.startToCloseTimeout(Duration.ofSeconds(2)).maximumAttempts(3));
		return quick.charge(order);
		// end::activity-with[]
	}

}
