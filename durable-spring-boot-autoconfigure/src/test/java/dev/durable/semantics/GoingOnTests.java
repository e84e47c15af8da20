package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.TerminatedFailure;
import dev.durable.TimeoutFailure;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for runs that are held, that go on from an earlier point, and that are deleted.
 */
class GoingOnTests extends ScriptedTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private WorkflowHandle<?> current() {
		return client().handle(id(), List.class);
	}

	@SuppressWarnings("unchecked")
	private WorkflowHandle<List<String>> notesOfCurrent() {
		return (WorkflowHandle<List<String>>) current();
	}

	@Test
	@DisplayName("57. Pause: updates wait and are answered after the resume; no attempt begins meanwhile")
	void updatesWait() {
		activity("work", (context) -> {
			if (context.attempt() == 1) {
				throw new IllegalStateException("again");
			}
			return "worked";
		});
		handler("change", (workflow) -> workflow.note("changed"));
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.awaitSignal("go");
			workflow.note(workflow.perform("work", (options) -> options.initialInterval(SHORT)));
			Durable.await(Durable::allHandlersFinished);
		});
		send(run, "go");
		await().until(() -> attempts("work").size() == 1);
		run(run::pause);
		awaitStatus(run, WorkflowStatus.PAUSED);
		CompletableFuture<String> answer = CompletableFuture
			.supplyAsync(() -> answer(() -> Scripted.change(client(), id(), "change")));
		pass(SHORT.multipliedBy(2));
		assertThat(answer).isNotDone();
		assertThat(kinds(run)).doesNotContain("UpdateAccepted");
		assertThat(attempts("work")).hasSize(1);
		run(run::resume);
		assertThat(answer.join()).isEqualTo("change");
		assertThat(notes(run)).containsExactlyInAnyOrder("changed", "worked");
	}

	@Test
	@DisplayName("57. Pause: a paused run can be cancelled, which it hears of when it is resumed, and terminated at once")
	void endOfPausedRun() {
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.awaitSignal("never"));
		run(run::pause);
		awaitStatus(run, WorkflowStatus.PAUSED);
		run(() -> run.cancel("no more"));
		pass(Duration.ofMillis(100));
		assertThat(status(run)).isEqualTo(WorkflowStatus.PAUSED);
		run(run::resume);
		awaitStatus(run, WorkflowStatus.CANCELLED);
		WorkflowHandle<List<String>> other = start((workflow) -> workflow.awaitSignal("never"));
		run(other::pause);
		awaitStatus(other, WorkflowStatus.PAUSED);
		run(() -> other.terminate("at once"));
		awaitStatus(other, WorkflowStatus.TERMINATED);
	}

	@Test
	@DisplayName("58. Reset to a command in the middle of a turn keeps the turns before it; TERMINATED says why")
	void withinTurn() {
		activity("one", (context) -> "one " + attempts("one").size());
		activity("two", (context) -> "two");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("one"));
			workflow.performAsync("two");
			workflow.performAsync("two");
			workflow.awaitSignal("end");
		});
		await().until(() -> performed().size() == 3);
		int second = kinds(run).indexOf("ActivityCompleted") + 1;
		assertThat(kinds(run).subList(second, second + 2)).containsOnly("ActivityScheduled");
		WorkflowHandle<List<String>> again = call(() -> run.reset(second + 1));
		WorkflowHandle<?> old = client().handle(id(), run.runId(), List.class);
		assertThat(failure(old)).isInstanceOfSatisfying(TerminatedFailure.class,
				(failure) -> assertThat(failure.reason()).contains("Reset to event " + (second + 1)));
		assertThat(again.history().get(1).kind()).isEqualTo("ActivityScheduled");
		send(again, "end");
		assertThat(notes(again)).containsExactly("one 2");
		assertThat(attempts("one")).hasSize(2);
	}

	@Test
	@DisplayName("58. Reset: an update that was accepted later fails for its caller, and may be sent again")
	void updateInFlight() {
		handler("slow", (workflow) -> {
			workflow.awaitSignal("go");
			workflow.note("changed");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.awaitSignal("end");
			Durable.await(Durable::allHandlersFinished);
		});
		CompletableFuture<String> waiting = CompletableFuture
			.supplyAsync(() -> answer(() -> Scripted.change(client(), id(), "slow")));
		awaitKind(run, "UpdateAccepted");
		WorkflowHandle<List<String>> again = call(() -> run.reset(1));
		assertThat(waiting).failsWithin(LIMIT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(WorkflowUpdateFailed.class);
		send(again, "end");
		assertThat(notes(again)).isEmpty();
	}

	@Test
	@DisplayName("59. retry of a TIMED_OUT run goes on before the timeout, with new time; on an open one it is refused")
	void retryTimedOut() {
		activity("one", (context) -> "one");
		WorkflowHandle<List<String>> open = start((workflow) -> workflow.awaitSignal("end"));
		assertThatIllegalStateException().isThrownBy(() -> run(open::retry)).withMessageContaining("RUNNING");
		for (boolean execution : List.of(true, false)) {
			Scripted.give(id(String.valueOf(execution)), (workflow) -> {
				workflow.note("began");
				workflow.awaitSignal("end");
				workflow.note("ended");
			});
			WorkflowHandle<List<String>> run = call(() -> client().start(Scripted.class, Scripted::run,
					(options) -> (execution ? options.executionTimeout(SHORT) : options.runTimeout(SHORT))
						.id(id(String.valueOf(execution)))));
			assertThat(failure(run)).isInstanceOf(TimeoutFailure.class);
			run(run::retry);
			run(() -> run.signal("send", "end"));
			assertThat(result(run)).containsExactly("began", "ended");
			assertThat(run.describe().runId()).isNotEqualTo(run.runId());
		}
	}

	@Test
	@DisplayName("59. retry of a run that failed in its code goes on from there with fixed code, and repeats no activity")
	void retryFailed() {
		activity("one", (context) -> "one " + attempts("one").size());
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("one"));
			workflow.awaitSignal("go");
			if (!workflow.isFixed()) {
				throw new ApplicationFailure("Broken", "not yet");
			}
			workflow.note("fixed");
		});
		awaitKind(run, "ActivityCompleted");
		send(run, "go");
		assertThat(failure(run)).hasMessage("not yet");
		Scripted.fix(id());
		run(run::retry);
		assertThat(notes(run)).containsExactly("one 1", "fixed");
		assertThatIllegalStateException().isThrownBy(() -> run(run::retry)).withMessageContaining("COMPLETED");
		WorkflowHandle<List<String>> cancelled = start((workflow) -> workflow.awaitSignal("never"));
		run(cancelled::cancel);
		awaitStatus(cancelled, WorkflowStatus.CANCELLED);
		assertThatIllegalStateException().isThrownBy(() -> run(cancelled::retry)).withMessageContaining("CANCELLED");
	}

	@Test
	@DisplayName("60. Delete takes one run; the others of its chain stay, and the id is free")
	void deleteOfChain() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			if (Durable.info().runId().equals(Durable.info().firstRunId())) {
				Durable.continueAsNew();
			}
			workflow.note("second");
		});
		String first = run.runId();
		assertThat(notes(run)).containsExactly("second");
		run(() -> client().handle(id(), first, List.class).delete());
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> client().handle(id(), first, List.class).describe());
		assertThat(notesNow(notesOfCurrent())).containsExactly("second");
		run(() -> current().delete());
		assertThat(client().list(WorkflowQuery.where().idPrefix(id()))).isEmpty();
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> current().history());
		assertThat(play((workflow) -> workflow.note("anew"))).containsExactly("anew");
	}

}
