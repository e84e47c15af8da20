package dev.durable.micrometer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.engine.LogContext;
import dev.durable.micrometer.TelemetryApplication.Order;
import dev.durable.micrometer.TelemetryApplication.Seen;
import dev.durable.micrometer.TelemetryApplication.Steps;
import dev.durable.micrometer.TelemetryApplication.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what log lines say of the workflow that they come from. Runs leave memory
 * after every turn, so all code is replayed again and again, on pooled threads.
 */
class LogTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static ConfigurableApplicationContext context;

	private final String id = "log-" + UUID.randomUUID();

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	@BeforeAll
	static void start() {
		context = Applications.start(Applications.freshDatabase(),
				Map.of("durable.workflow.max-resident", 0, "durable.workflow.virtual-threads", false));
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void listen() {
		this.lines.start();
		logger(Order.class).addAppender(this.lines);
		logger(Steps.class).addAppender(this.lines);
	}

	@AfterEach
	void stopListening() {
		logger(Order.class).detachAppender(this.lines);
		logger(Steps.class).detachAppender(this.lines);
		MDC.clear();
	}

	private static Logger logger(Class<?> type) {
		return (Logger) LoggerFactory.getLogger(type);
	}

	private static WorkflowClient client() {
		return context.getBean(WorkflowClient.class);
	}

	private WorkflowHandle<String> startOrder(String workflowId) {
		return client().start(Order.class, (workflow) -> workflow.process(workflowId),
				(options) -> options.id(workflowId));
	}

	private List<Seen> seen(String where) {
		return TelemetryApplication.SEEN.stream()
			.filter((each) -> each.where().equals(where) && each.subject().equals(this.id))
			.toList();
	}

	private void assertKeys(String where, WorkflowHandle<?> run, String type) {
		assertThat(seen(where)).as(where)
			.isNotEmpty()
			.allSatisfy((each) -> assertThat(each.context()).containsEntry("workflowId", this.id)
				.containsEntry("runId", run.runId())
				.containsEntry("workflowType", type)
				.doesNotContainKeys("activity", "attempt"));
	}

	@Test
	void linesOfWorkflowsAndActivitiesSayWhereTheyComeFromAndAreThereOnce() {
		WorkflowHandle<String> run = startOrder(this.id);
		client().stub(Order.class, this.id).approve();
		assertThat(run.result()).isEqualTo(this.id + " shipped");
		List<ILoggingEvent> own = this.lines.list.stream()
			.filter((line) -> this.id.equals(line.getMDCPropertyMap().get("workflowId")))
			.toList();
		assertThat(own).extracting(ILoggingEvent::getFormattedMessage).containsExactly("begins", "charges", "ships");
		assertThat(own).allSatisfy((line) -> assertThat(line.getMDCPropertyMap()).containsEntry("runId", run.runId())
			.containsEntry("workflowType", "Order"));
		assertThat(own.get(0).getMDCPropertyMap()).doesNotContainKeys("activity", "attempt");
		assertThat(own.get(1).getMDCPropertyMap()).containsEntry("activity", "Steps.charge")
			.containsEntry("attempt", "1");
		assertThat(seen("begin")).as("turns and replays").hasSizeGreaterThan(1);
	}

	@Test
	void keysAreThereInAllCodeOfAWorkflowAndOnReplayToo() {
		WorkflowHandle<String> run = startOrder(this.id);
		await().atMost(LIMIT).untilAsserted(() -> assertThat(seen("charged")).isNotEmpty());
		assertThat(client().stub(Order.class, this.id).change(3)).isEqualTo(3);
		assertThat(client().stub(Order.class, this.id).amount()).isEqualTo(3);
		client().stub(Order.class, this.id).approve();
		run.result();
		for (String where : List.of("begin", "charged", "branch", "approved", "signal", "update", "query")) {
			assertKeys(where, run, "Order");
		}
		assertThat(MDC.getCopyOfContextMap()).as("the thread of the caller").isNullOrEmpty();
	}

	@Test
	void keysOfACallerAreNotCarried() {
		LogContext.KEYS.forEach((key) -> MDC.put(key, "of the caller"));
		MDC.put("user", "ann");
		WorkflowHandle<String> run = startOrder(this.id);
		LogContext.KEYS.forEach((key) -> assertThat(MDC.get(key)).isEqualTo("of the caller"));
		client().stub(Order.class, this.id).approve();
		run.result();
		assertKeys("begin", run, "Order");
		assertThat(seen("begin")).allSatisfy((each) -> assertThat(each.context()).containsEntry("user", "ann"));
		assertThat(seen("ship")).allSatisfy((each) -> assertThat(each.context()).containsEntry("user", "ann")
			.containsEntry("activity", "Steps.ship")
			.containsEntry("workflowId", this.id));
	}

	@Test
	void workflowThatAnActivityStartsHasNothingOfTheActivity() {
		String order = "order-" + this.id;
		client().start(Order.class, (workflow) -> workflow.process("starts " + this.id),
				(options) -> options.id(order));
		await().atMost(LIMIT).untilAsserted(() -> assertThat(seen("waits")).isNotEmpty());
		await().atMost(LIMIT).ignoreExceptions().until(() -> client().handle(this.id, String.class).runId() != null);
		assertKeys("waits", client().handle(this.id, String.class), "Waiting");
		client().stub(Waiting.class, this.id).done();
	}

	@Test
	void nothingLeaksBetweenThreads() {
		List<WorkflowHandle<String>> runs = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			runs.add(startOrder("leak-" + i + "-" + this.id));
			client().stub(Order.class, "leak-" + i + "-" + this.id).approve();
		}
		runs.forEach((run) -> run.result());
		assertThat(TelemetryApplication.SEEN).filteredOn((each) -> each.subject().startsWith("leak-"))
			.hasSizeGreaterThan(30)
			.allSatisfy((each) -> assertThat(each.context()).containsEntry("workflowId", each.subject()));
		context.getBean(Steps.class).charge(this.id);
		assertThat(seen("charge")).singleElement()
			.satisfies((each) -> assertThat(each.context()).doesNotContainKeys(LogContext.KEYS.toArray(String[]::new)));
	}

}
