package dev.durable.semantics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.Saga;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sagas.
 */
class SagaTests extends ScriptedTests {

	@BeforeEach
	void steps() {
		for (String step : List.of("one", "two", "three", "undo one", "undo two", "undo three")) {
			activity(step, (context) -> step);
		}
	}

	private static void step(Scripted workflow, Saga saga, String name) {
		workflow.perform(name);
		saga.compensate(() -> workflow.perform("undo " + name, (options) -> options.maximumAttempts(3)));
	}

	private static Object steps(Scripted workflow, Exception failure) throws Exception {
		return Saga.run((saga) -> {
			step(workflow, saga, "one");
			step(workflow, saga, "two");
			step(workflow, saga, "three");
			throw failure;
		});
	}

	@Test
	@DisplayName("42. A failure undoes the steps in reverse order, and comes out as it is")
	void reverseOrder() {
		WorkflowHandle<List<String>> run = start(
				(workflow) -> steps(workflow, new ApplicationFailure("NoStock", "sold out")));
		assertThat(failure(run)).isInstanceOf(ApplicationFailure.class).hasMessage("sold out");
		assertThat(performed()).containsExactly("one", "two", "three", "undo three", "undo two", "undo one");
	}

	@Test
	@DisplayName("42. Without a failure nothing is undone")
	void noFailure() {
		assertThat(play((workflow) -> workflow.note(Saga.run((saga) -> {
			step(workflow, saga, "one");
			return "result";
		})))).containsExactly("result");
		assertThat(performed()).containsExactly("one");
	}

	@Test
	@DisplayName("42. The failure of a step undoes the steps before it only")
	void failedStep() {
		activity("two", (context) -> {
			throw new ApplicationFailure("NoStock", "sold out").nonRetryable();
		});
		WorkflowHandle<List<String>> run = start(
				(workflow) -> steps(workflow, new IllegalStateException("not reached")));
		assertThat(failure(run)).isInstanceOf(ActivityFailure.class);
		assertThat(performed()).containsExactly("one", "two", "undo one");
	}

	@Test
	@DisplayName("42. Cancellation undoes too, shielded from it")
	void cancelled() {
		WorkflowHandle<List<String>> run = start((workflow) -> Saga.run((saga) -> {
			step(workflow, saga, "one");
			step(workflow, saga, "two");
			workflow.note("waiting");
			Durable.sleep(Duration.ofHours(1));
			return null;
		}));
		awaitNote(run, "waiting");
		run(run::cancel);
		assertThat(failure(run)).isInstanceOf(CancelledFailure.class);
		assertThat(status(run)).isEqualTo(WorkflowStatus.CANCELLED);
		assertThat(performed()).containsExactly("one", "two", "undo two", "undo one");
	}

	@Test
	@DisplayName("42. A compensation is retried by its own policy")
	void retried() {
		activity("undo two", (context) -> {
			if (context.attempt() < 3) {
				throw new IllegalStateException("not yet");
			}
			return "undone";
		});
		WorkflowHandle<List<String>> run = start((workflow) -> steps(workflow, new IOException("lost")));
		assertThat(failure(run)).hasMessage("lost");
		assertThat(performed()).containsExactly("one", "two", "three", "undo three", "undo two", "undo two", "undo two",
				"undo one");
	}

	@Test
	@DisplayName("42. Compensations that fail for good do not stop the others; the original failure has them suppressed")
	void compensationsFail() {
		for (String step : List.of("undo three", "undo two")) {
			activity(step, (context) -> {
				throw new ApplicationFailure("CannotUndo", step).nonRetryable();
			});
		}
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				steps(workflow, new IOException("lost"));
			}
			catch (IOException ex) {
				workflow.note(ex.getMessage());
				for (Throwable suppressed : ex.getSuppressed()) {
					workflow.note(suppressed.getCause().getMessage());
				}
			}
		});
		assertThat(notes(run)).containsExactly("lost", "undo three", "undo two");
		assertThat(performed()).containsExactly("one", "two", "three", "undo three", "undo two", "undo one");
	}

	@Test
	@DisplayName("42. A bug undoes nothing: the run is stuck and goes on when it is healed")
	void bug() {
		WorkflowHandle<List<String>> run = start((workflow) -> Saga.run((saga) -> {
			step(workflow, saga, "one");
			if (!workflow.isFixed()) {
				throw new NullPointerException("a bug");
			}
			step(workflow, saga, "two");
			return null;
		}));
		awaitStuck(run);
		Scripted.fix(id());
		result(run);
		assertThat(performed()).containsExactly("one", "two");
	}

	@Test
	@DisplayName("42. continueAsNew undoes nothing")
	void continueAsNew() {
		WorkflowHandle<List<String>> run = start((workflow) -> Saga.run((saga) -> {
			boolean first = Durable.info().runId().equals(Durable.info().firstRunId());
			step(workflow, saga, first ? "one" : "two");
			return first ? Durable.continueAsNew() : null;
		}));
		result(run);
		assertThat(performed()).containsExactly("one", "two");
	}

	@Test
	@DisplayName("42. By hand: rollback undoes what was registered, once")
	void byHand() {
		play((workflow) -> {
			Saga saga = new Saga();
			step(workflow, saga, "one");
			step(workflow, saga, "two");
			saga.rollback();
			saga.rollback();
			step(workflow, saga, "three");
			saga.rollback();
		});
		assertThat(performed()).containsExactly("one", "two", "undo two", "undo one", "three", "undo three");
	}

	@Test
	@DisplayName("42. By hand: the first compensation that fails comes out when the others have run, with the rest suppressed")
	void byHandWithFailures() {
		for (String step : List.of("undo one", "undo three")) {
			activity(step, (context) -> {
				throw new ApplicationFailure("CannotUndo", step).nonRetryable();
			});
		}
		assertThat(play((workflow) -> {
			Saga saga = new Saga();
			for (String name : List.of("one", "two", "three")) {
				step(workflow, saga, name);
			}
			try {
				saga.rollback();
			}
			catch (ActivityFailure ex) {
				workflow.note(ex.getCause().getMessage());
				workflow.note(ex.getSuppressed()[0].getCause().getMessage());
			}
		})).containsExactly("undo three", "undo one");
		assertThat(performed()).containsExactly("one", "two", "three", "undo three", "undo two", "undo one");
	}

}
