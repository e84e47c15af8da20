package dev.durable.guide.activities;

import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.guide.shop.Order;

@Workflow
public class BackOfficeWorkflow {

	private final Approvals approvals;

	private final Bookings bookings;

	private final Exports exports;

	BackOfficeWorkflow(Approvals approvals, Bookings bookings, Exports exports) {
		this.approvals = approvals;
		this.bookings = bookings;
		this.exports = exports;
	}

	@WorkflowMethod(id = "'back-office-' + #order.id")
	public int handle(Order order) {
		if (!this.approvals.ask(order.id())) {
			return 0;
		}
		this.bookings.book(order);
		return this.exports.export("booking", 3);
	}

}
