package dev.durable.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.ParentClosePolicy;
import dev.durable.Promise;
import dev.durable.QueryMethod;
import dev.durable.Saga;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for children, other workflows and runs that continue as new.
 */
class ChildWorkflowTests extends AbstractSemanticsTests {

	private WorkflowHandle<String> start(String what) {
		return call(
				() -> client().start(Parent.class, (workflow) -> workflow.run(what), (options) -> options.id(id())));
	}

	private WorkflowHandle<String> child() {
		return client().handle(id("child"), String.class);
	}

	@Test
	@DisplayName("49. An injected workflow bean, called inside a workflow, is a child whose result arrives")
	void childReturns() {
		WorkflowHandle<String> run = start("injected");
		assertThat(result(run)).isEqualTo("done " + id("child"));
		assertThat(status(child())).isEqualTo(WorkflowStatus.COMPLETED);
		assertThat(child().describe().parentWorkflowId()).contains(id());
	}

	@Test
	@DisplayName("49. A child's failure is a ChildWorkflowFailure with its cause")
	void childFails() {
		WorkflowHandle<String> run = start("failing");
		assertThat(result(run)).isEqualTo("ChildWorkflowFailure <- ApplicationFailure Broken");
		assertThat(status(child())).isEqualTo(WorkflowStatus.FAILED);
	}

	@Test
	@DisplayName("49. Several children run at the same time")
	void children() {
		WorkflowHandle<String> run = start("many");
		assertThat(result(run)).isEqualTo("[0, 1, 2, 3, 4]");
	}

	@Test
	@DisplayName("49. Parent closes: TERMINATE (default), REQUEST_CANCEL or ABANDON per child; none is lost though the parent ends in the same turn")
	void parentCloses() {
		for (ParentClosePolicy policy : ParentClosePolicy.values()) {
			String id = id(policy.name());
			WorkflowHandle<String> run = call(() -> client().start(Leaving.class, (workflow) -> workflow.run(policy),
					(options) -> options.id(id)));
			assertThat(result(run)).isEqualTo("left");
			WorkflowHandle<String> child = client().handle(id + "-child", String.class);
			if (policy == ParentClosePolicy.ABANDON) {
				assertThat(status(child)).isEqualTo(WorkflowStatus.RUNNING);
				run(() -> child.signal("finish"));
				assertThat(result(child)).startsWith("done");
			}
			else {
				awaitStatus(child,
						(policy == ParentClosePolicy.TERMINATE) ? WorkflowStatus.TERMINATED : WorkflowStatus.CANCELLED);
			}
		}
	}

	@Test
	@DisplayName("49. Continue-as-new is not closing: the children stay, and the policy reaches them when the chain closes")
	void childrenOfChain() {
		WorkflowHandle<String> run = call(() -> client().start(ContinuingParent.class, (workflow) -> workflow.run(0),
				(options) -> options.id(id())));
		await().untilAsserted(() -> assertThat(answer(() -> run.query("round", Integer.class))).isEqualTo(2));
		assertThat(status(child())).isEqualTo(WorkflowStatus.RUNNING);
		run(() -> client().stub(ContinuingParent.class, id()).finish());
		assertThat(result(run)).isEqualTo("ended");
		awaitStatus(child(), WorkflowStatus.TERMINATED);
	}

	@Test
	@DisplayName("50. A child whose id has an open run: ChildWorkflowFailure <- WorkflowAlreadyStarted")
	void childIdTaken() {
		WorkflowHandle<String> other = call(() -> client().start(Child.class,
				(workflow) -> workflow.work(id("child"), "wait"), (options) -> options.id(id("child"))));
		assertThat(result(start("taken"))).isEqualTo("ChildWorkflowFailure <- WorkflowAlreadyStarted");
		WorkflowHandle<String> injected = call(() -> client().start(Parent.class,
				(workflow) -> workflow.run("injectedTaken"), (options) -> options.id(id())));
		assertThat(result(injected)).isEqualTo("ChildWorkflowFailure <- WorkflowAlreadyStarted");
		run(() -> other.signal("finish"));
		assertThat(result(other)).startsWith("done");
	}

	@Test
	@DisplayName("50. A cancelled parent waits for its child: ChildWorkflowFailure <- CancelledFailure")
	void cancelledParent() {
		WorkflowHandle<String> run = start("cancelled");
		awaitChild();
		run(run::cancel);
		assertThat(result(run)).isEqualTo("ChildWorkflowFailure <- CancelledFailure");
		assertThat(status(child())).isEqualTo(WorkflowStatus.CANCELLED);
	}

	private void awaitChild() {
		await().untilAsserted(() -> assertThat(client().handle(id("child"), String.class).describe().status())
			.isEqualTo(WorkflowStatus.RUNNING));
	}

	@Test
	@DisplayName("50. External: a signal reaches another workflow, a cancel too; ExternalWorkflowFailure if there is none open")
	void external() {
		WorkflowHandle<String> other = call(() -> client().start(Child.class,
				(workflow) -> workflow.work(id("child"), "wait"), (options) -> options.id(id("child"))));
		assertThat(result(start("signal"))).isEqualTo("signalled");
		assertThat(result(other)).startsWith("done");
		assertThat(result(start("signal"))).isEqualTo("ExternalWorkflowFailure " + id("child"));
		assertThat(result(start("cancelOther"))).isEqualTo("ExternalWorkflowFailure " + id("child"));
		WorkflowHandle<String> another = call(() -> client().start(Child.class,
				(workflow) -> workflow.work(id("child"), "wait"), (options) -> options.id(id("child"))));
		assertThat(result(start("cancelOther"))).isEqualTo("cancelled it");
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(another))
			.withCauseInstanceOf(CancelledFailure.class);
	}

	@Test
	@DisplayName("51. Continue-as-new keeps id, memo, attributes and first run id; new run id and history; a handle follows the chain, one bound to a run does not")
	void continueAsNew() {
		WorkflowHandle<String> run = call(() -> client().start(Counting.class, (workflow) -> workflow.count(0, 5),
				(options) -> options.id(id()).memo("channel", "web").attribute("country", "EIRE")));
		String first = run.runId();
		assertThat(result(run)).isEqualTo("5 " + first + " {channel=web} {country=EIRE, round=4}");
		WorkflowHandle<String> current = client().handle(id(), String.class);
		assertThat(current.runId()).isNotEqualTo(first);
		assertThat(current.describe().firstRunId()).isEqualTo(first);
		assertThat(current.describe().attributes()).isEqualTo(Map.of("country", "EIRE", "round", 4));
		WorkflowHandle<String> pinned = client().handle(id(), first, String.class);
		assertThat(status(pinned)).isEqualTo(WorkflowStatus.CONTINUED_AS_NEW);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> result(pinned));
		assertThat(kinds(pinned)).endsWith("ContinuedAsNew");
	}

	@Test
	@DisplayName("51a. Continue-as-new inside Saga.run compensates nothing; wrong arguments fail at the call")
	void continueAsNewInSaga() {
		WorkflowHandle<String> run = call(
				() -> client().start(SagaOfRounds.class, (workflow) -> workflow.run(0), (options) -> options.id(id())));
		assertThat(result(run)).isEqualTo("IllegalArgumentException, compensated: 0");
	}

	/**
	 * A child.
	 */
	@Workflow(name = "ChildWorkflowTests.Child")
	static class Child {

		private boolean finishing;

		@WorkflowMethod(id = "#id")
		public String work(String id, String what) {
			if (what.equals("fail")) {
				throw new ApplicationFailure("Broken", "the child is broken");
			}
			if (what.equals("wait")) {
				Durable.await(() -> this.finishing);
			}
			return "done " + id;
		}

		@SignalMethod
		public void finish() {
			this.finishing = true;
		}

	}

	/**
	 * Has children.
	 */
	@Workflow(name = "ChildWorkflowTests.Parent")
	static class Parent {

		private final Child child;

		Parent(Child child) {
			this.child = child;
		}

		@WorkflowMethod
		public String run(String what) {
			String id = Durable.info().workflowId() + "-child";
			try {
				return switch (what) {
					case "injected", "injectedTaken" -> this.child.work(id, "at once");
					case "failing" -> this.child.work(id, "fail");
					case "many" -> many();
					case "taken" -> Durable.child(Child.class, (options) -> options.id(id)).work("another", "at once");
					case "cancelled" -> this.child.work(id, "wait");
					case "signal" -> {
						Durable.external(Child.class, id).finish();
						yield "signalled";
					}
					default -> {
						Durable.cancelExternal(id);
						yield "cancelled it";
					}
				};
			}
			catch (ChildWorkflowFailure ex) {
				Throwable cause = ex.getCause();
				return "ChildWorkflowFailure <- " + cause.getClass().getSimpleName()
						+ ((cause instanceof ApplicationFailure failure) ? " " + failure.type() : "");
			}
			catch (ExternalWorkflowFailure ex) {
				return "ExternalWorkflowFailure " + ex.workflowId();
			}
		}

		private String many() {
			List<Promise<String>> results = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				String id = Durable.info().workflowId() + "-child-" + i;
				results.add(Durable.async(() -> this.child.work(id, "at once")));
			}
			return Durable.all(results)
				.get()
				.stream()
				.map((text) -> text.substring(text.length() - 1))
				.toList()
				.toString();
		}

	}

	/**
	 * Starts a child and leaves it alone.
	 */
	@Workflow(name = "ChildWorkflowTests.Leaving")
	static class Leaving {

		@WorkflowMethod
		public String run(ParentClosePolicy policy) {
			String id = Durable.info().workflowId() + "-child";
			Child child = Durable.child(Child.class, (options) -> options.id(id).parentClosePolicy(policy));
			Durable.async(() -> child.work(id, "wait"));
			return "left";
		}

	}

	/**
	 * Continues as new twice while its child waits.
	 */
	@Workflow(name = "ChildWorkflowTests.ContinuingParent")
	static class ContinuingParent {

		private int round;

		private boolean finishing;

		@WorkflowMethod
		public String run(int number) {
			this.round = number;
			if (number == 0) {
				String id = Durable.info().workflowId() + "-child";
				Durable.async(() -> Durable.child(Child.class, (options) -> options.id(id)).work(id, "wait"));
				Durable.sleep(Duration.ofMillis(20));
			}
			if (number < 2) {
				return Durable.continueAsNew(number + 1);
			}
			Durable.await(() -> this.finishing);
			return "ended";
		}

		@SignalMethod
		public void finish() {
			this.finishing = true;
		}

		@QueryMethod
		public int round() {
			return this.round;
		}

	}

	/**
	 * Counts in runs.
	 */
	@Workflow(name = "ChildWorkflowTests.Counting")
	static class Counting {

		@WorkflowMethod
		public String count(int from, int to) {
			if (from < to) {
				Durable.attribute("round", from);
				return Durable.continueAsNew(from + 1, to);
			}
			return from + " " + Durable.info().firstRunId() + " " + new TreeMap<>(Durable.info().memo()) + " "
					+ new TreeMap<>(Durable.info().attributes());
		}

	}

	/**
	 * Continues as new inside a saga.
	 */
	@Workflow(name = "ChildWorkflowTests.SagaOfRounds")
	static class SagaOfRounds {

		private int compensated;

		@WorkflowMethod
		public String run(int round) {
			return Saga.run((saga) -> {
				saga.compensate(() -> this.compensated++);
				if (round < 2) {
					return Durable.continueAsNew(round + 1);
				}
				String wrong = "nothing";
				try {
					Durable.continueAsNew("one", "two");
				}
				catch (IllegalArgumentException ex) {
					wrong = "IllegalArgumentException";
				}
				return wrong + ", compensated: " + this.compensated;
			});
		}

	}

}
