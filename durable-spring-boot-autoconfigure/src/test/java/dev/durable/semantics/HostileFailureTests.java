package dev.durable.semantics;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for exceptions that are hard to store or to print: the one who is to see them
 * sees something, and nothing is lost or looped.
 */
class HostileFailureTests extends ScriptedTests {

	private static final String HALF = "\ud83d";

	private void failing(String name, RuntimeException failure) {
		activity(name, (context) -> {
			throw failure;
		});
	}

	private Throwable failureOf(String activity) {
		return failure(start((workflow) -> workflow.perform(activity, (options) -> options.maximumAttempts(2))));
	}

	@Test
	@DisplayName("Bad input: an activity's exception that cannot be asked anything is retried and ends as any other")
	void activityThrows() {
		failing("work", new Hostile());
		Throwable failure = failureOf("work");
		assertThat(failure).isInstanceOfSatisfying(ActivityFailure.class,
				(activity) -> assertThat(activity.attempts()).isEqualTo(2));
		assertThat(failure.getCause()).isInstanceOfSatisfying(ApplicationFailure.class,
				(cause) -> assertThat(cause.type()).isEqualTo(Hostile.class.getName()));
	}

	@Test
	@DisplayName("Bad input: a workflow, a handler or a branch that throws such an exception fails with its class name")
	void workflowThrows() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			try {
				Durable.async(() -> {
					throw new Hostile();
				}).get();
			}
			catch (Hostile ex) {
				workflow.note("caught");
			}
			try {
				Durable.sideEffect(String.class, () -> {
					throw new Hostile();
				});
			}
			catch (ApplicationFailure ex) {
				workflow.note(ex.type().equals(Hostile.class.getName()));
			}
			throw new Hostile();
		});
		assertThat(failure(run)).isInstanceOfSatisfying(ApplicationFailure.class,
				(cause) -> assertThat(cause.type()).isEqualTo(Hostile.class.getName()));
		assertThat(status(run)).isEqualTo(WorkflowStatus.FAILED);
		assertThat(notesNow(run)).containsExactly("caught", "true");
	}

	@Test
	@DisplayName("Bad input: an update handler or a query that throws such an exception fails for its caller")
	void handlersThrow() {
		handler("hostile", (workflow) -> {
			throw new Hostile();
		});
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.awaitSignal("end"));
		assertThatExceptionOfType(WorkflowUpdateFailed.class)
			.isThrownBy(() -> answer(() -> run.update("change", String.class, "hostile")))
			.havingCause()
			.isInstanceOf(ApplicationFailure.class);
		assertThatExceptionOfType(WorkflowQueryFailed.class)
			.isThrownBy(() -> answer(() -> run.query("ask", String.class, "hostile")));
		send(run, "end");
		assertThat(notes(run)).isEmpty();
	}

	@Test
	@DisplayName("43. A bug that cannot be printed leaves the run stuck like any other, and is healed")
	void hostileBug() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			if (!workflow.isFixed()) {
				throw new HostileBug();
			}
			workflow.note("fixed");
		});
		awaitStuck(run);
		assertThat(run.describe().stuckMessage().orElseThrow()).contains(HostileBug.class.getName());
		Scripted.fix(id());
		assertThat(notes(run)).containsExactly("fixed");
	}

	@Test
	@DisplayName("Bad input: type and message with half a surrogate pair, the code 0 or any length are stored as far as possible")
	void texts() {
		failing("work", new ApplicationFailure("Type\u0000" + HALF + "x".repeat(10_000), "message\u0000" + HALF + "."));
		Throwable cause = failureOf("work").getCause();
		assertThat(cause)
			.isInstanceOfSatisfying(ApplicationFailure.class,
					(failure) -> assertThat(failure.type()).startsWith("Type").contains("xxx").doesNotContain(HALF))
			.hasMessageStartingWith("message")
			.hasMessageEndingWith(".");
		WorkflowHandle<List<String>> other = call(() -> {
			Scripted.give(id("other"), (workflow) -> {
				throw new ApplicationFailure(HALF, HALF);
			});
			return client().start(Scripted.class, Scripted::run, (options) -> options.id(id("other")));
		});
		assertThat(failure(other)).isInstanceOf(ApplicationFailure.class);
		assertThat(other.describe().failure()).isPresent();
	}

	@Test
	@DisplayName("Bad input: a bug whose message has half a surrogate pair or the code 0 leaves the run stuck")
	void textsOfBugs() {
		WorkflowHandle<List<String>> run = start((workflow) -> {
			if (!workflow.isFixed()) {
				throw new NullPointerException("a bug \u0000" + HALF);
			}
		});
		awaitStuck(run);
		Scripted.fix(id());
		assertThat(notes(run)).isEmpty();
	}

	@Test
	@DisplayName("Bad input: details that contain themselves are replaced by a text, and the failure arrives")
	void cyclicDetails() {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		failing("work", new ApplicationFailure("Cyclic", "see details", cycle, HALF, 7));
		assertThat(failureOf("work").getCause()).isInstanceOfSatisfying(ApplicationFailure.class, (failure) -> {
			assertThat(failure.detail(0, String.class)).contains("could not be stored");
			assertThat(failure.detail(1, String.class)).contains("could not be stored");
			assertThat(failure.detail(2, Integer.class)).isEqualTo(7);
		});
	}

	@Test
	@DisplayName("24. A next retry delay beyond all times waits for ever, and no attempt is lost")
	void endlessDelay() {
		BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
		ApplicationFailure busy = new ApplicationFailure("Busy", "for ever")
			.nextRetryDelay(ChronoUnit.FOREVER.getDuration());
		failing("work", busy);
		activity("later", (context) -> {
			tokens.add(context.completeLater());
			return "ignored";
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.performAsync("work");
			workflow.performAsync("later");
			workflow.awaitSignal("never");
		});
		await().until(() -> !tokens.isEmpty());
		run(() -> client().failActivity(tokens.remove(), busy));
		await().untilAsserted(() -> assertThat(run.describe().pendingActivities()).hasSize(2).allSatisfy((pending) -> {
			assertThat(pending.attempt()).isEqualTo(2);
			assertThat(pending.lastFailure()).hasValueSatisfying((text) -> assertThat(text).contains("for ever"));
			assertThat(pending.nextAttemptAt()).hasValueSatisfying(
					(next) -> assertThat(next).isAfter(pending.scheduledAt().plus(Duration.ofDays(300_000))));
		}));
		run(() -> run.terminate("seen"));
		assertThat(attempts("work")).hasSize(1);
	}

	/**
	 * Throws whatever it is asked.
	 */
	static final class Hostile extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new AssertionError("no cause");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("no stack");
		}

	}

	/**
	 * A bug that throws whatever it is asked.
	 */
	static final class HostileBug extends NullPointerException {

		private static final long serialVersionUID = 1L;

		@Override
		public @Nullable String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

}
