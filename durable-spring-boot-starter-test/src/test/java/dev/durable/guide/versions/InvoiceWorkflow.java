package dev.durable.guide.versions;

import java.math.BigDecimal;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Mails;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Payments;
import dev.durable.guide.shop.Stock;

@Workflow
public class InvoiceWorkflow {

	private final Payments payments;

	private final Stock stock;

	private final Mails mails;

	InvoiceWorkflow(Payments payments, Stock stock, Mails mails) {
		this.payments = payments;
		this.stock = stock;
		this.mails = mails;
	}

	@WorkflowMethod(id = "'invoice-' + #order.id")
	public String invoice(Order order) throws Exception {
		// tag::version-patched[]
		String payment = this.payments.charge(order);
		if (Durable.patched("reserve-after-payment")) {
			// new code; runs that are past this line do without
			this.stock.reserve(order.id());
		}
		// end::version-patched[]
		// tag::version-three[]
		int mail = Durable.version("mail-text", Durable.DEFAULT_VERSION, 2);
		if (mail == Durable.DEFAULT_VERSION) {
			this.mails.send(order.customer(), "Invoice " + order.id());
		}
		else if (mail == 1) {
			this.mails.send(order.customer(), "Your invoice " + order.id());
		}
		else if (order.total().compareTo(BigDecimal.TEN) > 0) {
			this.mails.send(order.customer(), "Your invoice " + order.id() + " over " + order.total());
		}
		// end::version-three[]
		return payment;
	}

}
