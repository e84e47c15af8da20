package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.ChildOptions;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.TerminatedFailure;
import dev.durable.TimeoutFailure;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for children that take more than one run, and for what a parent gives them.
 */
class ChildChainTests extends ScriptedTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private List<String> child(Consumer<ChildOptions.Builder> options) throws Exception {
		String childId = Durable.info().workflowId() + "-child";
		return Durable.child(Scripted.class, (builder) -> options.accept(builder.id(childId))).run();
	}

	private void noteFailure(Scripted workflow, Consumer<ChildOptions.Builder> options) throws Exception {
		try {
			workflow.note(child(options));
		}
		catch (ChildWorkflowFailure ex) {
			assertThat(ex.workflowType()).isEqualTo("Scripted");
			workflow.note(ex.getCause().getClass().getSimpleName() + " " + ex.getCause().getMessage());
		}
	}

	@Test
	@DisplayName("41. A child with a retry policy is tried again; its parent gets the result, or the last failure")
	void retriedChild() {
		other("child", (workflow) -> {
			if (Durable.info().attempt() < 3) {
				throw new ApplicationFailure("Again", "attempt " + Durable.info().attempt());
			}
			workflow.note("attempt 3");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			noteFailure(workflow, (options) -> options.retry(2, Duration.ofMillis(20), 1, SHORT));
			noteFailure(workflow, (options) -> options.retry(3, Duration.ofMillis(20), 1, SHORT));
		});
		assertThat(notes(run)).containsExactly("ApplicationFailure attempt 2", "[attempt 3]");
	}

	@Test
	@DisplayName("51. A child that continues as new gives its parent the result of the last run")
	void continuingChild() {
		other("child", (workflow) -> {
			if (Durable.info().runId().equals(Durable.info().firstRunId())) {
				Durable.continueAsNew();
			}
			workflow.note("second run of a child of " + Durable.info().parentWorkflowId().orElseThrow());
		});
		assertThat(notes(start((workflow) -> workflow.note(child((options) -> {
		}))))).containsExactly("[second run of a child of " + id() + "]");
	}

	@Test
	@DisplayName("49. Memo, attributes and timeouts of the options hold for a child")
	void options() {
		other("child", (workflow) -> {
			workflow.note(Durable.info().memo() + " " + Durable.info().attributes());
			workflow.awaitSignal("never");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> noteFailure(workflow,
				(options) -> options.memo("m", 1).attribute("a", "b").runTimeout(SHORT)));
		List<String> notes = notes(run);
		assertThat(notes).singleElement().asString().startsWith("TimeoutFailure");
		WorkflowDescription child = handle("child").describe();
		assertThat(child.status()).isEqualTo(WorkflowStatus.TIMED_OUT);
		assertThat(child.memo()).containsEntry("m", 1);
		assertThat(child.attributes()).containsEntry("a", "b");
		assertThat(child.parentWorkflowId()).contains(id());
		assertThat(answer(() -> handle("child").query("notes", Object.class))).isEqualTo(List.of("{m=1} {a=b}"));
	}

	@Test
	@DisplayName("49. A child that is terminated, cancelled or fails tells its parent so, with the reason")
	void endsOfChild() {
		other("child", (workflow) -> workflow.awaitSignal("never"));
		WorkflowHandle<List<String>> run = start((workflow) -> {
			noteFailure(workflow, (options) -> {
			});
			noteFailure(workflow, (options) -> {
			});
		});
		awaitOpen();
		String first = handle("child").runId();
		run(() -> handle("child").terminate("out of order"));
		await().until(() -> !handle("child").runId().equals(first));
		run(() -> handle("child").cancel("not needed"));
		assertThat(notes(run)).satisfiesExactly(
				(note) -> assertThat(note).startsWith(TerminatedFailure.class.getSimpleName()).contains("out of order"),
				(note) -> assertThat(note).startsWith(CancelledFailure.class.getSimpleName()).contains("not needed"));
	}

	private void awaitOpen() {
		await().ignoreExceptions().until(() -> handle("child").describe().status() == WorkflowStatus.RUNNING);
	}

	@Test
	@DisplayName("49. A reset parent keeps its open child, and gets its result")
	void resetParent() {
		other("child", (workflow) -> {
			workflow.awaitSignal("go");
			workflow.note("child went");
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(child((options) -> {
			}));
		});
		awaitOpen();
		String childRun = handle("child").runId();
		WorkflowHandle<List<String>> again = call(() -> run.reset(kinds(run).size()));
		awaitStatus(client().handle(id(), run.runId(), List.class), WorkflowStatus.TERMINATED);
		assertThat(status(handle("child"))).isEqualTo(WorkflowStatus.RUNNING);
		run(() -> handle("child").signal("send", "go"));
		assertThat(notes(again)).containsExactly("[child went]");
		assertThat(handle("child").runId()).isEqualTo(childRun);
	}

	@Test
	@DisplayName("40. A child that outlives the execution timeout of its own fails with TimeoutFailure(EXECUTION)")
	void executionTimeout() {
		other("child", (workflow) -> {
			Durable.sleep(Duration.ofMillis(80));
			Durable.continueAsNew();
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				child((options) -> options.executionTimeout(SHORT));
			}
			catch (ChildWorkflowFailure ex) {
				workflow.note(((TimeoutFailure) ex.getCause()).timeoutType());
			}
		});
		assertThat(notes(run)).containsExactly("EXECUTION");
	}

}
