package dev.durable.semantics;

import java.util.List;

import dev.durable.Durable;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowHandle;
import dev.durable.history.Command;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for versions of code, by scripts that change when a fixed build is deployed.
 */
class VersionTests extends ScriptedTests {

	private void deploy() {
		Scripted.fix(id());
		restart();
	}

	@Test
	@DisplayName("45. A version is not carried over continue-as-new: the next run takes the latest")
	void continueAsNew() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			boolean first = Durable.info().runId().equals(Durable.info().firstRunId());
			workflow.note(Durable.version("change", Durable.DEFAULT_VERSION, first ? 1 : 2));
			if (first) {
				Durable.continueAsNew();
			}
		});
		String firstRun = run.runId();
		assertThat(notes(run)).containsExactly("2");
		assertThat(events(client().handle(id(), firstRun, List.class), Command.VersionMarked.class)).singleElement()
			.satisfies((mark) -> assertThat(mark.version()).isEqualTo(1));
	}

	@Test
	@DisplayName("45. patched is true for a new run, and false for good in one that passed the place before")
	void patched() {
		activity("one", (context) -> "one");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			if (workflow.isFixed()) {
				workflow.note(Durable.patched("patch"));
			}
			workflow.perform("one");
			workflow.awaitSignal("end");
			workflow.note(Durable.patched("patch"));
			workflow.note(Durable.patched("another patch"));
		});
		awaitKind(run, "ActivityCompleted");
		deploy();
		send(run, "end");
		assertThat(notes(run)).containsExactly("false", "false", "true");
	}

	@Test
	@DisplayName("45. A version that is asked for before its mark is stuck with the range")
	void askedBeforeItsMark() {
		activity("one", (context) -> "one");
		WorkflowHandle<List<String>> run = start((workflow) -> {
			if (workflow.isFixed()) {
				Durable.version("change", 1, 7);
			}
			workflow.perform("one");
			if (!workflow.isFixed()) {
				Durable.version("change", 1, 7);
			}
			workflow.awaitSignal("end");
		});
		awaitKind(run, "VersionMarked");
		deploy();
		send(run, "end");
		await().untilAsserted(() -> assertThat(run.describe().stuckReason()).contains(StuckReason.NON_DETERMINISM));
		assertThat(run.describe().stuckMessage().orElseThrow()).contains("'change'", "versions 1 to 7");
		run(() -> run.terminate("seen"));
	}

}
