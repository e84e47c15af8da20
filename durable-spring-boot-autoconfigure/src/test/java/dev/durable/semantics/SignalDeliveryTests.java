package dev.durable.semantics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.durable.Durable;
import dev.durable.client.DeadLetter;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowFailed;
import dev.durable.client.WorkflowHandle;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what becomes of signals while nobody listens: without a node, after the end
 * of a run, and under a policy that refuses the start that they come with.
 */
class SignalDeliveryTests extends ScriptedTests {

	@Test
	@DisplayName("1. Signals sent while no node runs are handled on restart in the order they were accepted, each once")
	void withoutNode() {
		List<String> names = List.of("one", "two", "three", "four");
		names.forEach((name) -> handler(name, (workflow) -> workflow.note(name)));
		WorkflowHandle<List<String>> run = start(
				(workflow) -> Durable.await(() -> workflow.notes().size() >= names.size()));
		withoutNode(() -> {
			names.forEach((name) -> run.signal("handle", name));
			assertThat(kinds(run)).doesNotContain("SignalReceived");
		});
		assertThat(notes(run)).isEqualTo(names);
		assertThat(kinds(run)).filteredOn("SignalReceived"::equals).hasSize(names.size());
	}

	@Test
	@DisplayName("2. A signal that commits after its run has closed is a dead letter: listed, and redelivered to the next run")
	void deadLetter() {
		Assumptions.assumeTrue(isTransactional(), "needs transactions");
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.awaitSignal("end"));
		new TransactionTemplate(bean(PlatformTransactionManager.class)).executeWithoutResult((status) -> {
			send(run, "late");
			CompletableFuture.runAsync(() -> {
				send(run, "end");
				result(run);
			}).join();
		});
		await().untilAsserted(() -> assertThat(client().deadLetters(id())).hasSize(1));
		DeadLetter letter = client().deadLetters(id()).get(0);
		assertThat(letter.name()).isEqualTo("send");
		assertThat(letter.workflowId()).isEqualTo(id());
		assertThat(letter.reason()).contains("closed");
		assertThat(letter.receivedAt()).isNotNull();
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> run(() -> client().redeliver(letter.id())));
		WorkflowHandle<List<String>> next = start((workflow) -> workflow.awaitSignal("late"));
		run(() -> client().redeliver(letter.id()));
		result(next);
		assertThat(client().deadLetters(id())).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> run(() -> client().redeliver(letter.id())))
			.withMessageContaining(letter.id());
	}

	private WorkflowHandle<List<String>> signalWithStart(WorkflowIdReusePolicy policy) {
		return call(() -> client().signalWithStart(Scripted.class, Scripted::run, (workflow) -> workflow.send("go"),
				(options) -> options.id(id()).reusePolicy(policy)));
	}

	@Test
	@DisplayName("4. signalWithStart on a closed id goes by the reuse policy; what is refused sends no signal")
	void reusePolicies() {
		Scripted.give(id(), (workflow) -> {
			workflow.awaitSignal("go");
			if (!workflow.isFixed()) {
				throw new IllegalStateException("not yet");
			}
		});
		WorkflowHandle<?> failing = signalWithStart(WorkflowIdReusePolicy.REJECT_DUPLICATE);
		assertThatExceptionOfType(WorkflowFailed.class).isThrownBy(() -> result(failing));
		Scripted.fix(id());
		WorkflowHandle<?> second = signalWithStart(WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY);
		result(second);
		for (WorkflowIdReusePolicy policy : List.of(WorkflowIdReusePolicy.REJECT_DUPLICATE,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)) {
			assertThatExceptionOfType(WorkflowAlreadyStarted.class).isThrownBy(() -> signalWithStart(policy))
				.withMessageContaining(id());
		}
		assertThat(client().deadLetters(id())).isEmpty();
		assertThat(client().list(WorkflowQuery.where().idPrefix(id()))).hasSize(2);
		assertThat(signalWithStart(WorkflowIdReusePolicy.ALLOW_DUPLICATE).runId()).isNotEqualTo(second.runId());
	}

	@Test
	@DisplayName("4. signalWithStart and updateWithStart speak to an open run, so they refuse to end it")
	void terminateExisting() {
		WorkflowHandle<List<String>> run = start((workflow) -> workflow.awaitSignal("end"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> call(
					() -> client().signalWithStart(Scripted.class, Scripted::run, (workflow) -> workflow.send("end"),
							(options) -> options.id(id()).conflictPolicy(WorkflowIdConflictPolicy.TERMINATE_EXISTING))))
			.withMessageContaining("TERMINATE_EXISTING");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> call(
					() -> client().updateWithStart(Scripted.class, Scripted::run, (workflow) -> workflow.change("any"),
							(options) -> options.id(id()).conflictPolicy(WorkflowIdConflictPolicy.TERMINATE_EXISTING))))
			.withMessageContaining("TERMINATE_EXISTING");
		assertThat(kinds(run)).doesNotContain("SignalReceived", "UpdateAccepted");
		send(run, "end");
		result(run);
	}

	@Test
	@DisplayName("6. A letter that is redelivered and still cannot be read is listed again; the run goes on")
	void redeliveredTooEarly() {
		SignalTests.Strict.strict.set(true);
		WorkflowHandle<Integer> run = call(
				() -> client().start(SignalTests.Strict.class, SignalTests.Strict::run, (options) -> options.id(id())));
		run(() -> run.signal("even", new SignalTests.Even(5)));
		await().untilAsserted(() -> assertThat(client().deadLetters(id())).hasSize(1));
		DeadLetter letter = client().deadLetters(id()).get(0);
		run(() -> client().redeliver(letter.id()));
		await().untilAsserted(() -> assertThat(client().deadLetters(id())).hasSize(1));
		run(() -> run.signal("even", new SignalTests.Even(2)));
		awaitKind(run, "SignalReceived");
		SignalTests.Strict.strict.set(false);
		run(() -> client().redeliver(client().deadLetters(id()).get(0).id()));
		assertThat(result(run)).isEqualTo(7);
		assertThat(client().deadLetters(id())).isEmpty();
	}

	@Test
	@DisplayName("7. A run that closes before its handlers have ended says which, in a warning")
	void unfinishedHandlers() {
		handler("slow", (workflow) -> Durable.sleep(Duration.ofHours(1)));
		try (LogLines lines = LogLines.of("dev.durable.node.Endings")) {
			WorkflowHandle<List<String>> run = start((workflow) -> workflow.awaitSignal("end"));
			run(() -> run.signal("handle", "slow"));
			send(run, "end");
			result(run);
			assertThat(lines.with(id())).singleElement().asString().contains("[handle]", "allHandlersFinished");
		}
	}

}
