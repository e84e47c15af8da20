package dev.durable.semantics;

import java.util.List;

import dev.durable.ActivityFailure;
import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.UpdateMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for values that are larger than the limit: each is refused at the call that
 * carries it, and the run goes on or fails.
 */
class PayloadLimitTests extends ScriptedTests {

	private static final String KEY = "durable.payload.max-size";

	private static final String BIG = "x".repeat(3 * 1024 * 1024);

	private WorkflowHandle<List<String>> refused(Script big) {
		activity("small", (context) -> "small");
		return start((workflow) -> {
			try {
				big.run(workflow);
				workflow.note("taken");
			}
			catch (ApplicationFailure ex) {
				workflow.note(ex.getMessage().contains(KEY) ? "refused" : ex.getMessage());
			}
			workflow.note(workflow.perform("small"));
		});
	}

	@Test
	@DisplayName("35. The argument of an activity: the call throws, nothing is scheduled, and the run goes on")
	void activityArgument() {
		WorkflowHandle<List<String>> run = refused((workflow) -> workflow.perform(BIG));
		assertThat(notes(run)).containsExactly("refused", "small");
		assertThat(kinds(run)).contains("CallRefused").containsOnlyOnce("ActivityScheduled");
	}

	@Test
	@DisplayName("35. The result of an activity is final at once: no attempt could make it smaller")
	void activityResult() {
		activity("big", (context) -> BIG);
		WorkflowHandle<?> run = start((workflow) -> workflow.perform("big"));
		assertThat(failure(run))
			.isInstanceOfSatisfying(ActivityFailure.class, (failure) -> assertThat(failure.attempts()).isEqualTo(1))
			.cause()
			.isInstanceOf(ApplicationFailure.class)
			.hasMessageContaining(KEY);
		assertThat(attempts("big")).hasSize(1);
	}

	@Test
	@DisplayName("35. The detail of a failure is replaced by a text; a long message is cut")
	void failureDetail() {
		activity("bad", (context) -> {
			throw new ApplicationFailure("Bad", BIG, BIG).nonRetryable();
		});
		assertThat(failure(start((workflow) -> workflow.perform("bad"))).getCause())
			.isInstanceOfSatisfying(ApplicationFailure.class, (failure) -> {
				assertThat(failure.type()).isEqualTo("Bad");
				assertThat(failure.getMessage()).startsWith("xxx").hasSizeLessThan(100_000);
				assertThat(failure.detail(0, String.class)).contains(KEY);
			});
	}

	@Test
	@DisplayName("35. The details of a heartbeat: the heartbeat throws in the activity, and the attempt may go on")
	void heartbeatDetails() {
		activity("work", (context) -> {
			try {
				context.heartbeat(BIG);
				return "taken";
			}
			catch (IllegalArgumentException ex) {
				return ex.getMessage().contains(KEY) ? "refused" : ex.getMessage();
			}
		});
		assertThat(play((workflow) -> workflow.note(workflow.perform("work")))).containsExactly("refused");
	}

	@Test
	@DisplayName("35. A side effect, a memo, an attribute, a signal or a child: the call throws and the run goes on")
	void otherCalls() {
		for (Script big : List.<Script>of((workflow) -> Durable.sideEffect(String.class, () -> BIG),
				(workflow) -> Durable.memo("big", BIG), (workflow) -> Durable.attribute("big", BIG),
				(workflow) -> Durable.external(Scripted.class, "any").send(BIG),
				(workflow) -> Durable.child(Large.class, (options) -> options.id("any")).run(BIG))) {
			WorkflowHandle<List<String>> run = refused(big);
			assertThat(notes(run)).containsExactly("refused", "small");
		}
	}

	@Test
	@DisplayName("35. The argument of a workflow: the start throws, and there is no run")
	void workflowArgument() {
		assertThatIllegalArgumentException().isThrownBy(() -> start(BIG)).withMessageContaining(KEY);
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> client().handle(id(), String.class).describe());
	}

	private WorkflowHandle<String> start(String text) {
		return call(() -> client().start(Large.class, (workflow) -> workflow.run(text), (options) -> options.id(id())));
	}

	@Test
	@DisplayName("35. The result of a workflow: the run fails")
	void workflowResult() {
		WorkflowHandle<String> run = start("result");
		assertThat(failure(run)).isInstanceOf(ApplicationFailure.class).hasMessageContaining(KEY);
		assertThat(status(run)).isEqualTo(WorkflowStatus.FAILED);
	}

	@Test
	@DisplayName("35. The arguments of continueAsNew: the call throws and the run goes on")
	void continueAsNew() {
		assertThat(result(start("continue"))).contains(KEY);
	}

	@Test
	@DisplayName("35. The argument of a signal or an update, the answer of an update or a query: its caller gets it")
	void messages() {
		WorkflowHandle<String> run = start("wait");
		assertThatIllegalArgumentException().isThrownBy(() -> run(() -> run.signal("end", BIG)))
			.withMessageContaining(KEY);
		assertThatIllegalArgumentException().isThrownBy(() -> answer(() -> run.update("length", Integer.class, BIG)))
			.withMessageContaining(KEY);
		assertThatExceptionOfType(WorkflowUpdateFailed.class)
			.isThrownBy(() -> answer(() -> run.update("large", String.class)))
			.havingCause()
			.withMessageContaining(KEY);
		assertThatExceptionOfType(WorkflowQueryFailed.class)
			.isThrownBy(() -> answer(() -> run.query("text", String.class)))
			.withStackTraceContaining(KEY);
		run(() -> run.signal("end", "small"));
		assertThat(result(run)).isEqualTo("small");
	}

	/**
	 * Deals in large values.
	 */
	@Workflow(name = "PayloadLimitTests.Large")
	static class Large {

		private String end = "";

		@WorkflowMethod
		public String run(String text) {
			return switch (text) {
				case "result" -> BIG;
				case "continue" -> goOn();
				default -> {
					Durable.await(() -> !this.end.isEmpty());
					yield this.end;
				}
			};
		}

		private String goOn() {
			try {
				return Durable.continueAsNew(BIG);
			}
			catch (ApplicationFailure | IllegalArgumentException ex) {
				return String.valueOf(ex.getMessage());
			}
		}

		@SignalMethod
		public void end(String text) {
			this.end = text;
		}

		@UpdateMethod
		public int length(String text) {
			return text.length();
		}

		@UpdateMethod
		public String large() {
			return BIG;
		}

		@QueryMethod
		public String text() {
			return BIG;
		}

	}

}
