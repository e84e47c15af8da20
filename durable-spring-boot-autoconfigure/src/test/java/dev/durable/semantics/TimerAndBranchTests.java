package dev.durable.semantics;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.durable.ActivityFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.client.HistoryEvent;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import dev.durable.history.Command;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for timers, waiting and branches.
 */
class TimerAndBranchTests extends ScriptedTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final Duration LONG = Duration.ofHours(1);

	private static String later(Duration duration, String value) {
		Durable.sleep(duration);
		return value;
	}

	private static List<HistoryEvent> of(WorkflowHandle<?> run, String kind) {
		List<HistoryEvent> events = new ArrayList<>(run.history());
		events.removeIf((event) -> !event.kind().equals(kind));
		return events;
	}

	@Test
	@DisplayName("17. A timer is never early, by the code's time and by the time of its events")
	void neverEarly() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			for (int millis : new int[] { 1, 37, 120 }) {
				Instant before = Durable.now();
				Durable.sleep(Duration.ofMillis(millis));
				workflow.note(Duration.between(before, Durable.now()).toMillis() >= millis);
			}
		});
		assertThat(notes(run)).containsExactly("true", "true", "true");
		List<HistoryEvent> fired = of(run, "TimerFired");
		List<Command.TimerStarted> started = events(run, Command.TimerStarted.class);
		assertThat(fired).hasSize(3);
		for (int i = 0; i < 3; i++) {
			assertThat(fired.get(i).recordedAt()).isAfterOrEqualTo(started.get(i).due());
		}
	}

	@Test
	@DisplayName("17. After an outage that was longer, timers fire in due order, not in the order of their start")
	void dueOrderAfterOutage() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			List<Promise<Void>> sleepers = new ArrayList<>();
			for (int millis : new int[] { 700, 500, 600 }) {
				sleepers.add(Durable.async(() -> {
					Durable.sleep(Duration.ofMillis(millis));
					workflow.note(millis);
				}));
			}
			Durable.all(sleepers).get();
		});
		awaitKind(run, "TimerStarted");
		outage(Duration.ofMillis(800));
		assertThat(notes(run)).containsExactly("500", "600", "700");
		assertThat(of(run, "TimerFired")).hasSize(3);
	}

	@Test
	@DisplayName("17. To sleep no time, or less, returns at once and records nothing")
	void noTime() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Durable.sleep(Duration.ZERO);
			Durable.sleep(Duration.ofSeconds(-1));
			workflow.note(Durable.await(Duration.ZERO, () -> false));
			workflow.note(Durable.await(Duration.ZERO, () -> true));
		});
		assertThat(notes(run)).containsExactly("false", "true");
		assertThat(kinds(run)).containsExactly("WorkflowStarted", "WorkflowCompleted");
	}

	@Test
	@DisplayName("17. A limit beyond all times waits for ever")
	void forEver() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(Durable.await(ChronoUnit.FOREVER.getDuration(), () -> workflow.has("go")));
			Promise<String> never = Durable.async(() -> later(Duration.ofDays(1_000_000), "never"));
			workflow.note(never.isDone());
		});
		send(run, "go");
		assertThat(notes(run)).containsExactly("true", "false");
	}

	@Test
	@DisplayName("18. await with a condition that holds already is true and starts no timer")
	void conditionHolds() {
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.note(Durable.await(LONG, () -> true)));
		assertThat(notes(run)).containsExactly("true");
		assertThat(kinds(run)).containsExactly("WorkflowStarted", "WorkflowCompleted");
	}

	@Test
	@DisplayName("18. await with a condition that holds later is true and cancels the timer")
	void conditionHoldsLater() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(Durable.await(LONG, () -> workflow.has("go")));
			workflow.awaitSignal("end");
		});
		awaitKind(run, "TimerStarted");
		send(run, "go");
		awaitKind(run, "TimerCancelled");
		send(run, "end");
		assertThat(notes(run)).containsExactly("true");
		assertThat(kinds(run)).containsExactly("WorkflowStarted", "TimerStarted", "SignalReceived", "TimerCancelled",
				"SignalReceived", "WorkflowCompleted");
	}

	@Test
	@DisplayName("18. await is false when time is up, and not before")
	void timeIsUp() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Instant before = Durable.now();
			workflow.note(Durable.await(SHORT, () -> false));
			workflow.note(!Durable.now().isBefore(before.plus(SHORT)));
		});
		assertThat(notes(run)).containsExactly("false", "true");
		assertThat(kinds(run)).containsExactly("WorkflowStarted", "TimerStarted", "TimerFired", "WorkflowCompleted");
	}

	@Test
	@DisplayName("18. A promise that is not done in time is a TimeoutFailure of the wait only: the branch goes on")
	void promiseWithLimit() {
		activity("fast", (context) -> "fast");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Promise<String> slow = Durable.async(() -> later(Duration.ofMillis(200), "slow"));
			for (Duration limit : List.of(Duration.ZERO, SHORT)) {
				try {
					workflow.note(slow.get(limit));
				}
				catch (TimeoutFailure ex) {
					workflow.note(ex.timeoutType());
				}
			}
			workflow.note(slow.get());
			workflow.note(slow.get(Duration.ZERO));
			workflow.note(workflow.performAsync("fast").get(LONG));
		});
		assertThat(notes(run)).containsExactly(TimeoutType.WAIT.name(), TimeoutType.WAIT.name(), "slow", "slow",
				"fast");
		assertThat(of(run, "TimerStarted")).hasSize(3);
		assertThat(of(run, "TimerFired")).hasSize(2);
		assertThat(of(run, "TimerCancelled")).hasSize(1);
	}

	@Test
	@DisplayName("19. Of two timers any takes the first; the other does not keep the run open")
	void anyOfTwoTimers() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Promise<String> slow = Durable.async(() -> later(LONG, "slow"));
			Promise<String> fast = Durable.async(() -> later(SHORT, "fast"));
			workflow.note(Durable.any(List.of(slow, fast)).get());
			workflow.note(slow.isDone());
		});
		assertThat(notes(run)).containsExactly("fast", "false");
		assertThat(of(run, "TimerFired")).hasSize(1);
		assertThat(status(run)).isEqualTo(WorkflowStatus.COMPLETED);
	}

	@Test
	@DisplayName("19. any takes a failure too, if it is the first; of several that are done, the first in order")
	void anyOutcome() {
		assertThat(play((workflow) -> {
			Promise<String> slow = Durable.async(() -> later(LONG, "slow"));
			Promise<String> failing = Durable.async(() -> {
				Durable.sleep(SHORT);
				throw new IllegalStateException("first");
			});
			workflow.note(Durable.any(List.of(slow, failing)).exceptionally(Throwable::getMessage).get());
			Promise<String> one = Durable.async(() -> "one");
			Promise<String> two = Durable.async(() -> "two");
			Durable.all(List.of(two, one)).get();
			workflow.note(Durable.any(List.of(two, one)).get());
		})).containsExactly("first", "two");
	}

	@Test
	@DisplayName("20. Ten activities in branches run at the same time, and all gives the results in argument order")
	void allAtTheSameTime() {
		CountDownLatch together = new CountDownLatch(10);
		IntStream.range(0, 10).forEach((i) -> activity("a" + i, (context) -> {
			together.countDown();
			return together.await(5, TimeUnit.SECONDS) ? "r" + i : "alone";
		}));
		List<String> notes = call(() -> play((workflow) -> {
			List<Promise<String>> promises = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				promises.add(workflow.performAsync("a" + i));
			}
			Durable.all(promises).get().forEach(workflow::note);
		}));
		assertThat(notes).containsExactly("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9");
		assertThat(performed()).hasSize(10);
	}

	@Test
	@DisplayName("20. The first failure fails all, and the others are not waited for")
	void allFails() {
		activity("slow", (context) -> {
			TimeUnit.SECONDS.sleep(10);
			return "slow";
		});
		activity("bad", (context) -> {
			throw new IllegalStateException("bad");
		});
		List<String> notes = call(() -> play((workflow) -> {
			Promise<String> slow = workflow.performAsync("slow");
			Promise<String> bad = workflow.performAsync("bad", (options) -> options.maximumAttempts(1));
			try {
				Durable.all(List.of(slow, bad)).get();
			}
			catch (ActivityFailure ex) {
				workflow.note(ex.getCause().getMessage());
			}
			workflow.note(slow.isDone());
		}));
		assertThat(notes).containsExactly("bad", "false");
	}

	@Test
	@DisplayName("20a. all of nothing is an empty list; any of nothing is an IllegalArgumentException")
	void nothing() {
		assertThat(play((workflow) -> {
			workflow.note(Durable.all(List.of()).get());
			try {
				Durable.any(List.of());
			}
			catch (IllegalArgumentException ex) {
				workflow.note("refused");
			}
		})).containsExactly("[]", "refused");
	}

	@Test
	@DisplayName("20a. Branches run to their first block even if the main method returns; their commands come before the close")
	void branchesBegin() {
		activity("one", (context) -> "one");
		WorkflowHandle<List<String>> run = start((workflow) -> Durable.async(() -> {
			Durable.async(() -> Durable.sleep(LONG));
			workflow.perform("one");
		}));
		result(run);
		assertThat(kinds(run))
			.containsExactlyInAnyOrder("WorkflowStarted", "ActivityScheduled", "TimerStarted", "WorkflowCompleted")
			.endsWith("WorkflowCompleted");
	}

	@Test
	@DisplayName("20a. A failed branch that nobody reads is harmless")
	void failedBranch() {
		assertThat(play((workflow) -> {
			Durable.async(() -> {
				throw new IllegalStateException("nobody reads this");
			});
			Durable.sleep(SHORT);
			workflow.note("unharmed");
		})).containsExactly("unharmed");
	}

	@Test
	@DisplayName("20a. get throws what the branch threw, checked exceptions too, any number of times, in any branch")
	void outcomeOfBranch() {
		assertThat(play((workflow) -> {
			Promise<String> failing = Durable.async(() -> {
				Durable.sleep(SHORT);
				throw new IOException("lost");
			});
			Promise<Void> reader = Durable.async(() -> note(workflow, failing));
			note(workflow, failing);
			reader.get();
			note(workflow, failing);
		})).containsExactly("IOException lost", "IOException lost", "IOException lost");
	}

	private static void note(Scripted workflow, Promise<?> promise) {
		try {
			workflow.note(promise.get());
		}
		catch (Exception ex) {
			workflow.note(ex.getClass().getSimpleName() + " " + ex.getMessage());
		}
	}

	@Test
	@DisplayName("20a. map, flatMap and exceptionally derive promises, whose functions may block")
	void derivedPromises() {
		activity("one", (context) -> "one");
		assertThat(play((workflow) -> {
			Promise<String> one = workflow.performAsync("one");
			note(workflow, one.map((value) -> later(SHORT, value + " mapped")));
			note(workflow, one.flatMap((value) -> Durable.async(() -> later(SHORT, value + " flat"))));
			note(workflow, one.exceptionally((ex) -> "not asked"));
			Promise<String> failed = one.map((value) -> {
				throw new IllegalStateException(value + " failed");
			});
			note(workflow, failed);
			note(workflow, failed.map((value) -> "not asked"));
			note(workflow, failed.flatMap((value) -> one));
			note(workflow, failed.exceptionally((ex) -> later(SHORT, "in place of " + ex.getMessage())));
		})).containsExactly("one mapped", "one flat", "one", "IllegalStateException one failed",
				"IllegalStateException one failed", "IllegalStateException one failed", "in place of one failed");
	}

}
