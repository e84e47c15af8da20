package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.ReadOnlyViolation;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for workflow code with bugs: the run stays open, and a fixed build heals it.
 */
class BugTests extends ScriptedTests {

	private static void bug(Scripted workflow, Bug bug) {
		if (!workflow.isFixed()) {
			throw sneaky(bug.failure());
		}
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
		throw (E) failure;
	}

	/**
	 * Wait until the run is stuck, deploy the fix and return the result.
	 */
	private List<String> heal(WorkflowHandle<List<String>> run) {
		awaitStuck(run);
		assertThat(run.describe().stuckMessage()).isPresent();
		Scripted.fix(id());
		List<String> notes = notes(run);
		assertThat(run.describe().stuckReason()).isEmpty();
		assertThat(status(run)).isEqualTo(WorkflowStatus.COMPLETED);
		return notes;
	}

	@ParameterizedTest
	@EnumSource(Bug.class)
	@DisplayName("43. Each kind of bug leaves the run open and stuck; it goes on with a fixed build and no manual step")
	void kinds(Bug bug) {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			bug(workflow, bug);
			workflow.note("done");
		});
		assertThat(heal(run)).containsExactly("done");
		assertThat(kinds(run)).containsExactly("WorkflowStarted", "WorkflowCompleted");
	}

	@Test
	@DisplayName("43. A business exception is no bug: FAILED")
	void businessException() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			throw new IllegalStateException("no bug");
		});
		assertThat(failure(run)).hasMessage("no bug");
		assertThat(status(run)).isEqualTo(WorkflowStatus.FAILED);
	}

	@Test
	@DisplayName("43. The result that came in before the bug is kept: the activity does not run again")
	void resultIsKept() {
		activity("work", (context) -> "worked " + attempts("work").size());
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("work"));
			bug(workflow, Bug.NULL_POINTER);
			workflow.note(workflow.perform("work"));
		});
		assertThat(heal(run)).containsExactly("worked 1", "worked 2");
		assertThat(attempts("work")).hasSize(2);
	}

	@Test
	@DisplayName("43. A timer, a signal and a failure that lead to the bug are not repeated either")
	void othersAreKept() {
		activity("bad", (context) -> {
			throw new IllegalStateException("bad");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Durable.sleep(Duration.ofMillis(20));
			workflow.awaitSignal("go");
			try {
				workflow.perform("bad", (options) -> options.maximumAttempts(1));
			}
			catch (RuntimeException ex) {
				bug(workflow, Bug.CLASS_CAST);
				workflow.note(ex.getCause().getMessage());
			}
		});
		send(run, "go");
		assertThat(heal(run)).containsExactly("bad");
		assertThat(kinds(run)).containsOnlyOnce("TimerFired", "SignalReceived", "ActivityFailed");
		assertThat(attempts("bad")).hasSize(1);
	}

	@Test
	@DisplayName("43. The failed tries write nothing")
	void triesWriteNothing() {
		activity("work", (context) -> "worked");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.perform("work");
			Durable.memo("lost", "with the turn");
			workflow.performAsync("work");
			bug(workflow, Bug.INDEX_OUT_OF_BOUNDS);
			workflow.note("done");
		});
		awaitStuck(run);
		List<String> before = kinds(run);
		assertThat(before).doesNotContain("MemoUpserted").containsOnlyOnce("ActivityScheduled");
		pass(Duration.ofMillis(1_200));
		assertThat(kinds(run)).isEqualTo(before);
		assertThat(run.describe().memo()).isEmpty();
		assertThat(attempts("work")).hasSize(1);
		assertThat(heal(run)).containsExactly("done");
	}

	@Test
	@DisplayName("43. A bug in a branch counts, whether somebody reads the branch or not")
	void inBranch() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Durable.async(() -> bug(workflow, Bug.ERROR));
			Durable.sleep(Duration.ofMillis(20));
			workflow.note("done");
		});
		assertThat(heal(run)).containsExactly("done");
	}

	@Test
	@DisplayName("11. A durable call in the function of a side effect is a bug: stuck, healed by a fixed build")
	void inSideEffect() {
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.note(Durable.sideEffect(String.class, () -> {
			if (!workflow.isFixed()) {
				Durable.memo("not", "allowed");
			}
			return "fixed";
		})));
		assertThat(heal(run)).containsExactly("fixed");
		assertThat(run.describe().memo()).isEmpty();
	}

	@Test
	@DisplayName("43. exceptionally does not see bugs")
	void exceptionally() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Promise<String> branch = Durable.async(() -> {
				bug(workflow, Bug.NULL_POINTER);
				return "fixed";
			});
			workflow.note(branch.exceptionally((ex) -> "hidden").get());
		});
		assertThat(heal(run)).containsExactly("fixed");
	}

	@Test
	@DisplayName("43. A bug in a signal handler leaves the signal unhandled, and nothing of it is lost")
	void inSignalHandler() {
		Scripted.give(id() + "/first", (workflow) -> {
			workflow.note("first");
			bug(workflow, Bug.NULL_POINTER);
		});
		Scripted.give(id() + "/second", (workflow) -> workflow.note("second"));
		WorkflowHandle<List<String>> run = start((workflow) -> Durable.await(() -> workflow.notes().size() == 2));
		run(() -> run.signal("handle", "first"));
		run(() -> run.signal("handle", "second"));
		assertThat(heal(run)).containsExactly("first", "second");
		assertThat(kinds(run)).filteredOn("SignalReceived"::equals).hasSize(2);
	}

	@Test
	@DisplayName("43. A bug in an update handler: its caller waits, and is answered by the fixed build")
	void inUpdateHandler() {
		Scripted.give(id() + "/change", (workflow) -> {
			bug(workflow, Bug.CLASS_CAST);
			workflow.note("changed");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> Durable.await(() -> !workflow.notes().isEmpty()));
		CompletableFuture<String> answer = CompletableFuture
			.supplyAsync(() -> answer(() -> Scripted.change(client(), id(), "change")));
		assertThat(heal(run)).containsExactly("changed");
		assertThat(answer.join()).isEqualTo("change");
	}

	@Test
	@DisplayName("43. A stuck run takes a cancel, and hears of it when it is healed")
	void cancelWhileStuck() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			bug(workflow, Bug.NULL_POINTER);
			try {
				Durable.await(() -> false);
			}
			catch (RuntimeException ex) {
				workflow.note(ex.getMessage());
			}
		});
		awaitStuck(run);
		run(() -> run.cancel("stop it"));
		assertThat(run.describe().stuckReason()).contains(StuckReason.WORKFLOW_CODE_ERROR);
		assertThat(heal(run)).singleElement().asString().contains("stop it");
	}

	/**
	 * The kinds of bugs.
	 */
	enum Bug {

		NULL_POINTER {
			@Override
			Throwable failure() {
				return new NullPointerException("a bug");
			}
		},

		CLASS_CAST {
			@Override
			Throwable failure() {
				return new ClassCastException("a bug");
			}
		},

		INDEX_OUT_OF_BOUNDS {
			@Override
			Throwable failure() {
				return new StringIndexOutOfBoundsException("a bug");
			}
		},

		ERROR {
			@Override
			Throwable failure() {
				return new AssertionError("a bug");
			}
		},

		READ_ONLY {
			@Override
			Throwable failure() {
				return new ReadOnlyViolation("sleep", "a side effect");
			}
		};

		abstract Throwable failure();

	}

}
