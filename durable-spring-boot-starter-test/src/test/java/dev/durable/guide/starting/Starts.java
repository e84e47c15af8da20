package dev.durable.guide.starting;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;
import dev.durable.guide.signals.BasketWorkflow;
import dev.durable.guide.updates.SubscriptionWorkflow;
import dev.durable.guide.workflows.CheckoutWorkflow;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

@Service
public class Starts {

	private final WorkflowClient workflows;

	private final CheckoutWorkflow checkoutWorkflow;

	private final TransactionTemplate transactions;

	Starts(WorkflowClient workflows, CheckoutWorkflow checkoutWorkflow, TransactionTemplate transactions) {
		this.workflows = workflows;
		this.checkoutWorkflow = checkoutWorkflow;
		this.transactions = transactions;
	}

	public WorkflowHandle<Parcel> withOptions(Order order) {
		// tag::start-options[]
		WorkflowHandle<Parcel> run = this.workflows.start(CheckoutWorkflow.class, (checkout) -> checkout.process(order),
				(options) -> options.id("web-" + order.id())
					.startDelay(Duration.ofHours(1))
					.memo("channel", "web")
					.attribute("customer", order.customer()));
		// end::start-options[]
		return run;
	}

	public WorkflowHandle<String> payout(Order order) {
		// tag::start-key[]
		WorkflowHandle<String> run = this.workflows.start(CollectionWorkflow.class,
				(collection) -> collection.collect(order), (options) -> options.concurrencyKey("vip").concurrency(5));
		// end::start-key[]
		return run;
	}

	public WorkflowHandle<Parcel> useExisting(Order order) {
		// tag::start-conflict[]
		WorkflowHandle<Parcel> run = this.workflows.start(CheckoutWorkflow.class, (checkout) -> checkout.process(order),
				(options) -> options.conflictPolicy(WorkflowIdConflictPolicy.USE_EXISTING)
					.reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE));
		// end::start-conflict[]
		return run;
	}

	public String ifAbsent(Order order) {
		// tag::start-taken[]
		try {
			return this.workflows.start(CheckoutWorkflow.class, (checkout) -> checkout.process(order)).runId();
		}
		catch (WorkflowAlreadyStarted ex) {
			return ex.runId(); // the run that has the id
		}
		// end::start-taken[]
	}

	public Parcel inTransaction(Order order) {
		// tag::start-transaction[]
		WorkflowHandle<Parcel> run = this.transactions.execute((status) -> {
			saveOrder(order);
			return this.workflows.start(CheckoutWorkflow.class, (checkout) -> checkout.process(order));
		});
		return run.result(); // after the commit: before it the run does not exist
		// end::start-transaction[]
	}

	private void saveOrder(Order order) {
		if (order.total().signum() < 0) {
			throw new IllegalArgumentException("An order cannot have the total " + order.total());
		}
	}

	public Parcel direct(Order order) throws Exception {
		// tag::start-direct[]
		Parcel parcel = this.checkoutWorkflow.process(order);
		// end::start-direct[]
		return parcel;
	}

	public void signalWithStart(String customer, String item) {
		// tag::start-signal[]
		this.workflows.signalWithStart(BasketWorkflow.class, (basket) -> basket.collect(customer),
				(basket) -> basket.add(item), (options) -> {
				});
		// end::start-signal[]
	}

	public int updateWithStart(String customer, int seats) {
		// tag::start-update[]
		int before = this.workflows.updateWithStart(SubscriptionWorkflow.class,
				(subscription) -> subscription.run(customer), (subscription) -> subscription.changeSeats(seats),
				(options) -> {
				});
		// end::start-update[]
		return before;
	}

	public void untyped(String id, String customer) {
		// tag::start-untyped[]
		WorkflowHandle<Object> run = this.workflows.start("CheckoutWorkflow", (options) -> options.id("checkout-" + id),
				new Order(id, customer, BigDecimal.TEN));
		// end::start-untyped[]
		run.result();
	}

	public void clean(List<String> tables) {
		// tag::start-void[]
		this.workflows.startVoid(CleanupWorkflow.class, (cleanup) -> cleanup.clean(tables));
		// end::start-void[]
	}

}
