package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.durable.Activity;
import dev.durable.ActivityFailure;
import dev.durable.ActivityMethod;
import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.RetryState;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for activities that are made by the nodes of a queue, and for the rate of an
 * activity.
 */
class QueueTests extends ScriptedTests {

	private String queue() {
		return "queue-" + id();
	}

	@Test
	@DisplayName("An attempt in a queue is retried by its policy, on any node of the queue")
	void retried() {
		activity("work", (context) -> {
			if (context.attempt() < 3) {
				throw new IllegalStateException("attempt " + context.attempt());
			}
			return "attempt " + context.attempt();
		});
		assertThat(call(() -> play(
				(workflow) -> workflow.note(workflow.perform("work", (options) -> options.queue("default"))))))
			.containsExactly("attempt 3");
		assertThat(attempts("work").stream().map((attempt) -> attempt.idempotencyKey()).distinct()).hasSize(1);
	}

	@Test
	@DisplayName("Nobody serves the queue: schedule-to-start passes, and the attempt is not made later")
	void nobodyServes() {
		activity("work", (context) -> "made");
		Throwable failure = failure(start((workflow) -> workflow.perform("work",
				(options) -> options.queue(queue()).scheduleToStartTimeout(Duration.ofMillis(200)))));
		assertThat(failure).isInstanceOfSatisfying(ActivityFailure.class,
				(activity) -> assertThat(activity.retryState()).isEqualTo(RetryState.TIMEOUT));
		assertThat(failure.getCause()).isInstanceOfSatisfying(TimeoutFailure.class,
				(timeout) -> assertThat(timeout.timeoutType()).isEqualTo(TimeoutType.SCHEDULE_TO_START));
		assertThat(attempts("work")).isEmpty();
	}

	@Test
	@DisplayName("What an attempt has said is known to the next one, on another node")
	void detailsTravel() {
		activity("work", (context) -> {
			if (context.attempt() == 1) {
				context.heartbeat("half");
				throw new IllegalStateException("after half");
			}
			return context.lastHeartbeat(String.class).orElse("nothing");
		});
		assertThat(call(() -> play(
				(workflow) -> workflow.note(workflow.perform("work", (options) -> options.queue("default"))))))
			.containsExactly("half");
	}

	@Test
	@DisplayName("An attempt on a node of the queue is asked to end, and its answer is awaited")
	void cancelled() {
		CountDownLatch begun = new CountDownLatch(1);
		activity("work", (context) -> {
			begun.countDown();
			while (true) {
				try {
					TimeUnit.MILLISECONDS.sleep(10);
				}
				catch (InterruptedException ex) {
					// the heartbeat says why
				}
				context.heartbeat(null);
			}
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				workflow.perform("work", (options) -> options.queue("default").cancellation(CancellationType.WAIT));
			}
			catch (ActivityFailure ex) {
				workflow.note("cancelled by " + ex.getCause().getClass().getSimpleName());
			}
		});
		awaitLatch(begun);
		run(() -> run.cancel());
		assertThat(notes(run)).containsExactly("cancelled by CancelledFailure");
	}

	@Test
	@DisplayName("An attempt that waits in its queue is cancelled without being made")
	void cancelledInTheQueue() {
		activity("work", (context) -> "made");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				workflow.perform("work", (options) -> options.queue(queue()).cancellation(CancellationType.WAIT));
			}
			catch (ActivityFailure ex) {
				workflow.note("cancelled by " + ex.getCause().getClass().getSimpleName());
			}
		});
		awaitScheduled(run);
		run(() -> run.cancel());
		assertThat(notes(run)).containsExactly("cancelled by CancelledFailure");
		assertThat(attempts("work")).isEmpty();
	}

	@Test
	@DisplayName("31. An attempt on a node of the queue is completed later, by its token, from any node")
	void completedLater() {
		BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
		activity("work", (context) -> {
			tokens.add(context.completeLater());
			return "ignored";
		});
		WorkflowHandle<List<String>> run = start(
				(workflow) -> workflow.note(workflow.perform("work", (options) -> options.queue("default"))));
		String token = poll(tokens);
		run(() -> client().completeActivity(token, "from outside"));
		assertThat(notes(run)).containsExactly("from outside");
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("Attempts begin as the rate of the activity allows, on all nodes together")
	void rateLimit() {
		long before = System.nanoTime();
		WorkflowHandle<Long> run = call(() -> client().start(Steady.class, Steady::run, (options) -> options.id(id())));
		assertThat(TimeUnit.NANOSECONDS.toMillis(result(run) - before))
			.as("milliseconds to the last of 6 attempts at 4 a second, of which 4 may begin at once")
			.isGreaterThanOrEqualTo(450L);
	}

	private void awaitScheduled(WorkflowHandle<?> run) {
		await().untilAsserted(() -> assertThat(kinds(run)).contains("ActivityScheduled"));
	}

	private static String poll(BlockingQueue<String> tokens) {
		try {
			String token = tokens.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
			assertThat(token).isNotNull();
			return token;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * May not begin often.
	 */
	@Activity(name = "QueueTests.Limited")
	static class Limited {

		@ActivityMethod(rateLimit = 4)
		public long begin() {
			return System.nanoTime();
		}

	}

	/**
	 * Calls an activity more often than its rate allows.
	 */
	@Workflow(name = "QueueTests.Steady")
	static class Steady {

		private final Limited limited;

		Steady(Limited limited) {
			this.limited = limited;
		}

		@WorkflowMethod
		public long run() {
			List<Promise<Long>> all = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				all.add(Durable.async(() -> this.limited.begin()));
			}
			return Durable.all(all).get().stream().max(Long::compare).orElseThrow();
		}

	}

}
