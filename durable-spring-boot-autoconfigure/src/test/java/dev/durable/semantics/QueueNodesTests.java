package dev.durable.semantics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Activity;
import dev.durable.ActivityFailure;
import dev.durable.ActivityMethod;
import dev.durable.ActivityOutcomeUnknown;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for attempts that other nodes take from a queue, for such nodes that die, and for
 * limits that hold on all nodes together.
 */
class QueueNodesTests extends ScriptedTests {

	private static final String SLOW = "queue-nodes-tests-slow";

	/**
	 * What the node of the workflow does between turns makes no difference to the others.
	 */
	static List<Setting> settings() {
		return Setting.all()
			.stream()
			.filter((setting) -> setting.mode() == Mode.STRAIGHT || setting.mode() == Mode.EVICTING)
			.toList();
	}

	private OtherNode worker(String queue) {
		return otherNode(Worker.class, "durable.queues=" + queue);
	}

	private String queue() {
		return "queue-" + id();
	}

	@Test
	@DisplayName("An activity with a queue is made by a node of the queue, its workflow by another one")
	void elsewhere() {
		WorkflowHandle<List<String>> run = call(
				() -> client().start(Travelling.class, Travelling::run, (options) -> options.id(id())));
		awaitScheduled(run);
		assertThat(kinds(run)).doesNotContain("ActivityCompleted");
		worker(SLOW).during(() -> assertThat(result(run)).containsExactly("other", "other"));
	}

	@Test
	@DisplayName("The node that has taken an attempt dies: the attempt counts, and another node makes the next one")
	void takerDies() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		activity("work", (context) -> {
			if (context.attempt() == 1) {
				begun.countDown();
				await(release);
			}
			return "attempt " + context.attempt();
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("work", (options) -> options.queue(queue())));
			workflow.note(workflow.perform("once"));
		});
		activity("once", (context) -> "once");
		try (OtherNode first = worker(queue())) {
			awaitLatch(begun);
			worker(queue()).during(() -> {
				first.die();
				assertThat(notes(run)).containsExactly("attempt 2", "once");
			});
		}
		finally {
			release.countDown();
		}
		assertThat(attempts("work")).hasSize(2);
	}

	@Test
	@DisplayName("The node that has taken the only attempt dies: the outcome is unknown")
	void takerOfTheOnlyAttemptDies() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		activity("work", (context) -> {
			begun.countDown();
			await(release);
			return "too late";
		});
		WorkflowHandle<List<String>> run = start(
				(workflow) -> workflow.perform("work", (options) -> options.queue(queue()).maximumAttempts(1)));
		try (OtherNode first = worker(queue())) {
			awaitLatch(begun);
			first.die();
			assertThat(failure(run)).isInstanceOf(ActivityFailure.class)
				.hasCauseInstanceOf(ActivityOutcomeUnknown.class);
		}
		finally {
			release.countDown();
		}
	}

	@Test
	@DisplayName("No more attempts at the same time than the activity allows, on all nodes together")
	void maxConcurrent() {
		Limited.MOST.set(0);
		worker("default").during(() -> {
			List<WorkflowHandle<List<String>>> runs = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				String other = id(String.valueOf(i));
				runs.add(call(() -> client().start(Crowd.class, Crowd::run, (options) -> options.id(other))));
			}
			runs.forEach((run) -> assertThat(result(run)).hasSize(Crowd.SIZE));
		});
		assertThat(Limited.MOST).hasValueBetween(1, 2);
	}

	private void awaitScheduled(WorkflowHandle<?> run) {
		await().untilAsserted(() -> assertThat(kinds(run)).contains("ActivityScheduled"));
	}

	private static void await(CountDownLatch latch) throws InterruptedException {
		latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	/**
	 * An application that has activities only.
	 */
	@EnableAutoConfiguration
	@Import({ ScriptedActivities.class, Places.class, Limited.class })
	static class Worker {

	}

	/**
	 * Says where it runs.
	 */
	@Activity(name = "QueueNodesTests.Places", queue = "${queue-nodes-tests.slow:" + SLOW + "}")
	static class Places {

		private final String node;

		Places(@Value("${durable.node.name:first}") String node) {
			this.node = node;
		}

		public String where() {
			return this.node;
		}

	}

	/**
	 * Goes to another node and back.
	 */
	@Workflow(name = "QueueNodesTests.Travelling")
	static class Travelling {

		private final Places places;

		Travelling(Places places) {
			this.places = places;
		}

		@WorkflowMethod
		public List<String> run() {
			return List.of(this.places.where(), this.places.where());
		}

	}

	/**
	 * Counts how many of it run.
	 */
	@Activity(name = "QueueNodesTests.Limited")
	static class Limited {

		static final AtomicInteger RUNNING = new AtomicInteger();

		static final AtomicInteger MOST = new AtomicInteger();

		@ActivityMethod(maxConcurrent = 2)
		public String crowd(int number) throws InterruptedException {
			MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
			try {
				TimeUnit.MILLISECONDS.sleep(20);
				return "done " + number;
			}
			finally {
				RUNNING.decrementAndGet();
			}
		}

	}

	/**
	 * Calls an activity more often at once than that allows.
	 */
	@Workflow(name = "QueueNodesTests.Crowd")
	static class Crowd {

		static final int SIZE = 4;

		private final Limited limited;

		Crowd(Limited limited) {
			this.limited = limited;
		}

		@WorkflowMethod
		public List<String> run() {
			List<Promise<String>> all = new ArrayList<>();
			for (int i = 0; i < SIZE; i++) {
				int number = i;
				all.add(Durable.async(() -> {
					try {
						return this.limited.crowd(number);
					}
					catch (InterruptedException ex) {
						throw new IllegalStateException(ex);
					}
				}));
			}
			return Durable.all(all).get();
		}

	}

}
