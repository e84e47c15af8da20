package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.durable.Activity;
import dev.durable.ActivityFailure;
import dev.durable.ActivityMethod;
import dev.durable.ApplicationFailure;
import dev.durable.CancellationScope;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.QueryMethod;
import dev.durable.Retry;
import dev.durable.TimeoutFailure;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for one workflow that uses what is seldom used, and whose history has the kinds
 * of events that those of other cases do not have.
 */
class EverythingTests extends AbstractSemanticsTests {

	@Test
	@DisplayName("40. A run that has failed, cancelled and refused calls behind it times out and cleans up")
	void everything() {
		WorkflowHandle<Void> run = call(() -> client().startVoid(Everything.class, Everything::run,
				(options) -> options.id(id()).runTimeout(Duration.ofSeconds(2))));
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(run))
			.withCauseInstanceOf(TimeoutFailure.class);
		assertThat(kinds(run)).contains("ActivityFailed", "TimerCancelled", "ActivityCancelRequested", "MemoUpserted",
				"ExternalSignalFailed", "ExternalCancelInitiated", "WorkflowTimedOut");
		assertThat(answer(() -> client().stub(Everything.class, id()).notes())).containsExactly("failed", "in time",
				"cancelled", "no signal", "no cancel", "cleaned up");
	}

	/**
	 * Fails, or takes its time.
	 */
	@Activity(name = "EverythingTests.Deeds")
	static class Deeds {

		@ActivityMethod(retry = @Retry(maximumAttempts = 1))
		public void fail() {
			throw new ApplicationFailure("Never", "it never works");
		}

		@ActivityMethod(retry = @Retry(initialInterval = "1h"))
		public void failForLong() {
			throw new ApplicationFailure("NotNow", "try again in an hour");
		}

		public void cleanUp() {
			// nothing to do
		}

	}

	/**
	 * Does a little of everything until its time is up.
	 */
	@Workflow(name = "EverythingTests.Everything")
	static class Everything {

		private final Deeds deeds;

		private final List<String> notes = new ArrayList<>();

		private boolean ready;

		Everything(Deeds deeds) {
			this.deeds = deeds;
		}

		@WorkflowMethod
		public void run() {
			Durable.memo("channel", "test");
			try {
				this.deeds.fail();
			}
			catch (ActivityFailure ex) {
				this.notes.add("failed");
			}
			Durable.async(() -> {
				Durable.sleep(Duration.ofMillis(20));
				this.ready = true;
			});
			this.notes.add(Durable.await(Duration.ofHours(1), () -> this.ready) ? "in time" : "too late");
			cancelActivity();
			try {
				Durable.external(Everything.class, Durable.info().workflowId() + "-other");
				Durable.cancelExternal(Durable.info().workflowId() + "-other");
			}
			catch (ExternalWorkflowFailure ex) {
				this.notes.add("no signal");
				this.notes.add("no cancel");
			}
			try {
				Durable.await(() -> false);
			}
			catch (CancelledFailure ex) {
				Durable.detached(() -> this.deeds.cleanUp());
				this.notes.add("cleaned up");
				throw ex;
			}
		}

		private void cancelActivity() {
			CancellationScope scope = Durable.scope(() -> this.deeds.failForLong());
			Durable.sleep(Duration.ofMillis(20));
			scope.cancel();
			try {
				scope.join();
			}
			catch (CancelledFailure ex) {
				this.notes.add("cancelled");
			}
		}

		@QueryMethod
		public List<String> notes() {
			return this.notes;
		}

	}

}
