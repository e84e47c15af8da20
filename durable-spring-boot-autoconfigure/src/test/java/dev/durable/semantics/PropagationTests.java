package dev.durable.semantics;

import java.util.List;
import java.util.concurrent.Callable;

import dev.durable.Durable;
import dev.durable.client.WorkflowHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the context of callers, by the example of the logging context: it is there
 * wherever code runs for them, on replay too.
 */
class PropagationTests extends ScriptedTests {

	private static final String KEY = "propagation";

	@AfterEach
	void clear() {
		MDC.remove(KEY);
	}

	private static @Nullable String seen() {
		return MDC.get(KEY);
	}

	private <T> T as(String value, Callable<T> call) {
		MDC.put(KEY, value);
		try {
			return call(call);
		}
		finally {
			MDC.remove(KEY);
		}
	}

	@Test
	@DisplayName("Context: that of the starter is there in the workflow, its branches, activities, children and the next run")
	void ofTheStarter() {
		String childId = id("child");
		activity("work", (context) -> seen());
		other("child", (workflow) -> workflow.note(seen()));
		WorkflowHandle<List<String>> run = as("starter", () -> start((workflow) -> {
			if (Durable.info().runId().equals(Durable.info().firstRunId())) {
				Durable.continueAsNew();
			}
			workflow.note("main " + seen());
			workflow.note("activity " + workflow.perform("work"));
			workflow.note("branch " + Durable.async(PropagationTests::seen).get());
			workflow.note("derived " + Durable.async(() -> 1).map((one) -> seen()).get());
			workflow.note("detached " + Durable.<String>detached(PropagationTests::seen));
			workflow.note("child " + Durable.child(Scripted.class, (options) -> options.id(childId)).run());
			workflow.awaitSignal("end");
			workflow.note("later " + seen());
		}));
		send(run, "end");
		assertThat(notes(run)).containsExactly("main starter", "activity starter", "branch starter", "derived starter",
				"detached starter", "child [starter]", "later starter");
		assertThat(seen()).isNull();
	}

	@Test
	@DisplayName("Context: a handler has that of its sender, and hands it to what it calls; the workflow keeps its own")
	void ofTheSender() {
		activity("work", (context) -> seen());
		handler("signal", (workflow) -> workflow.note("signal " + seen() + " " + workflow.perform("work")));
		handler("update", (workflow) -> workflow.note("update " + seen() + " " + workflow.perform("work")));
		WorkflowHandle<List<String>> run = as("starter", () -> start((workflow) -> {
			Durable.await(() -> workflow.notes().size() == 2);
			workflow.note("main " + seen() + " " + workflow.perform("work"));
		}));
		as("signaller", () -> {
			run.signal("handle", "signal");
			return null;
		});
		awaitNote(run, "signal signaller signaller");
		MDC.put(KEY, "updater");
		answer(() -> Scripted.change(client(), id(), "update"));
		MDC.remove(KEY);
		assertThat(notes(run)).containsExactly("signal signaller signaller", "update updater updater",
				"main starter starter");
	}

	@Test
	@DisplayName("Context: where the caller has none, there is none")
	void none() {
		activity("work", (context) -> String.valueOf(seen()));
		handler("signal", (workflow) -> workflow.note("signal " + seen()));
		WorkflowHandle<List<String>> run = as("starter", () -> start((workflow) -> workflow.awaitSignal("end")));
		run(() -> run.signal("handle", "signal"));
		send(run, "end");
		assertThat(notes(run)).containsExactly("signal null");
	}

}
