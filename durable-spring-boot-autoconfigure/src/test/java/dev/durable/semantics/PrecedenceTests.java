package dev.durable.semantics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.StartOptions;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which attempts are made that wait for each other.
 */
class PrecedenceTests extends AbstractSemanticsTests {

	private static final String LINE = "precedence-tests-line";

	private final List<WorkflowHandle<String>> runs = new ArrayList<>();

	/**
	 * What the node does between turns makes no difference to who waits.
	 */
	static List<Setting> settings() {
		return Setting.all().stream().filter((setting) -> setting.mode() == Mode.STRAIGHT).toList();
	}

	private OtherNode one(String queue) {
		return otherNode(Second.class, "durable.queues=" + queue, "durable.activity.max-concurrent=1");
	}

	private void start(WorkflowClient client, String name, Consumer<StartOptions.Builder> options) {
		WorkflowHandle<String> run = client.start(Errand.class, (errand) -> errand.run(id(), name, "near"),
				(builder) -> {
					builder.id(id(name)).queue("near-" + id());
					options.accept(builder);
				});
		awaitKind(run, "ActivityScheduled");
		this.runs.add(run);
	}

	private void send(String tenant, int number) {
		WorkflowHandle<String> run = client().start(Tenant.class, (errand) -> errand.run(id(), tenant, tenant + number),
				(options) -> options.id(id(tenant + number)));
		this.runs.add(run);
	}

	@Test
	@DisplayName("Attempts that wait for room on a node are made by their priorities")
	void waitingForRoom() throws InterruptedException {
		Errands.GATE.put(id(), new CountDownLatch(1));
		try (OtherNode other = one("near-" + id())) {
			start(other.client(), "blocks", (options) -> {
			});
			await().untilAsserted(() -> assertThat(Errands.log(id())).containsExactly("blocks"));
			start(other.client(), "last", (options) -> options.priority(5));
			start(other.client(), "usual", (options) -> {
			});
			start(other.client(), "first", (options) -> options.priority(1));
			start(other.client(), "second", (options) -> options.priority(2));
			Errands.GATE.get(id()).countDown();
			this.runs.forEach(this::result);
		}
		assertThat(Errands.log(id())).containsExactly("blocks", "first", "second", "usual", "last");
	}

	@Test
	@DisplayName("Of attempts that wait in a queue a priority passes all, and each tenant has its turn")
	void waitingInAQueue() {
		for (int i = 0; i < 30; i++) {
			send("crowd", i);
		}
		for (int i = 0; i < 3; i++) {
			send("few", i);
		}
		WorkflowHandle<String> parent = client().start(Parent.class, (errand) -> errand.run(id()),
				(options) -> options.id(id("parent")).priority(1));
		this.runs.add(parent);
		awaitKind(parent, "ChildInitiated");
		awaitKind(client().handle(id() + "/child", String.class), "ActivityScheduled");
		this.runs.stream().filter((run) -> run != parent).forEach((run) -> awaitKind(run, "ActivityScheduled"));
		one(LINE).during(() -> this.runs.forEach(this::result));
		List<String> log = Errands.log(id());
		assertThat(log).hasSize(34).startsWith("child");
		assertThat(log.subList(0, 8)).contains("few0", "few1", "few2");
	}

	/**
	 * The same application on another node.
	 */
	@EnableAutoConfiguration
	@Import({ Errand.class, Tenant.class, Parent.class, Errands.class, Line.class })
	static class Second {

	}

	/**
	 * Runs an errand on its own node.
	 */
	@Workflow(name = "PrecedenceTests.Errand")
	static class Errand {

		private final Errands errands;

		Errand(Errands errands) {
			this.errands = errands;
		}

		@WorkflowMethod
		public String run(String test, String name, String where) {
			return this.errands.serve(test, name);
		}

	}

	/**
	 * Runs an errand of a tenant on the nodes of a queue.
	 */
	@Workflow(name = "PrecedenceTests.Tenant")
	static class Tenant {

		private final Line line;

		Tenant(Line line) {
			this.line = line;
		}

		@WorkflowMethod(fairnessKey = "#tenant")
		public String run(String test, String tenant, String name) {
			return this.line.serve(test, name);
		}

	}

	/**
	 * Lets a child run an errand.
	 */
	@Workflow(name = "PrecedenceTests.Parent")
	static class Parent {

		@WorkflowMethod
		public String run(String test) {
			return Durable.child(Tenant.class, (options) -> options.id(test + "/child")).run(test, "child", "child");
		}

	}

	/**
	 * Notes who comes when.
	 */
	@Activity(name = "PrecedenceTests.Errands")
	static class Errands {

		static final Map<String, CountDownLatch> GATE = new ConcurrentHashMap<>();

		private static final Map<String, List<String>> LOG = new ConcurrentHashMap<>();

		static List<String> log(String test) {
			return LOG.computeIfAbsent(test, (key) -> Collections.synchronizedList(new ArrayList<>()));
		}

		public String serve(String test, String name) {
			log(test).add(name);
			try {
				if (!GATE.get(test).await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
					throw new IllegalStateException("The gate stays closed");
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return name;
		}

	}

	/**
	 * Serves one after the other.
	 */
	@Activity(name = "PrecedenceTests.Line", queue = LINE)
	static class Line {

		public String serve(String test, String name) {
			Errands.log(test).add(name);
			return name;
		}

	}

}
