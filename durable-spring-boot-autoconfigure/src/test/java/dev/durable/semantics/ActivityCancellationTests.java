package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.durable.ActivityContext;
import dev.durable.ActivityFailure;
import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for activities that are cancelled. A node waits for its attempts before it stops,
 * so the tests keep it going while one runs.
 */
class ActivityCancellationTests extends ScriptedTests {

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicReference<String> seen = new AtomicReference<>("nothing");

	/**
	 * Call an activity in a scope, cancel the scope when told so, and end when told so.
	 */
	private static void cancelOnSignal(Scripted workflow, CancellationType type) {
		CancellationScope scope = Durable.scope(() -> {
			try {
				workflow.note(workflow.perform("work",
						(options) -> options.cancellation(type)
							.initialInterval(Duration.ofHours(1))
							.maximumInterval(Duration.ofHours(1))));
			}
			catch (ActivityFailure ex) {
				workflow.note(ex.retryState() + " after " + ex.attempts());
				throw ex;
			}
		});
		workflow.awaitSignal("cancel");
		scope.cancel();
		try {
			scope.join();
			workflow.note("joined");
		}
		catch (CancelledFailure | ActivityFailure ex) {
			workflow.note(ex.getClass().getSimpleName());
		}
		workflow.awaitSignal("end");
	}

	private WorkflowHandle<List<String>> startAndCancel(CancellationType type) {
		WorkflowHandle<List<String>> run = start((workflow) -> cancelOnSignal(workflow, type));
		awaitLatch(this.begun);
		send(run, "cancel");
		return run;
	}

	/**
	 * Wait for the release, and note what the attempt learns meanwhile.
	 */
	private void heartbeatUntilReleased(ActivityContext context) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
		while (this.release.getCount() > 0 && System.nanoTime() < end) {
			if (Thread.interrupted()) {
				this.seen.compareAndSet("nothing", "interrupt");
			}
			try {
				context.heartbeat("alive");
			}
			catch (RuntimeException ex) {
				this.seen.set(ex.getClass().getSimpleName());
				return;
			}
			LockSupport.parkNanos(1_000_000);
		}
	}

	@Test
	@DisplayName("29. TRY_CANCEL: the workflow goes on at once, while the attempt still runs; its result is dropped")
	void tryCancel() {
		activity("work", (context) -> {
			this.begun.countDown();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
			while (this.release.getCount() > 0 && System.nanoTime() < end) {
				Thread.interrupted();
				LockSupport.parkNanos(1_000_000);
			}
			this.seen.set("ended");
			return "dropped";
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = startAndCancel(CancellationType.TRY_CANCEL);
			awaitNote(started, "CancelledFailure");
			assertThat(this.seen.get()).isEqualTo("nothing");
			this.release.countDown();
			await().until(() -> this.seen.get().equals("ended"));
			return started;
		});
		send(run, "end");
		assertThat(notes(run)).containsExactly("CancelledFailure");
		assertThat(kinds(run)).contains("ActivityCancelRequested").doesNotContain("ActivityCompleted");
	}

	@Test
	@DisplayName("29. TRY_CANCEL: the attempt learns of it at its heartbeat")
	void tryCancelAtHeartbeat() {
		activity("work", (context) -> {
			this.begun.countDown();
			heartbeatUntilReleased(context);
			return "dropped";
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = startAndCancel(CancellationType.TRY_CANCEL);
			await().until(() -> this.seen.get().equals("CancelledFailure"));
			return started;
		});
		send(run, "end");
		assertThat(notes(run)).containsExactly("CancelledFailure");
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("29. TRY_CANCEL: the attempt learns of it by interrupt")
	void tryCancelByInterrupt() {
		activity("work", (context) -> {
			this.begun.countDown();
			try {
				TimeUnit.SECONDS.sleep(10);
				return "late";
			}
			catch (InterruptedException ex) {
				this.seen.set("interrupt");
				throw ex;
			}
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = startAndCancel(CancellationType.TRY_CANCEL);
			await().until(() -> this.seen.get().equals("interrupt"));
			return started;
		});
		send(run, "end");
		assertThat(notes(run)).containsExactly("CancelledFailure");
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("29. WAIT: the workflow gets what the activity answers, a result too")
	void waitForResult() {
		activity("work", (context) -> {
			this.begun.countDown();
			heartbeatUntilReleased(context);
			return "cleaned up after " + this.seen.get();
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = startAndCancel(CancellationType.WAIT);
			await().until(() -> this.seen.get().equals("CancelledFailure"));
			return started;
		});
		send(run, "end");
		assertThat(notes(run)).containsExactly("cleaned up after CancelledFailure", "joined");
	}

	@Test
	@DisplayName("29. WAIT: an activity that ends with CancelledFailure is cancelled, and not retried")
	void waitForCancelledFailure() {
		assertAnswer(() -> {
			throw new CancelledFailure("as asked");
		});
	}

	@Test
	@DisplayName("29. WAIT: an activity that fails after the request is not retried")
	void waitForFailure() {
		assertAnswer(() -> {
			throw new IllegalStateException("no clean-up");
		});
	}

	private void assertAnswer(Callable<String> answer) {
		activity("work", (context) -> {
			this.begun.countDown();
			heartbeatUntilReleased(context);
			try {
				return answer.call();
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = startAndCancel(CancellationType.WAIT);
			await().until(() -> this.seen.get().equals("CancelledFailure"));
			return started;
		});
		send(run, "end");
		assertThat(notes(run)).containsExactly("CANCELLED after 1", "ActivityFailure");
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("29. ABANDON: the workflow goes on at once and the activity is undisturbed")
	void abandon() {
		activity("work", (context) -> {
			this.begun.countDown();
			heartbeatUntilReleased(context);
			this.seen.compareAndSet("nothing", "undisturbed");
			return "ignored";
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = startAndCancel(CancellationType.ABANDON);
			awaitNote(started, "CancelledFailure");
			pass(Duration.ofMillis(100));
			this.release.countDown();
			await().until(() -> !this.seen.get().equals("nothing"));
			return started;
		});
		send(run, "end");
		assertThat(notes(run)).containsExactly("CancelledFailure");
		assertThat(this.seen.get()).isEqualTo("undisturbed");
		assertThat(kinds(run)).doesNotContain("ActivityCancelRequested");
	}

	@ParameterizedTest
	@EnumSource(names = { "TRY_CANCEL", "WAIT" })
	@DisplayName("29. Cancelled between two attempts: there is no further one")
	void betweenAttempts(CancellationType type) {
		activity("work", (context) -> {
			this.begun.countDown();
			throw new IllegalStateException("again in an hour");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> cancelOnSignal(workflow, type));
		awaitLatch(this.begun);
		await().until(() -> run.describe()
			.pendingActivities()
			.stream()
			.anyMatch((activity) -> activity.lastFailure().isPresent() && activity.nextAttemptAt().isPresent()));
		send(run, "cancel");
		send(run, "end");
		List<String> expected = (type == CancellationType.WAIT) ? List.of("CANCELLED after 1", "ActivityFailure")
				: List.of("CancelledFailure");
		assertThat(notes(run)).isEqualTo(expected);
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("29. The attempts of a run that is terminated are interrupted, and their heartbeats abandoned")
	void terminated() {
		activity("work", (context) -> {
			this.begun.countDown();
			heartbeatUntilReleased(context);
			return "refused";
		});
		WorkflowHandle<?> run = call(() -> {
			WorkflowHandle<?> started = start((workflow) -> workflow.perform("work"));
			awaitLatch(this.begun);
			started.terminate("enough");
			await().until(() -> this.seen.get().equals("ActivityAbandoned"));
			return started;
		});
		awaitStatus(run, WorkflowStatus.TERMINATED);
		assertThat(kinds(run)).doesNotContain("ActivityCompleted");
	}

}
