package dev.durable.semantics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for runs that are asked to cancel.
 */
class CancellationTests extends ScriptedTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static void note(Scripted workflow, String what, Runnable call) {
		try {
			call.run();
			workflow.note(what + " returned");
		}
		catch (CancelledFailure ex) {
			workflow.note(what + " cancelled");
		}
	}

	/**
	 * Start a workflow that blocks, cancel it when it does, and return it when it has
	 * been told.
	 */
	private WorkflowHandle<List<String>> startAndCancel(Script script) {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Durable.async(() -> Durable.detached(() -> Durable.sleep(LONG)));
			script.run(workflow);
		});
		awaitKind(run, "TimerStarted");
		run(() -> run.cancel("enough"));
		return run;
	}

	private void assertCancelled(WorkflowHandle<?> run, String reason) {
		assertThat(failure(run)).isInstanceOfSatisfying(CancelledFailure.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(reason));
		assertThat(status(run)).isEqualTo(WorkflowStatus.CANCELLED);
	}

	@Test
	@DisplayName("36. Cancel wakes the main method; when the failure leaves it the run is CANCELLED, with the reason")
	void failureLeaves() {
		WorkflowHandle<List<String>> run = startAndCancel((workflow) -> Durable.await(() -> false));
		assertCancelled(run, "enough");
		assertThat(kinds(run)).contains("CancelRequested").endsWith("WorkflowCancelled");
	}

	@Test
	@DisplayName("36. Cancel, then a normal return: COMPLETED; the code can read the reason")
	void normalReturn() {
		WorkflowHandle<List<String>> run = startAndCancel((workflow) -> {
			try {
				Durable.sleep(LONG);
			}
			catch (CancelledFailure ex) {
				workflow.note(ex.reason());
			}
		});
		assertThat(notes(run)).containsExactly("enough");
		assertThat(status(run)).isEqualTo(WorkflowStatus.COMPLETED);
	}

	@Test
	@DisplayName("36. Cancel, then another failure: FAILED")
	void otherFailure() {
		WorkflowHandle<List<String>> run = startAndCancel((workflow) -> {
			try {
				Durable.sleep(LONG);
			}
			catch (CancelledFailure ex) {
				throw new ApplicationFailure("NoCleanUp", "too late");
			}
		});
		assertThat(failure(run)).isInstanceOf(ApplicationFailure.class).hasMessage("too late");
		assertThat(status(run)).isEqualTo(WorkflowStatus.FAILED);
	}

	@Test
	@DisplayName("36. A CancelledFailure that the code makes itself, without a request: FAILED")
	void ownCancelledFailure() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			throw new CancelledFailure("just so");
		});
		assertThat(failure(run)).isInstanceOf(CancelledFailure.class);
		assertThat(status(run)).isEqualTo(WorkflowStatus.FAILED);
	}

	@Test
	@DisplayName("36. Clean-up in detached runs, with activities, timers and waiting")
	void detached() {
		activity("clean", (context) -> "cleaned");
		WorkflowHandle<List<String>> run = startAndCancel((workflow) -> {
			try {
				Durable.await(() -> false);
			}
			finally {
				Durable.detached(() -> {
					Durable.sleep(Duration.ofMillis(20));
					workflow.note(workflow.perform("clean"));
					workflow.note(Durable.await(Duration.ofMillis(20), () -> false));
				});
			}
		});
		assertCancelled(run, "enough");
		assertThat(notesNow(run)).containsExactly("cleaned", "false");
	}

	@Test
	@DisplayName("36. In a cancelled run every further blocking call throws again, before any command")
	void furtherCalls() {
		activity("work", (context) -> "worked");
		WorkflowHandle<List<String>> run = startAndCancel((workflow) -> {
			Promise<String> settled = Durable.async(() -> "settled");
			Promise<Void> open = Durable.async(() -> Durable.detached(() -> Durable.sleep(LONG)));
			note(workflow, "await", () -> Durable.await(() -> false));
			note(workflow, "sleep", () -> Durable.sleep(LONG));
			note(workflow, "no sleep", () -> Durable.sleep(Duration.ZERO));
			note(workflow, "await with limit", () -> Durable.await(LONG, () -> false));
			note(workflow, "activity", () -> workflow.perform("work"));
			note(workflow, "get", open::get);
			note(workflow, "get with limit", () -> open.get(LONG));
			note(workflow, "settled", settled::get);
			note(workflow, "child", () -> child("never"));
			note(workflow, "external", () -> Durable.external(Scripted.class, "other").send("hello"));
			note(workflow, "cancelExternal", () -> Durable.cancelExternal("other"));
			note(workflow, "lock", () -> Durable.lock().lock());
			note(workflow, "take", () -> Durable.queue(1).take());
			note(workflow, "acquire", () -> Durable.semaphore(0).acquire(1));
			note(workflow, "branch", () -> Durable.async(() -> Durable.sleep(LONG)).get());
		});
		assertThat(notes(run)).contains("await cancelled", "sleep cancelled", "await with limit cancelled",
				"activity cancelled", "get cancelled", "get with limit cancelled", "settled returned",
				"child cancelled", "external cancelled", "cancelExternal cancelled", "take cancelled",
				"acquire cancelled", "branch cancelled");
		assertThat(kinds(run)).doesNotContain("ActivityScheduled", "ChildInitiated", "ExternalSignalInitiated",
				"ExternalCancelInitiated");
	}

	private static void child(String id) {
		try {
			Durable.child(Scripted.class, (options) -> options.id(id)).run();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	@DisplayName("36. What does not block goes on: side effects, versions, memos, branches until they block")
	void callsThatDoNotBlock() {
		WorkflowHandle<List<String>> run = startAndCancel((workflow) -> {
			note(workflow, "await", () -> Durable.await(() -> false));
			workflow.note(Durable.sideEffect(String.class, () -> "effect"));
			workflow.note(Durable.version("change", Durable.DEFAULT_VERSION, 2));
			Durable.memo("name", "value");
			Promise<Void> branch = Durable.async(() -> workflow.note("branch"));
			workflow.note(Durable.randomUuid().version());
			Durable.detached(() -> branch.get());
		});
		assertThat(notes(run)).containsExactly("await cancelled", "effect", "2", "4", "branch");
		assertThat(run.describe().memo()).containsEntry("name", "value");
	}

	@Test
	@DisplayName("36. Cancel reaches each branch and each handler that blocks; the main method decides how the run ends")
	void branches() {
		Scripted.give(id() + "/slow", (workflow) -> note(workflow, "handler", () -> Durable.sleep(LONG)));
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Promise<Void> one = Durable.async(() -> note(workflow, "one", () -> Durable.sleep(LONG)));
			Promise<Void> two = Durable.async(() -> Durable.sleep(LONG));
			note(workflow, "main", () -> Durable.await(() -> false));
			Durable.detached(() -> {
				note(workflow, "one read", one::get);
				note(workflow, "two read", two::get);
				Durable.await(Durable::allHandlersFinished);
			});
		});
		run(() -> run.signal("handle", "slow"));
		awaitKind(run, "SignalReceived");
		run(run::cancel);
		assertThat(notes(run)).containsExactlyInAnyOrder("main cancelled", "one cancelled", "one read returned",
				"two read cancelled", "handler cancelled");
	}

	@Test
	@DisplayName("36. An update whose handler is ended by the cancellation fails for its caller")
	void updateHandler() {
		Scripted.give(id() + "/slow", (workflow) -> Durable.sleep(LONG));
		WorkflowHandle<List<String>> run = start((workflow) -> {
			note(workflow, "main", () -> Durable.await(() -> false));
			Durable.detached(() -> Durable.await(Durable::allHandlersFinished));
		});
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> answer(this::slowUpdate));
		awaitKind(run, "UpdateAccepted");
		run(run::cancel);
		assertThat(notes(run)).containsExactly("main cancelled");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
			.withCauseInstanceOf(WorkflowUpdateFailed.class)
			.havingRootCause()
			.isInstanceOf(CancelledFailure.class);
	}

	/**
	 * With an id: a node that stops makes its caller ask again.
	 */
	private String slowUpdate() {
		try {
			return client().stub(Scripted.class, id(), (options) -> options.updateId("slow")).change("slow");
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	@DisplayName("36. A condition that holds when the cancellation wakes it returns; the next call throws")
	void conditionHolds() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Promise<Void> first = Durable.async(() -> note(workflow, "first", () -> Durable.sleep(LONG)));
			Promise<Void> second = Durable.async(() -> {
				note(workflow, "condition", () -> Durable.await(() -> !workflow.notes().isEmpty()));
				note(workflow, "next", () -> Durable.sleep(LONG));
			});
			Durable.detached(() -> Durable.all(List.of(first, second)).get());
		});
		awaitKind(run, "TimerStarted");
		run(run::cancel);
		assertThat(notes(run)).containsExactly("first cancelled", "condition returned", "next cancelled");
	}

	@Test
	@DisplayName("36. A run in its start delay is CANCELLED at once, without running its code")
	void startDelay() {
		activity("work", (context) -> "worked");
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.perform("work"),
				(options) -> options.startDelay(LONG));
		run(() -> run.cancel("changed my mind"));
		assertCancelled(run, "changed my mind");
		assertThat(kinds(run)).doesNotContain("ActivityScheduled");
		assertThat(attempts("work")).isEmpty();
	}

	@Test
	@DisplayName("36. Signals during the start delay wait for the first turn, which is not early")
	void signalDuringStartDelay() {
		Duration delay = Duration.ofMillis(300);
		Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.has("early"));
			workflow.awaitSignal("early");
			workflow.note(Durable.now().isBefore(before.plus(delay)));
		}, (options) -> options.startDelay(delay));
		send(run, "early");
		assertThat(status(run)).isEqualTo(WorkflowStatus.RUNNING);
		assertThat(notes(run)).containsExactly("false", "false");
	}

	@Test
	@DisplayName("37. Cancel twice is one request; on a closed run it does nothing")
	void cancelTwice() {
		WorkflowHandle<List<String>> run = startAndCancel((workflow) -> {
			note(workflow, "await", () -> Durable.await(() -> false));
			Durable.detached(() -> workflow.awaitSignal("end"));
		});
		awaitNote(run, "await cancelled");
		run(() -> run.cancel("again"));
		send(run, "end");
		assertThat(notes(run)).containsExactly("await cancelled");
		assertThat(kinds(run).stream().filter("CancelRequested"::equals)).hasSize(1);
		List<String> before = kinds(run);
		run(run::cancel);
		run(() -> run.cancel("late"));
		assertThat(kinds(run)).isEqualTo(before);
		assertThat(status(run)).isEqualTo(WorkflowStatus.COMPLETED);
	}

	@Test
	@DisplayName("37. Cancel of an unknown id: WorkflowNotFound")
	void cancelUnknown() {
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> run(() -> handle("unknown").cancel()))
			.withMessageContaining(id("unknown"));
	}

	@Test
	@DisplayName("37. Cancel right after the start is not lost")
	void cancelAtOnce() {
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = start((workflow) -> Durable.sleep(LONG));
			started.cancel("at once");
			return started;
		});
		assertCancelled(run, "at once");
	}

	@Test
	@DisplayName("37. cancelExternal asks another workflow to cancel, which decides itself")
	void cancelExternal() {
		other("other", (workflow) -> note(workflow, "await", () -> Durable.await(() -> false)));
		WorkflowHandle<List<String>> other = call(
				() -> client().start(Scripted.class, Scripted::run, (options) -> options.id(id("other"))));
		String otherId = id("other");
		result(start((workflow) -> Durable.cancelExternal(otherId)));
		assertThat(result(other)).containsExactly("await cancelled");
	}

}
