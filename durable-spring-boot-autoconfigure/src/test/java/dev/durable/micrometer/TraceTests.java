package dev.durable.micrometer;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.durable.client.StartOptions;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.micrometer.TelemetryApplication.Broken;
import dev.durable.micrometer.TelemetryApplication.Order;
import dev.durable.micrometer.TelemetryApplication.Parent;
import dev.durable.micrometer.TelemetryApplication.Waiting;
import dev.durable.micrometer.Tracing.Spans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the trace of a workflow, with a real tracer: it begins with the caller and
 * goes on in turns and activities, whatever happens to the node in between.
 */
class TraceTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Map<String, Object> PROPERTIES = Map.of();

	private static final AttributeKey<String> WORKFLOW_ID = AttributeKey.stringKey("workflow.id");

	private static final AttributeKey<String> EVENT = AttributeKey.stringKey("event");

	private static String url;

	private static ConfigurableApplicationContext context;

	private final String id = "trace-" + UUID.randomUUID();

	private final String caller = "caller " + this.id;

	@BeforeAll
	static void start() {
		url = Applications.freshDatabase();
		context = Applications.start(url, PROPERTIES, Tracing.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static WorkflowClient client() {
		return context.getBean(WorkflowClient.class);
	}

	private static Spans spans(ConfigurableApplicationContext of) {
		return of.getBean(Spans.class);
	}

	private <T> T observed(String name, Supplier<T> call) {
		return Observation.createNotStarted(name, context.getBean(ObservationRegistry.class)).observe(call);
	}

	private Consumer<StartOptions.Builder> options() {
		return (options) -> options.id(this.id);
	}

	private WorkflowHandle<String> startOrder() {
		return observed(this.caller,
				() -> client().start(Order.class, (workflow) -> workflow.process("book"), options()));
	}

	private void approve(ConfigurableApplicationContext by) {
		Observation.createNotStarted("approver " + this.id, by.getBean(ObservationRegistry.class))
			.observe(() -> by.getBean(WorkflowClient.class).stub(Order.class, this.id).approve());
	}

	/** The spans of this workflow by name, however their trace is called. */
	private List<SpanData> own(ConfigurableApplicationContext of, String name) {
		return spans(of).named(name)
			.stream()
			.filter((span) -> this.id.equals(span.getAttributes().get(WORKFLOW_ID)))
			.toList();
	}

	private List<SpanData> own(String name) {
		return own(context, name);
	}

	private SpanData only(ConfigurableApplicationContext of, String name) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(own(of, name)).as(name).hasSize(1));
		return own(of, name).get(0);
	}

	private List<String> events(ConfigurableApplicationContext of) {
		return own(of, "turn Order").stream().map((span) -> span.getAttributes().get(EVENT)).toList();
	}

	private static void assertContinues(SpanData span, SpanData parent) {
		assertThat(span.getTraceId()).as(span.getName()).isEqualTo(parent.getTraceId());
		assertThat(span.getParentSpanId()).as(span.getName()).isEqualTo(parent.getSpanId());
	}

	private void awaitWait() {
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(events(context)).containsExactly("WorkflowStarted", "ActivityCompleted"));
	}

	@Test
	void traceOfTheCallerContinuesThroughWaitsAndRestarts() {
		WorkflowHandle<String> run = startOrder();
		awaitWait();
		await().atMost(LIMIT).untilAsserted(() -> assertThat(spans(context).open()).isEmpty());
		Applications.restartNode(context);
		Applications.restartNode(context);
		approve(context);
		assertThat(run.result()).isEqualTo("book shipped");
		SpanData start = only(context, "start Order");
		assertContinues(start, spans(context).only(this.caller));
		assertContinues(only(context, "activity Steps.charge"), start);
		assertContinues(only(context, "activity Steps.ship"), start);
		SpanData signal = only(context, "signal Order.approve");
		assertContinues(signal, spans(context).only("approver " + this.id));
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(events(context)).containsExactly("WorkflowStarted", "ActivityCompleted",
					"SignalReceived", "TimerFired", "ActivityCompleted"));
		own("turn Order").forEach((turn) -> assertContinues(turn,
				"SignalReceived".equals(turn.getAttributes().get(EVENT)) ? signal : start));
		assertThat(start.getAttributes().get(AttributeKey.stringKey("run.id"))).isEqualTo(run.runId());
	}

	@Test
	void traceContinuesOnAnotherNode() {
		String shared = Applications.freshDatabase();
		ConfigurableApplicationContext other = Applications.start(shared, PROPERTIES, Tracing.class);
		WorkflowHandle<String> run = Observation.createNotStarted(this.caller, other.getBean(ObservationRegistry.class))
			.observe(() -> other.getBean(WorkflowClient.class)
				.start(Order.class, (workflow) -> workflow.process("book"), options()));
		SpanData charge = only(other, "activity Steps.charge");
		SpanData start = only(other, "start Order");
		assertContinues(charge, start);
		try (ConfigurableApplicationContext next = Applications.start(shared, PROPERTIES, Tracing.class)) {
			other.close();
			approve(next);
			WorkflowHandle<String> same = next.getBean(WorkflowClient.class).handle(this.id, String.class);
			assertThat(same.runId()).isEqualTo(run.runId());
			assertThat(same.result()).isEqualTo("book shipped");
			assertContinues(only(next, "activity Steps.ship"), start);
			assertThat(own(next, "activity Steps.charge")).isEmpty();
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(events(next)).containsExactly("SignalReceived", "TimerFired",
						"ActivityCompleted"));
		}
	}

	@Test
	void startInATransactionHasOneFirstTurn() {
		observed(this.caller, () -> context.getBean(TransactionTemplate.class)
			.execute((status) -> client().start(Order.class, (workflow) -> workflow.process("book"), options())));
		awaitWait();
		SpanData start = only(context, "start Order");
		assertContinues(start, spans(context).only(this.caller));
		own("turn Order").forEach((turn) -> assertContinues(turn, start));
		client().handle(this.id, String.class).terminate("enough");
	}

	@Test
	void turnsThatAskForNothingAreNotRepeatedByReplays() {
		WorkflowHandle<String> run = observed(this.caller,
				() -> client().start(Waiting.class, (workflow) -> workflow.await(), options()));
		Applications.restartNode(context);
		Applications.restartNode(context);
		client().stub(Waiting.class, this.id).done();
		assertThat(run.result()).isEqualTo("waiting shipped");
		assertThat(own("turn Waiting")).extracting((span) -> span.getAttributes().get(EVENT))
			.containsExactly("WorkflowStarted", "SignalReceived", "ActivityCompleted");
	}

	@Test
	void childrenBelongToTheTraceOfTheirParent() {
		String child = "child-" + this.id;
		WorkflowHandle<String> run = observed(this.caller,
				() -> client().start(Parent.class, (workflow) -> workflow.run(child), options()));
		await().atMost(LIMIT).ignoreExceptions().until(() -> {
			client().stub(Waiting.class, child).done();
			return true;
		});
		assertThat(run.result()).isEqualTo("waiting shipped");
		SpanData start = only(context, "start Parent");
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(spans(context).all())
				.filteredOn((span) -> child.equals(span.getAttributes().get(WORKFLOW_ID)))
				.filteredOn((span) -> span.getName().equals("activity Steps.ship"))
				.singleElement()
				.satisfies((ship) -> assertContinues(ship, start)));
	}

	@Test
	void workflowStartedByAnActivityBelongsToItsTrace() {
		String started = "started-" + this.id;
		observed(this.caller,
				() -> client().start(Order.class, (workflow) -> workflow.process("starts " + started), options()));
		SpanData charge = only(context, "activity Steps.charge");
		await().atMost(LIMIT).ignoreExceptions().until(() -> {
			client().stub(Waiting.class, started).done();
			return true;
		});
		assertThat(spans(context).all()).filteredOn((span) -> started.equals(span.getAttributes().get(WORKFLOW_ID)))
			.filteredOn((span) -> span.getName().equals("start Waiting"))
			.singleElement()
			.satisfies((start) -> assertContinues(start, charge));
		client().handle(this.id, String.class).terminate("enough");
	}

	@Test
	void queriesAndUpdatesAreObserved() {
		startOrder();
		awaitWait();
		assertThat(observed("asker " + this.id, () -> client().stub(Order.class, this.id).change(7))).isEqualTo(7);
		assertThat(observed("reader " + this.id, () -> client().stub(Order.class, this.id).amount())).isEqualTo(7);
		SpanData update = only(context, "update Order.change");
		assertContinues(update, spans(context).only("asker " + this.id));
		assertContinues(only(context, "query Order.amount"), spans(context).only("reader " + this.id));
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(own("turn Order"))
				.filteredOn((turn) -> "UpdateAccepted".equals(turn.getAttributes().get(EVENT)))
				.singleElement()
				.satisfies((turn) -> assertContinues(turn, update)));
		client().handle(this.id, String.class).terminate("enough");
	}

	@Test
	void failuresAreSeenInSpans() {
		WorkflowHandle<String> run = observed(this.caller,
				() -> client().start(Broken.class, (workflow) -> workflow.fail(this.id), options()));
		assertThatException().isThrownBy(() -> run.result());
		await().atMost(LIMIT).untilAsserted(() -> assertThat(own("activity Steps.failTwice")).hasSize(3));
		// a span ends behind the report of its attempt: the next attempt's may be first
		List<SpanData> attempts = own("activity Steps.failTwice").stream()
			.sorted(Comparator.comparing((span) -> attribute(span, "attempt")))
			.toList();
		assertThat(attempts).extracting((span) -> attribute(span, "attempt")).containsExactly("1", "2", "3");
		assertThat(attempts).extracting((span) -> attribute(span, "outcome"))
			.containsExactly("failed", "failed", "completed");
		assertThat(attempts.get(0).getEvents()).isNotEmpty();
	}

	private static String attribute(SpanData span, String name) {
		return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
	}

	@Test
	void codeRunsInTheScopeOfItsTrace() {
		startOrder();
		awaitWait();
		SpanData start = only(context, "start Order");
		assertThat(TelemetryApplication.SEEN).filteredOn((seen) -> this.id.equals(seen.context().get("workflowId")))
			.extracting(TelemetryApplication.Seen::where, TelemetryApplication.Seen::trace)
			.containsExactlyInAnyOrder(tuple("begin", start.getTraceId()), tuple("charge", start.getTraceId()),
					tuple("charged", start.getTraceId()), tuple("branch", start.getTraceId()));
		client().handle(this.id, String.class).terminate("enough");
	}

}
