package dev.durable.guide;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.TerminatedFailure;
import dev.durable.Workflow;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import dev.durable.guide.activities.ApprovalDesk;
import dev.durable.guide.activities.BackOfficeWorkflow;
import dev.durable.guide.activities.ChargeWorkflow;
import dev.durable.guide.activities.FilmWorkflow;
import dev.durable.guide.activities.OpenRequests;
import dev.durable.guide.activities.PrintWorkflow;
import dev.durable.guide.activities.QuickChargeWorkflow;
import dev.durable.guide.attributes.TicketWorkflow;
import dev.durable.guide.attributes.Tickets;
import dev.durable.guide.branches.PackingWorkflow;
import dev.durable.guide.branches.QuoteWorkflow;
import dev.durable.guide.cancellation.QuestionWorkflow;
import dev.durable.guide.cancellation.RentalDesk;
import dev.durable.guide.cancellation.RentalWorkflow;
import dev.durable.guide.children.BulkWorkflow;
import dev.durable.guide.children.FarewellWorkflow;
import dev.durable.guide.continuing.MeterWorkflow;
import dev.durable.guide.determinism.RaffleWorkflow;
import dev.durable.guide.failures.PayoutDesk;
import dev.durable.guide.failures.PayoutWorkflow;
import dev.durable.guide.interceptors.CurrentTenant;
import dev.durable.guide.interceptors.TenantWorkflow;
import dev.durable.guide.operating.Operations;
import dev.durable.guide.payloads.Money;
import dev.durable.guide.payloads.PayloadWorkflow;
import dev.durable.guide.payloads.Payment;
import dev.durable.guide.queries.ShipmentWorkflow;
import dev.durable.guide.queries.Tracking;
import dev.durable.guide.saga.TripWorkflow;
import dev.durable.guide.shop.CardDeclined;
import dev.durable.guide.shop.Journal;
import dev.durable.guide.shop.Order;
import dev.durable.guide.shop.Parcel;
import dev.durable.guide.signals.BasketWorkflow;
import dev.durable.guide.signals.Baskets;
import dev.durable.guide.signals.ReservingBasketWorkflow;
import dev.durable.guide.starting.Starts;
import dev.durable.guide.timeouts.NightlyWorkflow;
import dev.durable.guide.timeouts.Nights;
import dev.durable.guide.timers.ReminderWorkflow;
import dev.durable.guide.updates.SubscriptionWorkflow;
import dev.durable.guide.updates.Subscriptions;
import dev.durable.guide.versions.InvoiceWorkflow;
import dev.durable.guide.workflows.Checkout;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the workflows of the guide pass the checks at start-up and do what its pages
 * say.
 */
@SpringBootTest
class GuideWorkflowsTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private WorkflowClient workflows;

	@Autowired
	private Journal journal;

	@Test
	void eachWorkflowIsKnown() {
		Map<String, Object> beans = this.context.getBeansWithAnnotation(Workflow.class);
		assertThat(beans).hasSizeGreaterThan(25);
		beans.values()
			.forEach((bean) -> assertThat(this.workflows.stub(ClassUtils.getUserClass(bean), "none")).isNotNull());
	}

	@Test
	void checkoutShipsAndMayFail() {
		Checkout checkout = this.context.getBean(Checkout.class);
		assertThat(checkout.place(Order.of("1", 10)).result()).isEqualTo(new Parcel("1", "track-1"));
		assertThat(this.journal.about("1")).containsExactly("charge 1", "ship 1");
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(checkout.place(Order.of("2", 0))::result)
			.satisfies((ex) -> assertThat(((ApplicationFailure) ex.getCause()).type())
				.isEqualTo(CardDeclined.class.getName()));
	}

	@Test
	void declinedCardIsCaughtByItsType() {
		assertThat(this.workflows.start(ChargeWorkflow.class, (charge) -> charge.charge(Order.of("3", 0))).result())
			.startsWith("declined: ");
		assertThat(
				this.workflows.start(QuickChargeWorkflow.class, (charge) -> charge.charge(Order.of("4", 5))).result())
			.isEqualTo("paid by ann");
	}

	@Test
	void picturesAreMadeByTheNodesOfAQueue() {
		assertThat(this.workflows.start(FilmWorkflow.class, (film) -> film.film("a duel")).result())
			.isEqualTo("picture of a duel, picture of a duel");
	}

	@Test
	void invoicesArePrintedInTurn() {
		assertThat(this.workflows.start(PrintWorkflow.class, (printing) -> printing.print(Order.of("9", 7))).result())
			.isEqualTo("picture of 9");
	}

	@Test
	void approvalCompletesTheActivity() {
		var run = this.workflows.start(BackOfficeWorkflow.class, (office) -> office.handle(Order.of("5", 7)));
		OpenRequests requests = this.context.getBean(OpenRequests.class);
		String token = Awaitility.await().until(() -> requests.token("5"), (found) -> found != null);
		this.context.getBean(ApprovalDesk.class).decide(token, true);
		assertThat(run.result()).isEqualTo(3);
		assertThat(this.context.getBean(JdbcClient.class)
			.sql("select count(*) from booking where order_id = '5'")
			.query(Integer.class)
			.single()).isEqualTo(1);
		assertThat(this.journal.about("booking")).hasSize(3);
	}

	@Test
	void signalsAreCollectedOnce() {
		Baskets baskets = this.context.getBean(Baskets.class);
		this.context.getBean(Starts.class).signalWithStart("bob", "book");
		baskets.addOnce("bob", "pen", "message-1");
		baskets.addOnce("bob", "pen", "message-1");
		baskets.add("bob", "ink");
		baskets.checkout("bob");
		assertThat(this.workflows.handle("basket-bob", Object.class).result()).isEqualTo(List.of("book", "pen", "ink"));
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> baskets.add("bob", "late"));
	}

	@Test
	void handlersAreWaitedFor() {
		var run = this.workflows.start(ReservingBasketWorkflow.class, (basket) -> basket.collect("cid"));
		ReservingBasketWorkflow basket = this.workflows.stub(ReservingBasketWorkflow.class, run.id());
		basket.add("lamp");
		basket.close();
		assertThat(run.result()).containsExactly("lamp");
	}

	@Test
	void queryTellsThePlace() {
		Tracking tracking = this.context.getBean(Tracking.class);
		var run = this.workflows.start(ShipmentWorkflow.class, (shipment) -> shipment.track("6"));
		assertThat(tracking.place("6")).isEqualTo("warehouse");
		this.workflows.stub(ShipmentWorkflow.class, run.id()).scanned("door", true);
		assertThat(run.result()).isEqualTo("door");
		assertThat(tracking.placeByName("6")).isEqualTo("door");
	}

	@Test
	void updatesAnswerAndAreRefused() {
		Subscriptions subscriptions = this.context.getBean(Subscriptions.class);
		assertThat(this.context.getBean(Starts.class).updateWithStart("dan", 3)).isEqualTo(1);
		assertThat(subscriptions.changeSeats("dan", 5, "request-1")).isEqualTo("had 3");
		assertThat(subscriptions.changeSeats("dan", 5, "request-1")).isEqualTo("had 3");
		assertThat(subscriptions.changeSeats("dan", 0, "request-2")).startsWith("refused: ");
		assertThat(subscriptions.changeSeatsByName("dan", 8)).isEqualTo(5);
		this.workflows.stub(SubscriptionWorkflow.class, "subscription-dan").end();
		assertThat(this.workflows.handle("subscription-dan", Integer.class).result()).isEqualTo(8);
	}

	@Test
	void paymentEndsTheReminders() {
		Instant due = Instant.now().minus(Duration.ofDays(1));
		var run = this.workflows.start(ReminderWorkflow.class, (reminder) -> reminder.collect("7", "eve", due));
		this.workflows.stub(ReminderWorkflow.class, run.id()).paid();
		assertThat(run.result()).isEqualTo("paid");
		assertThat(this.journal.about("eve")).isEmpty();
	}

	@Test
	void branchesJoin() {
		assertThat(this.workflows
			.start(QuoteWorkflow.class, (quotes) -> quotes.cheapest("parcel", List.of("post", "courier", "dog")))
			.result()).isEqualByComparingTo(BigDecimal.valueOf(3));
		assertThat(this.workflows.start("FirstQuoteWorkflow", (options) -> options.id("first"), "parcel").result())
			.isEqualTo("post: 4");
		assertThat(this.workflows
			.start("RestockWorkflow", (options) -> options.id("restock"), List.of("a", "b", "c", "d", "e", "f", "g"))
			.result()).isEqualTo(7);
	}

	@Test
	void queueHandsItemsOver() {
		var run = this.workflows.start(PackingWorkflow.class, (packing) -> packing.pack("north"));
		PackingWorkflow packing = this.workflows.stub(PackingWorkflow.class, run.id());
		List.of("cup", "plate", "end").forEach(packing::arrived);
		assertThat(run.result()).containsExactly("cup", "plate");
	}

	@Test
	void cancelledRentalCleansUp() {
		var run = this.workflows.start(RentalWorkflow.class, (rental) -> rental.rent("car-1", 3));
		Awaitility.await().until(() -> this.journal.about("car-1").size() == 1);
		this.context.getBean(RentalDesk.class).giveUp("car-1");
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(run::result)
			.withCauseInstanceOf(CancelledFailure.class);
		assertThat(run.describe().status()).isEqualTo(WorkflowStatus.CANCELLED);
		assertThat(this.journal.about("car-1")).containsExactly("reserve car-1", "release car-1");
	}

	@Test
	void cancelledScopeDoesNotKeepTheRunOpen() {
		var run = this.workflows.start(QuestionWorkflow.class, (question) -> question.ask("fay"));
		this.workflows.stub(QuestionWorkflow.class, run.id()).answer();
		assertThat(run.result()).isEqualTo("answered");
	}

	@Test
	void sagaUndoesInReverseOrder() {
		Order order = new Order("8", "", BigDecimal.ONE);
		assertThatExceptionOfType(WorkflowFailed.class)
			.isThrownBy(this.workflows.start(TripWorkflow.class, (trip) -> trip.book(order))::result);
		assertThat(this.journal.about("8")).containsExactly("reserve 8", "charge 8", "refund 8", "release 8");
		Order other = new Order("9", "", BigDecimal.ONE);
		assertThat(this.workflows.start("HandmadeSagaWorkflow", (options) -> options.id("handmade-9"), other).result())
			.isEqualTo("not shipped");
		assertThat(this.journal.about("9")).containsExactly("reserve 9", "release 9");
	}

	@Test
	void childrenDeliverAndOutliveTheirParent() {
		assertThat(this.workflows
			.start(BulkWorkflow.class, (bulk) -> bulk.deliver(List.of(Order.of("10", 1), Order.of("11", 1))))
			.result()).isEqualTo(2);
		assertThat(this.workflows.start(FarewellWorkflow.class, (farewell) -> farewell.sayGoodbye("gus")).result())
			.isEqualTo("goodbye");
		assertThat(this.workflows.start("InterviewWorkflow", (options) -> options.id("interview-gus"), "gus").result())
			.isEqualTo("asked already");
		assertThat(this.workflows.start("AssistantWorkflow", (options) -> options.id("assistant-gus"), "gus").result())
			.isEqualTo(true);
		assertThat(this.workflows.handle("survey-gus", String.class).result()).isEqualTo("fine");
		assertThat(this.workflows.start("AssistantWorkflow", (options) -> options.id("assistant-hal"), "hal").result())
			.isEqualTo(false);
	}

	@Test
	void meterCounts() {
		var run = this.workflows.start(MeterWorkflow.class, (meter) -> meter.count("12", 100));
		MeterWorkflow meter = this.workflows.stub(MeterWorkflow.class, run.id());
		meter.read(20);
		meter.end();
		assertThat(run.result()).isEqualTo(120);
	}

	@Test
	void newRunTakesTheNewCode() {
		var run = this.workflows.start(InvoiceWorkflow.class, (invoice) -> invoice.invoice(Order.of("13", 50)));
		assertThat(run.result()).isEqualTo("payment-13");
		assertThat(this.journal.about("13")).containsExactly("charge 13", "reserve 13");
	}

	@Test
	void raffleIsDrawn() {
		assertThat(this.workflows.start(RaffleWorkflow.class, (raffle) -> raffle.draw(List.of("ida"))).result())
			.contains(": ida wins 1");
	}

	@Test
	void startsFollowTheirPolicies() throws Exception {
		Starts starts = this.context.getBean(Starts.class);
		Order order = Order.of("14", 1);
		assertThat(starts.inTransaction(order)).isEqualTo(new Parcel("14", "track-14"));
		assertThat(starts.direct(Order.of("15", 1))).isEqualTo(new Parcel("15", "track-15"));
		WorkflowHandle<Parcel> delayed = starts.withOptions(Order.of("16", 1));
		assertThat(delayed.describe().memo()).containsEntry("channel", "web");
		delayed.cancel();
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(delayed::result)
			.withCauseInstanceOf(CancelledFailure.class);
		assertThat(starts.useExisting(Order.of("17", 1)).result()).isNotNull();
		assertThat(starts.ifAbsent(Order.of("18", 1))).isNotNull();
		assertThat(starts.payout(Order.of("20", 1)).result()).isEqualTo("payment-20");
		starts.untyped("19", "jo");
		starts.clean(List.of("booking"));
		assertThat(this.workflows.handle("checkout-19", Parcel.class).result().trackingNo()).isEqualTo("track-19");
	}

	@Test
	void failuresArriveAsThePagesSay() {
		PayoutDesk desk = this.context.getBean(PayoutDesk.class);
		assertThat(payOut("a-1", 5)).isEqualTo("sent 5 to a-1");
		assertThat(payOut("a-2", 500_000)).isEqualTo("over the limit of 100000");
		assertThat(payOut("", 5)).isEqualTo("closed: no account");
		assertThat(desk.outcome("a-1")).isEqualTo("sent 5 to a-1");
	}

	private String payOut(String account, long cents) {
		return this.workflows.start(PayoutWorkflow.class, (payout) -> payout.payOut(account, cents)).result();
	}

	@Test
	void firstAttemptIsEnough() {
		this.context.getBean(Nights.class).start("monday");
		assertThat(this.workflows.handle("nightly-monday", Integer.class).result()).isEqualTo(1);
		assertThat(this.workflows.start(NightlyWorkflow.class, (nightly) -> nightly.run("friday")).result())
			.isEqualTo(1);
	}

	@Test
	void ticketsAreFoundByTheirAttributes() {
		Tickets tickets = this.context.getBean(Tickets.class);
		for (int no = 0; no < 3; no++) {
			String name = "t" + no;
			this.workflows.startVoid(TicketWorkflow.class, (ticket) -> ticket.handle(name, "FR"));
		}
		Awaitility.await().until(() -> tickets.openTickets("FR").size() == 3);
		this.workflows.stub(TicketWorkflow.class, "ticket-t1").solved();
		this.workflows.handle("ticket-t1", Void.class).result();
		assertThat(tickets.openTickets("FR")).containsExactly("ticket-t2", "ticket-t0");
	}

	@Test
	void operatorEndsARun() {
		Operations operations = this.context.getBean(Operations.class);
		WorkflowHandle<List<String>> run = this.workflows.start(BasketWorkflow.class,
				(basket) -> basket.collect("kim"));
		operations.look(run.id());
		operations.pause(run.id());
		assertThat(operations.stuck()).isEmpty();
		String first = run.runId();
		operations.resetToFirst(run.id(), "WorkflowStarted");
		assertThatExceptionOfType(WorkflowFailed.class)
			.isThrownBy(() -> this.workflows.handle(run.id(), first, Object.class).result())
			.withCauseInstanceOf(TerminatedFailure.class);
		operations.end(run.id());
		WorkflowHandle<Object> current = this.workflows.handle(run.id(), Object.class);
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(current::result)
			.withCauseInstanceOf(TerminatedFailure.class);
		operations.redeliverAll(run.id());
		operations.remove(run.id());
	}

	@Test
	void tenantIsCarriedAlong() {
		WorkflowHandle<String> run = asTenant("red",
				() -> this.workflows.start(TenantWorkflow.class, (workflow) -> workflow.run("1")));
		asTenant("blue", () -> {
			this.workflows.stub(TenantWorkflow.class, run.id()).signal();
			assertThatExceptionOfType(SecurityException.class).isThrownBy(() -> run.terminate("no"));
			return null;
		});
		assertThat(run.result()).isEqualTo("red, red, blue");
	}

	private static <T> T asTenant(String tenant, Supplier<T> action) {
		CurrentTenant.set(tenant);
		try {
			return action.get();
		}
		finally {
			CurrentTenant.set(null);
		}
	}

	@Test
	void payloadsArriveAsTheyLeft() {
		List<Payment> payments = List.of(new Payment.Card("token", BigDecimal.TEN),
				new Payment.Transfer("iban", BigDecimal.ONE));
		assertThat(
				this.workflows.start(PayloadWorkflow.class, (echo) -> echo.echo(payments, Money.ofCents(5))).result())
			.isEqualTo(payments);
	}

}
