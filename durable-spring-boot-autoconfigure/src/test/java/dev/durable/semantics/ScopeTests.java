package dev.durable.semantics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import dev.durable.CancellationScope;
import dev.durable.CancellationType;
import dev.durable.CancelledFailure;
import dev.durable.ChildOptions;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.ParentClosePolicy;
import dev.durable.Promise;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for cancellation scopes, and for children that are cancelled.
 */
class ScopeTests extends ScriptedTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static List<String> child(Consumer<ChildOptions.Builder> options) {
		try {
			return Durable.child(Scripted.class, options).run();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void noteEnd(Scripted workflow, CancellationScope scope) {
		try {
			scope.join();
			workflow.note("ended");
		}
		catch (CancelledFailure ex) {
			workflow.note("cancelled");
		}
	}

	@Test
	@DisplayName("39. A cancelled scope cancels its activities, timers and children in creation order; siblings go on")
	void creationOrder() {
		String childId = id("child");
		other("child", (workflow) -> Durable.await(() -> false));
		activity("sibling", (context) -> "sibling");
		activity("later", (context) -> {
			throw new IllegalStateException("again in an hour");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			Promise<Void> sleeping = Durable.async(() -> {
				Durable.sleep(Duration.ofMillis(100));
				workflow.note(workflow.perform("sibling"));
			});
			CancellationScope scope = Durable.scope(() -> {
				Durable.async(() -> workflow.perform("later", (options) -> options.initialInterval(LONG)));
				Durable.async(() -> Durable.sleep(LONG));
				Durable
					.async(() -> child((options) -> options.id(childId).parentClosePolicy(ParentClosePolicy.ABANDON)));
				Durable.async(() -> workflow.perform("later", (options) -> options.initialInterval(LONG)));
				Durable.await(() -> false);
			});
			workflow.awaitSignal("cancel");
			scope.cancel();
			noteEnd(workflow, scope);
			sleeping.get();
		});
		awaitStarted("child");
		send(run, "cancel");
		assertThat(notes(run)).containsExactlyInAnyOrder("cancelled", "sibling");
		assertThat(kinds(run)).filteredOn((kind) -> kind.endsWith("Cancelled") || kind.endsWith("CancelRequested"))
			.containsExactly("ActivityCancelRequested", "TimerCancelled", "ChildCancelRequested",
					"ActivityCancelRequested");
		awaitStatus(handle("child"), WorkflowStatus.CANCELLED);
	}

	private void awaitStarted(String suffix) {
		await().ignoreExceptions().until(() -> !handle(suffix).history().isEmpty());
	}

	@Test
	@DisplayName("39. Cancelling the outer scope cancels the inner one; cancelling the inner leaves the outer alone")
	void nestedScopes() {
		assertThat(play((workflow) -> {
			CancellationScope[] inner = new CancellationScope[2];
			CancellationScope outer = Durable.scope(() -> {
				inner[0] = Durable.scope(() -> Durable.sleep(LONG));
				inner[1] = Durable.scope(() -> Durable.sleep(LONG));
				Durable.sleep(LONG);
			});
			Durable.sleep(Duration.ofMillis(20));
			inner[0].cancel();
			noteEnd(workflow, inner[0]);
			workflow.note(List.of(inner[0].isCancelled(), inner[1].isCancelled(), outer.isCancelled()));
			outer.cancel();
			noteEnd(workflow, inner[1]);
			noteEnd(workflow, outer);
			workflow.note(List.of(inner[1].isCancelled(), outer.isCancelled()));
			Durable.sleep(Duration.ofMillis(20));
		})).containsExactly("cancelled", "[true, false, false]", "cancelled", "cancelled", "[true, true]");
	}

	@Test
	@DisplayName("39. A scope that is cancelled before it has begun runs no call")
	void cancelledBeforeBegin() {
		activity("work", (context) -> "worked");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			CancellationScope scope = Durable.scope(() -> workflow.perform("work"));
			scope.cancel();
			noteEnd(workflow, scope);
		});
		assertThat(notes(run)).containsExactly("cancelled");
		assertThat(kinds(run)).doesNotContain("ActivityScheduled");
	}

	@Test
	@DisplayName("39. A scope that has ended ignores a cancel; cancelling twice is cancelling once")
	void cancelTooLate() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			CancellationScope done = Durable.scope(() -> workflow.note("block"));
			done.join();
			done.cancel();
			workflow.note(done.isCancelled());
			noteEnd(workflow, done);
			CancellationScope twice = Durable.scope(() -> Durable.sleep(LONG));
			Durable.sleep(Duration.ofMillis(1));
			twice.cancel();
			twice.cancel();
			noteEnd(workflow, twice);
		});
		assertThat(notes(run)).containsExactly("block", "false", "ended", "cancelled");
		assertThat(kinds(run).stream().filter("TimerCancelled"::equals)).hasSize(1);
	}

	@Test
	@DisplayName("39. join throws what the block threw; clean-up of a cancelled scope runs in detached")
	void endOfScope() {
		activity("clean", (context) -> "cleaned");
		assertThat(play((workflow) -> {
			CancellationScope failing = Durable.scope(() -> {
				throw new IllegalStateException("lost", new IOException());
			});
			try {
				failing.join();
			}
			catch (IllegalStateException ex) {
				workflow.note(ex.getMessage());
			}
			CancellationScope scope = Durable.scope(() -> {
				try {
					Durable.sleep(LONG);
				}
				finally {
					Durable.detached(() -> workflow.note(workflow.perform("clean")));
				}
			});
			Durable.sleep(Duration.ofMillis(1));
			scope.cancel();
			noteEnd(workflow, scope);
		})).containsExactly("lost", "cleaned", "cancelled");
	}

	@Test
	@DisplayName("39. Cancelling the run cancels its scopes; a scope in detached is shielded with it")
	void runAround() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			CancellationScope scope = Durable.scope(() -> Durable.sleep(LONG));
			try {
				Durable.await(() -> false);
			}
			catch (CancelledFailure ex) {
				Durable.detached(() -> {
					noteEnd(workflow, scope);
					CancellationScope cleanUp = Durable.scope(() -> Durable.sleep(Duration.ofMillis(20)));
					noteEnd(workflow, cleanUp);
					workflow.note(scope.isCancelled() + " " + cleanUp.isCancelled());
				});
			}
		});
		awaitKind(run, "TimerStarted");
		run(run::cancel);
		assertThat(notes(run)).containsExactly("cancelled", "ended", "true false");
	}

	private WorkflowHandle<List<String>> cancelChild(CancellationType type) {
		String childId = id("child");
		return start((workflow) -> {
			CancellationScope scope = Durable.scope(() -> {
				try {
					workflow.note(child((options) -> options.id(childId).cancellation(type)));
				}
				catch (ChildWorkflowFailure ex) {
					workflow.note(ex.workflowId().equals(childId));
					workflow.note(ex.getCause().getClass().getSimpleName());
				}
			});
			workflow.awaitSignal("cancel");
			scope.cancel();
			noteEnd(workflow, scope);
			workflow.awaitSignal("end");
		});
	}

	@Test
	@DisplayName("39. A child is waited for by default, and its end is ChildWorkflowFailure <- CancelledFailure")
	void childWait() {
		other("child", (workflow) -> Durable.await(() -> false));
		WorkflowHandle<List<String>> run = cancelChild(CancellationType.WAIT);
		awaitStarted("child");
		send(run, "cancel");
		send(run, "end");
		assertThat(notes(run)).containsExactly("true", "CancelledFailure", "ended");
		assertThat(status(handle("child"))).isEqualTo(WorkflowStatus.CANCELLED);
	}

	@Test
	@DisplayName("39. A child that completes in spite of the request gives its result")
	void childCompletes() {
		other("child", (workflow) -> {
			try {
				Durable.await(() -> false);
			}
			catch (CancelledFailure ex) {
				workflow.note("cleaned");
			}
		});
		WorkflowHandle<List<String>> run = cancelChild(CancellationType.WAIT);
		awaitStarted("child");
		send(run, "cancel");
		send(run, "end");
		assertThat(notes(run)).containsExactly("[cleaned]", "ended");
	}

	@Test
	@DisplayName("39. TRY_CANCEL: the parent goes on at once, the child is asked to cancel")
	void childTryCancel() {
		other("child", (workflow) -> {
			try {
				Durable.await(() -> false);
			}
			finally {
				Durable.detached(() -> workflow.awaitSignal("let go"));
			}
		});
		WorkflowHandle<List<String>> run = cancelChild(CancellationType.TRY_CANCEL);
		awaitStarted("child");
		send(run, "cancel");
		awaitNote(run, "cancelled");
		awaitKind(handle("child"), "CancelRequested");
		send(handle("child"), "let go");
		awaitStatus(handle("child"), WorkflowStatus.CANCELLED);
		send(run, "end");
		assertThat(notes(run)).containsExactly("cancelled");
	}

	@Test
	@DisplayName("39. ABANDON: the parent goes on at once, the child too")
	void childAbandon() {
		other("child", (workflow) -> workflow.awaitSignal("let go"));
		WorkflowHandle<List<String>> run = cancelChild(CancellationType.ABANDON);
		awaitStarted("child");
		send(run, "cancel");
		awaitNote(run, "cancelled");
		send(handle("child"), "let go");
		awaitStatus(handle("child"), WorkflowStatus.COMPLETED);
		send(run, "end");
		assertThat(notes(run)).containsExactly("cancelled");
		assertThat(kinds(handle("child"))).doesNotContain("CancelRequested");
		assertThat(kinds(run)).doesNotContain("ChildCancelRequested");
	}

	@Test
	@DisplayName("39. A run that is left by the failure of a child that was cancelled with it is CANCELLED")
	void cancelledWithChild() {
		String childId = id("child");
		other("child", (workflow) -> Durable.await(() -> false));
		WorkflowHandle<List<String>> run = start((workflow) -> child((options) -> options.id(childId)));
		awaitStarted("child");
		run(run::cancel);
		assertThat(failure(run)).isInstanceOf(CancelledFailure.class);
		assertThat(status(run)).isEqualTo(WorkflowStatus.CANCELLED);
		assertThat(status(handle("child"))).isEqualTo(WorkflowStatus.CANCELLED);
	}

}
