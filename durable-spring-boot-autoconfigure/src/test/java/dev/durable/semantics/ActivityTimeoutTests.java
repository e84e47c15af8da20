package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.durable.ActivityAbandoned;
import dev.durable.ActivityContext;
import dev.durable.ActivityFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.RetryState;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the limits of time of activities, and for heartbeats. A node waits for its
 * attempts before it stops, so tests of attempts that hang keep it going.
 */
class ActivityTimeoutTests extends ScriptedTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	/** Longer than a busy machine takes to begin an attempt or to let it go on. */
	private static final Duration LONGER = Duration.ofSeconds(2);

	/** The setting of {@link AbstractSemanticsTests}. */
	private static final int MAX_CONCURRENT = 20;

	private static final String LATE = "late";

	private void assertTimeout(Throwable failure, RetryState state, TimeoutType type, int attempts) {
		assertThat(failure).isInstanceOfSatisfying(ActivityFailure.class, (activity) -> {
			assertThat(activity.retryState()).isEqualTo(state);
			assertThat(activity.attempts()).isEqualTo(attempts);
		});
		assertThat(failure.getCause()).isInstanceOfSatisfying(TimeoutFailure.class,
				(timeout) -> assertThat(timeout.timeoutType()).isEqualTo(type));
	}

	private static String hang() throws InterruptedException {
		TimeUnit.SECONDS.sleep(10);
		return LATE;
	}

	@Test
	@DisplayName("26. Start-to-close passes: the attempt is interrupted, and retried by policy")
	void startToClose() {
		CountDownLatch interrupted = new CountDownLatch(1);
		activity("work", (context) -> {
			if (context.attempt() > 1) {
				return "attempt " + context.attempt();
			}
			try {
				return hang();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				throw ex;
			}
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = start((workflow) -> workflow
				.note(workflow.perform("work", (options) -> options.startToCloseTimeout(SHORT))));
			awaitLatch(interrupted);
			return started;
		});
		assertThat(notes(run)).containsExactly("attempt 2");
		assertThat(attempts("work")).hasSize(2);
	}

	@Test
	@DisplayName("26. The late result of an abandoned attempt is refused, and its heartbeat says so")
	void lateResult() {
		CountDownLatch second = new CountDownLatch(1);
		CountDownLatch first = new CountDownLatch(1);
		AtomicReference<Class<?>> heartbeat = new AtomicReference<>();
		activity("work", (context) -> {
			if (context.attempt() == 1) {
				awaitStubbornly(second);
				heartbeat.set(classOfHeartbeat(context));
				first.countDown();
				return LATE;
			}
			second.countDown();
			first.await(5, TimeUnit.SECONDS);
			TimeUnit.MILLISECONDS.sleep(50);
			return "in time";
		});
		List<String> notes = call(() -> play((workflow) -> workflow
			.note(workflow.perform("work", (options) -> options.startToCloseTimeout(Duration.ofMillis(800))))));
		assertThat(notes).containsExactly("in time");
		assertThat(attempts("work")).hasSizeGreaterThanOrEqualTo(2);
		assertThat(heartbeat.get()).isEqualTo(ActivityAbandoned.class);
	}

	private static void awaitStubbornly(CountDownLatch latch) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
		while (latch.getCount() > 0 && System.nanoTime() < end) {
			Thread.interrupted();
			LockSupport.parkNanos(1_000_000);
		}
		Thread.interrupted();
	}

	private static Class<?> classOfHeartbeat(ActivityContext context) {
		try {
			context.heartbeat("late");
			return Object.class;
		}
		catch (RuntimeException ex) {
			return ex.getClass();
		}
	}

	@Test
	@DisplayName("26. On the last attempt the cause is TimeoutFailure(START_TO_CLOSE)")
	void startToCloseOfLastAttempt() {
		activity("work", (context) -> hang());
		Throwable failure = call(() -> failure(start((workflow) -> workflow.perform("work",
				(options) -> options.startToCloseTimeout(SHORT).maximumAttempts(2)))));
		assertTimeout(failure, RetryState.MAXIMUM_ATTEMPTS_REACHED, TimeoutType.START_TO_CLOSE, 2);
		assertThat(attempts("work")).hasSize(2);
	}

	@Test
	@DisplayName("25. Schedule-to-close passes during an attempt: TimeoutFailure(SCHEDULE_TO_CLOSE), not retried")
	void scheduleToClose() {
		activity("work", (context) -> hang());
		Throwable failure = call(() -> failure(
				start((workflow) -> workflow.perform("work", (options) -> options.scheduleToCloseTimeout(LONGER)))));
		assertTimeout(failure, RetryState.TIMEOUT, TimeoutType.SCHEDULE_TO_CLOSE, 1);
		assertThat(attempts("work")).hasSize(1);
	}

	@Test
	@DisplayName("27. Schedule-to-start passes: TimeoutFailure(SCHEDULE_TO_START), never retried, and no attempt was made")
	void scheduleToStart() {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch full = new CountDownLatch(MAX_CONCURRENT);
		activity("hold", (context) -> {
			full.countDown();
			return release.await(5, TimeUnit.SECONDS) ? "released" : LATE;
		});
		List<String> notes = call(() -> {
			WorkflowHandle<List<String>> run = start(ActivityTimeoutTests::fillNode);
			awaitLatch(full);
			send(run, "full");
			awaitNote(run, "SCHEDULE_TO_START");
			release.countDown();
			return notes(run);
		});
		assertThat(notes).containsExactly("TIMEOUT after 0", "SCHEDULE_TO_START");
		assertThat(attempts("work")).isEmpty();
		assertThat(attempts("hold")).hasSize(MAX_CONCURRENT);
	}

	private static void fillNode(Scripted workflow) {
		List<Promise<String>> holding = new ArrayList<>();
		for (int i = 0; i < MAX_CONCURRENT; i++) {
			holding.add(workflow.performAsync("hold"));
		}
		workflow.awaitSignal("full");
		try {
			workflow.perform("work", (options) -> options.scheduleToStartTimeout(SHORT));
		}
		catch (ActivityFailure ex) {
			workflow.note(ex.retryState() + " after " + ex.attempts());
			workflow.note(((TimeoutFailure) ex.getCause()).timeoutType());
		}
		Durable.all(holding).get();
	}

	@Test
	@DisplayName("27. An attempt that begins in time may take longer than schedule-to-start")
	void scheduleToStartOfLongAttempt() {
		activity("work", (context) -> {
			TimeUnit.MILLISECONDS.sleep(1_200);
			return "done";
		});
		assertThat(play((workflow) -> workflow.note(workflow.perform("work",
				(options) -> options.scheduleToStartTimeout(Duration.ofSeconds(1)).maximumAttempts(1)))))
			.containsExactly("done");
	}

	@Test
	@DisplayName("28. Heartbeat details of an attempt are there in the next, and in the one after if that sent none")
	void heartbeatDetails() {
		activity("work", (context) -> {
			String before = context.lastHeartbeat(Progress.class).map(Progress::toString).orElse("none");
			if (context.attempt() == 1) {
				context.heartbeat(new Progress(1, List.of("a")));
				context.heartbeat(new Progress(2, List.of("a", "b")));
				context.heartbeat(null);
			}
			if (context.attempt() == 3) {
				context.heartbeat(new Progress(3, List.of()));
			}
			if (context.attempt() < 5) {
				throw new IllegalStateException(before);
			}
			return before + " after " + attempts("work").size();
		});
		assertThat(play((workflow) -> workflow.note(workflow.perform("work"))))
			.containsExactly(new Progress(3, List.of()) + " after 5");
	}

	@Test
	@DisplayName("28. The last of many heartbeats before a failure is not lost to throttling")
	void lastHeartbeat() {
		activity("work", (context) -> {
			int before = context.lastHeartbeat(Integer.class).orElse(0);
			for (int i = 1; i <= 100; i++) {
				context.heartbeat(before + i);
			}
			if (context.attempt() < 4) {
				throw new IllegalStateException("again");
			}
			return before + ", now " + context.lastHeartbeat(Integer.class).orElseThrow();
		});
		assertThat(play((workflow) -> workflow
			.note(workflow.perform("work", (options) -> options.heartbeatTimeout(Duration.ofMinutes(1))))))
			.containsExactly("300, now 400");
	}

	@Test
	@DisplayName("28. Heartbeats stop: the attempt is interrupted and retried, with what it told last")
	void heartbeatsStop() {
		CountDownLatch interrupted = new CountDownLatch(1);
		activity("work", (context) -> {
			if (context.attempt() > 1) {
				return context.lastHeartbeat(String.class).orElse("nothing");
			}
			context.heartbeat("half");
			try {
				return hang();
			}
			finally {
				interrupted.countDown();
			}
		});
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = start((workflow) -> workflow
				.note(workflow.perform("work", (options) -> options.heartbeatTimeout(SHORT))));
			awaitLatch(interrupted);
			return started;
		});
		assertThat(notes(run)).containsExactly("half");
	}

	@Test
	@DisplayName("28. No heartbeat at all on the last attempt: TimeoutFailure(HEARTBEAT)")
	void noHeartbeat() {
		activity("work", (context) -> hang());
		Throwable failure = call(() -> failure(start((workflow) -> workflow.perform("work",
				(options) -> options.heartbeatTimeout(SHORT).maximumAttempts(1)))));
		assertTimeout(failure, RetryState.MAXIMUM_ATTEMPTS_REACHED, TimeoutType.HEARTBEAT, 1);
	}

	@Test
	@DisplayName("28. Heartbeats keep an attempt going longer than the heartbeat timeout")
	void heartbeatsGoOn() {
		activity("work", (context) -> {
			for (int i = 0; i < 80; i++) {
				context.heartbeat(i);
				TimeUnit.MILLISECONDS.sleep(30);
			}
			return "done";
		});
		List<String> notes = call(() -> play((workflow) -> workflow
			.note(workflow.perform("work", (options) -> options.heartbeatTimeout(LONGER).maximumAttempts(1)))));
		assertThat(notes).containsExactly("done");
	}

	/**
	 * How far the work has come.
	 *
	 * @param step the step
	 * @param done what is done
	 */
	record Progress(int step, List<String> done) {

	}

}
