package dev.durable.micrometer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.PayloadConverter;
import dev.durable.micrometer.TelemetryApplication.Broken;
import dev.durable.micrometer.TelemetryApplication.Drifting;
import dev.durable.micrometer.TelemetryApplication.Order;
import dev.durable.micrometer.TelemetryApplication.Parent;
import dev.durable.micrometer.TelemetryApplication.Waiting;
import dev.durable.store.EventRow;
import dev.durable.store.LetterKind;
import dev.durable.store.NewRun;
import dev.durable.store.NodeRegistration;
import dev.durable.store.NodeRow;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunStart;
import dev.durable.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * A running application to which everything has happened that a meter tells of, once.
 */
final class Scenario {

	static final Duration LIMIT = Duration.ofSeconds(30);

	private static Scenario shared;

	final ConfigurableApplicationContext context;

	final MeterRegistry registry;

	private final WorkflowClient client;

	private final Store store;

	private Scenario() {
		this.context = Applications.start(Applications.freshDatabase(),
				Map.of("durable.lease.duration", "1s", "durable.lease.renew-interval", "200ms"));
		Runtime.getRuntime().addShutdownHook(new Thread(this.context::close));
		this.registry = this.context.getBean(MeterRegistry.class);
		this.client = this.context.getBean(WorkflowClient.class);
		this.store = this.context.getBean(Store.class);
	}

	static synchronized Scenario shared() {
		if (shared == null) {
			shared = new Scenario();
			shared.happen();
		}
		return shared;
	}

	String scrape() {
		return this.context.getBean(PrometheusMeterRegistry.class).scrape();
	}

	WorkflowClient client() {
		return this.client;
	}

	static void until(BooleanSupplier condition) {
		await().atMost(LIMIT).until(condition::getAsBoolean);
	}

	double count(String name, String... tags) {
		return this.registry.find(name).tags(tags).counters().stream().mapToDouble((each) -> each.count()).sum();
	}

	long timed(String name, String... tags) {
		return this.registry.find(name).tags(tags).timers().stream().mapToLong((each) -> each.count()).sum();
	}

	/*
	 * What no look at the store has ever found has no gauge.
	 */
	double gauge(String name, String... tags) {
		return this.registry.find(name).tags(tags).gauges().stream().mapToDouble((each) -> each.value()).sum();
	}

	private void happen() {
		order();
		family();
		failure();
		this.client.start(Broken.class, (workflow) -> workflow.fail("bug"), (options) -> options.id("buggy"));
		drift();
		deadLetter();
		elsewhere();
		takeOver();
		loseLease();
	}

	/** A run that is started in a transaction and asked, whose node is restarted. */
	private void order() {
		WorkflowHandle<String> run = this.context.getBean(TransactionTemplate.class)
			.execute((status) -> this.client.start(Order.class, (workflow) -> workflow.process("book"),
					(options) -> options.id("order")));
		until(() -> timed("durable.activity.execution", "activity", "Steps.charge") == 1);
		Order order = this.client.stub(Order.class, "order");
		order.change(2);
		order.amount();
		Applications.restartNode(this.context);
		order.approve();
		run.result();
	}

	private void family() {
		WorkflowHandle<String> parent = this.client.start(Parent.class, (workflow) -> workflow.run("child"),
				(options) -> options.id("parent"));
		until(() -> this.store.find("child").isPresent());
		this.client.stub(Waiting.class, "child").done();
		parent.result();
	}

	private void failure() {
		WorkflowHandle<String> run = this.client.start(Broken.class, (workflow) -> workflow.fail("failure"),
				(options) -> options.id("broken"));
		assertThatException().isThrownBy(() -> run.result());
	}

	private void drift() {
		WorkflowHandle<String> run = this.client.start(Drifting.class, (workflow) -> workflow.drift(),
				(options) -> options.id("drifting"));
		until(() -> timed("durable.activity.execution", "activity", "Steps.charge") == 2);
		Applications.restartNode(this.context);
		Applications.restartNode(this.context);
		this.client.stub(Drifting.class, "drifting").done();
		run.result();
	}

	/** A letter that the code of a run cannot read. */
	private void deadLetter() {
		this.client.start(Waiting.class, (workflow) -> workflow.await(), (options) -> options.id("waiting"));
		byte[] data = this.context.getBean(EventCodec.class)
			.encode(new Incoming.SignalReceived("nobody",
					this.context.getBean(PayloadConverter.class).writeArguments(new Object[0]), Map.of()));
		this.store.send(new OutgoingLetter("waiting", null, LetterKind.SIGNAL, "nobody", data, null));
		until(() -> count("durable.signal.dead.letter", "reason", "unreadable") == 1);
	}

	/** A run of a queue that has no node. */
	private void elsewhere() {
		UUID runId = UUID.randomUUID();
		NewRun run = new NewRun(runId, "elsewhere", runId, "Order", "elsewhere", "build", Instant.now(), null, null,
				null, null, dev.durable.client.WorkflowIdReusePolicy.ALLOW_DUPLICATE, List.of(), null);
		this.store.start(new RunStart(run, List.of(new EventRow(1, "WorkflowStarted", Instant.now(), new byte[] { 1 })),
				false, false), List.of());
	}

	private void takeOver() {
		this.store.join(new NodeRegistration("dead", "build", Set.of("Order"), 2), Duration.ofMillis(1));
		until(() -> count("durable.takeover") == 1);
	}

	/** Others expire the node, which joins again. */
	private void loseLease() {
		long self = this.store.nodes().stream().mapToLong(NodeRow::nodeId).max().orElseThrow();
		this.store.leave(self);
		until(() -> count("durable.lease.lost") == 1);
		until(() -> this.store.nodes().stream().anyMatch((node) -> node.nodeId() > self));
	}

}
