package dev.durable.semantics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.durable.CancellationType;
import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowQueryFailed;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.engine.ActivityType;
import dev.durable.engine.RunContext;
import dev.durable.history.ActivitySettings;
import dev.durable.history.RetrySettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for runs that are spoken to by a node which does not run them, or has not even
 * the code for it, and for nodes that die.
 */
class OtherNodeTests extends ScriptedTests {

	private static final Map<Setting, OtherNode> WITHOUT_WORKFLOWS = new HashMap<>();

	/**
	 * Return a node without workflows; one serves all tests of a setting.
	 */
	private WorkflowClient withoutWorkflows() {
		if (!WITHOUT_WORKFLOWS.containsKey(this.setting)) {
			closeNodes();
			WITHOUT_WORKFLOWS.put(this.setting, otherNode(OtherNode.WithoutWorkflows.class));
		}
		return WITHOUT_WORKFLOWS.get(this.setting).client();
	}

	@AfterAll
	static void closeNodes() {
		WITHOUT_WORKFLOWS.values().forEach(OtherNode::close);
		WITHOUT_WORKFLOWS.clear();
	}

	@Test
	@DisplayName("10. A query is answered by any node that has the code, of an open run and of a closed one")
	void queryOnAnotherNode() {
		try (OtherNode other = otherNode(SemanticsApplication.class)) {
			WorkflowHandle<List<String>> run = start((workflow) -> {
				workflow.awaitSignal("go");
				workflow.note("going");
				workflow.awaitSignal("end");
			});
			WorkflowHandle<?> there = other.client().handle(id(), List.class);
			assertThat(there.query("notes", Object.class)).isEqualTo(List.of());
			there.signal("send", "go");
			awaitNote(run, "going");
			assertThat(there.query("notes", Object.class)).isEqualTo(List.of("going"));
			there.signal("send", "end");
			assertThat(there.result()).isEqualTo(List.of("going"));
			assertThat(there.query("notes", Object.class)).isEqualTo(List.of("going"));
		}
	}

	@Test
	@DisplayName("12. From a node that does not know the type: an unknown signal is a dead letter, an update is answered, a query names the nodes")
	void unknownNamesFromElsewhere() {
		handler("well", (workflow) -> workflow.note("changed"));
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.awaitSignal("end");
			Durable.await(Durable::allHandlersFinished);
		});
		WorkflowHandle<?> there = withoutWorkflows().handle(id(), List.class);
		there.signal("nothing", 1);
		there.signal("send", List.of("not", "a", "text"));
		await().untilAsserted(() -> assertThat(client().deadLetters(id())).hasSize(2));
		assertThatExceptionOfType(WorkflowUpdateRejected.class)
			.isThrownBy(() -> there.update("nothing", String.class, "well"))
			.withMessageContaining("change");
		assertThatExceptionOfType(WorkflowUpdateRejected.class).isThrownBy(() -> there.update("change", String.class));
		assertThat(there.update("change", String.class, "well")).isEqualTo("well");
		// A node that is just starting anew is none that has it
		await().untilAsserted(() -> assertThatExceptionOfType(WorkflowQueryFailed.class)
			.isThrownBy(() -> there.query("notes", Object.class))
			.withMessageContaining("Scripted")
			.withMessageMatching("(?s).*nodes? that ha(s|ve) it.*'.+'.*"));
		there.signal("send", "end");
		assertThat(notes(run)).containsExactly("changed");
	}

	@Test
	@DisplayName("15. An update that is blocked in an activity when its node dies is answered to its caller on another node")
	void updateOutlivesItsNode() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		activity("work", (context) -> {
			if (context.attempt() > 1) {
				return "attempt " + context.attempt();
			}
			begun.countDown();
			return release.await(LIMIT.toSeconds(), TimeUnit.SECONDS) ? "of the dead" : "too late";
		});
		handler("work", (workflow) -> workflow.note(workflow.perform("work")));
		Scripted.give(id(), (workflow) -> {
			workflow.awaitSignal("end");
			Durable.await(Durable::allHandlersFinished);
		});
		try (OtherNode other = otherNode(SemanticsApplication.class)) {
			WorkflowHandle<List<String>> run = other.client()
				.start(Scripted.class, Scripted::run, (options) -> options.id(id()));
			CompletableFuture<String> answer = CompletableFuture
				.supplyAsync(() -> answer(() -> Scripted.change(client(), id(), "work")));
			awaitLatch(begun);
			other.die();
			assertThat(answer.join()).isEqualTo("work");
			WorkflowHandle<List<String>> here = call(() -> listHandle());
			send(here, "end");
			assertThat(notes(here)).containsExactly("attempt 2");
			assertThat(here.runId()).isEqualTo(run.runId());
		}
		finally {
			release.countDown();
		}
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private WorkflowHandle<List<String>> listHandle() {
		return (WorkflowHandle) client().handle(id(), List.class);
	}

	@Test
	@DisplayName("31. completeLater: the token is good on any node, once")
	void tokenOnAnotherNode() {
		BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
		activity("work", (context) -> {
			tokens.add(context.completeLater());
			return "ignored";
		});
		WorkflowHandle<List<String>> run = start((workflow) -> {
			workflow.note(workflow.perform("work"));
			workflow.awaitSignal("end");
		});
		await().until(() -> !tokens.isEmpty());
		String token = tokens.remove();
		WorkflowClient other = withoutWorkflows();
		other.completeActivity(token, "from elsewhere");
		assertThatIllegalStateException().isThrownBy(() -> other.completeActivity(token, "again"));
		assertThatIllegalStateException().isThrownBy(() -> run(() -> client().completeActivity(token, "once more")));
		send(run, "end");
		assertThat(notes(run)).containsExactly("from elsewhere");
	}

	@Test
	@DisplayName("32. An activity that no bean has fails with the names that there are, and is tried again")
	void unknownActivity() {
		ActivityType missing = new ActivityType("OtherNodeTests.Missing.perform", String.class, List.of(),
				new ActivitySettings(Duration.ofSeconds(10), null, null, null,
						new RetrySettings(Duration.ofMillis(20), 1, Duration.ofMillis(20), 0, List.of(), 0),
						CancellationType.TRY_CANCEL));
		WorkflowHandle<List<String>> run = start(
				(workflow) -> RunContext.currentOrNull().activity(missing, new Object[0]));
		await()
			.untilAsserted(() -> assertThat(run.describe().pendingActivities()).singleElement().satisfies((pending) -> {
				assertThat(pending.type()).isEqualTo("OtherNodeTests.Missing.perform");
				assertThat(pending.attempt()).isGreaterThan(2);
				assertThat(pending.lastFailure().orElseThrow()).contains("'OtherNodeTests.Missing.perform'",
						"Scripted.perform");
			}));
		run(() -> run.terminate("seen"));
	}

	@Test
	@DisplayName("56. A run of a type that no live node has is stuck for it, and goes on where a node has it")
	void unknownType() {
		WorkflowHandle<Object> run = call(
				() -> client().start("OtherNodeTests.Late", (options) -> options.id(id()), "hello"));
		assertThat(withoutWorkflows().handle(id(), String.class).describe().type()).isEqualTo("OtherNodeTests.Late");
		await().untilAsserted(() -> assertThat(run.describe().stuckReason()).contains(StuckReason.UNKNOWN_TYPE));
		assertThat(run.describe().stuckMessage().orElseThrow()).contains("OtherNodeTests.Late");
		assertThat(kinds(run)).containsExactly("WorkflowStarted");
		try (OtherNode other = otherNode(SemanticsApplication.class, "spring.profiles.active=late")) {
			assertThat(other.client().handle(id(), String.class).result()).isEqualTo("hello, late");
			assertThat(run.describe().stuckReason()).isEmpty();
		}
	}

	/**
	 * A workflow that is deployed later.
	 */
	@Workflow(name = "OtherNodeTests.Late")
	@Profile("late")
	static class Late {

		@WorkflowMethod
		public String run(String greeting) {
			return greeting + ", late";
		}

	}

}
