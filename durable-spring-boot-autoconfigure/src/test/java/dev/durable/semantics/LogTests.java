package dev.durable.semantics;

import java.time.Duration;
import java.util.List;

import dev.durable.Durable;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what runs leave in the log.
 */
class LogTests extends ScriptedTests {

	private static final Logger logger = Durable.logger(LogTests.class);

	@Test
	@DisplayName("10. Neither a query nor a replay repeats the log lines of a run")
	void linesAreNotRepeated() {
		try (LogLines lines = LogLines.of(LogTests.class.getName())) {
			WorkflowHandle<List<String>> run = start((workflow) -> {
				logger.info("{} begins", Durable.info().workflowId());
				Durable.memo("begun", true);
				workflow.awaitSignal("go");
				logger.info("{} goes on", Durable.info().workflowId());
				workflow.note("going");
				workflow.awaitSignal("end");
			});
			send(run, "go");
			awaitNote(run, "going");
			for (int i = 0; i < 3; i++) {
				assertThat(notesNow(run)).containsExactly("going");
			}
			restart();
			assertThat(notesNow(run)).containsExactly("going");
			send(run, "end");
			assertThat(notes(run)).containsExactly("going");
			assertThat(lines.with(id() + " ")).containsExactly(id() + " begins", id() + " goes on");
		}
	}

	@Test
	@DisplayName("10. A query of a run whose code has not begun runs no side effect")
	void queryBeforeTheFirstTurn() {
		int[] effects = new int[1];
		WorkflowHandle<List<String>> run = call(() -> {
			WorkflowHandle<List<String>> started = start((workflow) -> {
				workflow.note("begun");
				Durable.sideEffect(Integer.class, () -> ++effects[0]);
				workflow.note("done");
			}, (options) -> options.startDelay(Duration.ofHours(1)));
			notesNow(started);
			return started;
		});
		assertThat(effects[0]).isZero();
		run(() -> run.terminate("seen"));
	}

	@Test
	@DisplayName("10. Code that leaves memory logs nothing on its way out")
	void linesOfUnwoundCode() {
		try (LogLines lines = LogLines.of(LogTests.class.getName())) {
			WorkflowHandle<List<String>> run = start((workflow) -> {
				try {
					workflow.note("waiting");
					workflow.awaitSignal("end");
				}
				finally {
					logger.info("{} cleans up", Durable.info().workflowId());
				}
			});
			for (int i = 0; i < 3; i++) {
				awaitNote(run, "waiting");
			}
			restart();
			assertThat(notesNow(run)).containsExactly("waiting");
			assertThat(lines.with(id() + " ")).isEmpty();
			send(run, "end");
			notes(run);
			assertThat(lines.with(id() + " ")).containsExactly(id() + " cleans up");
		}
	}

	@Test
	@DisplayName("20a. A failed branch that nobody reads is logged when its run closes")
	void failedBranch() {
		try (LogLines lines = LogLines.of("dev.durable.engine.RunCore")) {
			WorkflowHandle<List<String>> run = start((workflow) -> {
				Durable.async(() -> {
					throw new IllegalStateException("nobody reads this");
				});
				Durable.async(() -> {
					throw new IllegalStateException("somebody reads this");
				}).exceptionally((ex) -> null).get();
				workflow.awaitSignal("end");
			});
			send(run, "end");
			notes(run);
			await().untilAsserted(() -> assertThat(lines.with("'" + id() + "'")).singleElement()
				.asString()
				.contains("nobody reads this"));
		}
	}

}
