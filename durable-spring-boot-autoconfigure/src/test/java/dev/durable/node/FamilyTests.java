package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.durable.CancellationType;
import dev.durable.ChildWorkflowFailure;
import dev.durable.Durable;
import dev.durable.ExternalWorkflowFailure;
import dev.durable.ParentClosePolicy;
import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import dev.durable.client.WorkflowUpdateFailed;
import dev.durable.client.WorkflowUpdateRejected;
import dev.durable.engine.ChildCall;
import dev.durable.engine.Invocable;
import dev.durable.engine.RunContext;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.Payload;
import dev.durable.history.StartDetails;
import dev.durable.store.RunRow;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for runs that have to do with others: starts and their policies, children,
 * requests to other workflows, updates.
 */
class FamilyTests extends SimulatedNodeTests {

	private final List<String> seen = new ArrayList<>();

	private final Map<String, Invocable> signals = Map.of("see",
			WorkflowTypes.code(void.class, (arguments) -> this.seen.add((String) arguments[0]), String.class));

	@Test
	@DisplayName("52: an open id is refused, joined, or its run is ended and another started in its place")
	void conflictPolicies() {
		SimulatedNode node = node(sleeping());
		StartedRun first = start(node, request(StartDetails.NONE)).join();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> start(node, request(StartDetails.NONE)).join())
			.withCauseInstanceOf(WorkflowAlreadyStarted.class);
		assertThat(start(node, with(WorkflowIdConflictPolicy.USE_EXISTING)).join()).isEqualTo(first);
		StartedRun second = start(node, with(WorkflowIdConflictPolicy.TERMINATE_EXISTING)).join();
		until(() -> row().runId().equals(second.runId()));
		assertThat(this.world.store.run(first.runId()).orElseThrow().status()).isEqualTo(WorkflowStatus.TERMINATED);
		assertThat(row().firstRunId()).isEqualTo(second.runId());
	}

	@Test
	@DisplayName("52: the run that was to be ended closes by itself: the other one is started all the same")
	void aRestartIsNotLost() {
		SimulatedNode node = node(sleeping());
		StartedRun first = start(node, request(StartDetails.NONE)).join();
		node.pause(Duration.ofHours(1));
		SimulatedNode other = node(sleeping());
		CompletableFuture<StartedRun> second = endAndRestart(other);
		until(() -> second.isDone() && this.world.store.run(second.join().runId()).isPresent());
		assertThat(this.world.store.run(first.runId()).orElseThrow().status()).isEqualTo(WorkflowStatus.TERMINATED);
		assertThat(row().status()).isEqualTo(WorkflowStatus.RUNNING);
		assertThat(this.world.store.deadRestarts(10)).isEmpty();
	}

	/*
	 * The run takes the first order, and closes before it comes to the second.
	 */
	private CompletableFuture<StartedRun> endAndRestart(SimulatedNode node) {
		return ask(node, (service) -> {
			service.terminate(TEST, "first");
			return service.startAsync(with(WorkflowIdConflictPolicy.TERMINATE_EXISTING));
		});
	}

	@Test
	@DisplayName("52: a restart is not lost either if the first run of the chain that it ends has been deleted")
	void aRestartIsNotLostWithTheFirstRun() {
		SimulatedNode node = node(oftenSleeping());
		StartedRun first = start(node, request(StartDetails.NONE)).join();
		untilGoneOn("test", first);
		node.pause(Duration.ofHours(1));
		SimulatedNode other = node(oftenSleeping());
		CompletableFuture<StartedRun> second = endAndRestart(other);
		this.world.store.delete(first.runId());
		until(() -> second.isDone() && this.world.store.run(second.join().runId()).isPresent());
		assertThat(this.world.store.deadRestarts(10)).isEmpty();
	}

	@Test
	@DisplayName("A dead letter is sent again although the first run of its chain has been deleted")
	void aDeadLetterOutlivesTheFirstRun() {
		SimulatedNode node = node(oftenSleeping());
		StartedRun first = start(node, request(StartDetails.NONE)).join();
		untilGoneOn("test", first);
		tell(node, (service) -> {
			service.terminate(TEST, "first");
			service.signal(TEST, see("late"));
		});
		until(() -> !this.world.store.deadLetters("test").isEmpty());
		this.world.store.delete(first.runId());
		start(node, request(StartDetails.NONE)).join();
		String letter = Long.toString(this.world.store.deadLetters("test").get(0).id());
		tell(node, (service) -> service.redeliver(letter));
		until(() -> this.seen.contains("late"));
	}

	@Test
	@DisplayName("52: a run in the place of another starts when that has ended, also by a slower clock")
	void aRestartIsLaterThanWhatItReplaces() {
		SimulatedNode slow = add("build");
		slow.pace(0.01);
		slow.start(new Registry(Map.of("Test", sleeping()), Map.of()));
		pass(Duration.ofSeconds(8));
		SimulatedNode exact = add(EVICTING);
		exact.start(new Registry(Map.of("Test", sleeping()), Map.of()));
		StartedRun first = start(exact, request(StartDetails.NONE)).join();
		until(() -> row().owner() == null);
		ask(exact, (service) -> service.startAsync(with(WorkflowIdConflictPolicy.TERMINATE_EXISTING)));
		until(() -> !this.world.store.letters(first.runId()).isEmpty());
		exact.crash();
		until(() -> !row().runId().equals(first.runId()));
		RunRow ended = this.world.store.run(first.runId()).orElseThrow();
		assertThat(ended.status()).isEqualTo(WorkflowStatus.TERMINATED);
		assertThat(row().startedAt()).isAfterOrEqualTo(ended.closedAt());
	}

	@Test
	@DisplayName("51a: the reuse policy looks at how the last run has closed")
	void reusePolicies() {
		SimulatedNode node = node(WorkflowTypes.of(() -> "done"));
		start(node, request(StartDetails.NONE)).join();
		untilStatus(WorkflowStatus.COMPLETED);
		for (WorkflowIdReusePolicy policy : List.of(WorkflowIdReusePolicy.REJECT_DUPLICATE,
				WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)) {
			StartRequest refused = new StartRequest("test", "Test", arguments(), WorkflowIdConflictPolicy.FAIL, policy,
					Duration.ZERO, StartDetails.NONE);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> start(node, refused).join())
				.withCauseInstanceOf(WorkflowAlreadyStarted.class)
				.withMessageContaining("closed as COMPLETED");
		}
		UUID before = row().runId();
		start(node, request(StartDetails.NONE)).join();
		assertThat(row().runId()).isNotEqualTo(before);
	}

	@Test
	@DisplayName("4: signalWithStart starts with the signal first, then signals the open run")
	void signalWithStart() {
		SimulatedNode node = node(sleeping());
		pass(Duration.ofMillis(100));
		StartedRun one = ask(node, (service) -> service.signalWithStart(request(StartDetails.NONE), see("one")));
		StartedRun two = ask(node, (service) -> service.signalWithStart(request(StartDetails.NONE), see("two")));
		assertThat(two).isEqualTo(one);
		until(() -> this.seen.size() == 2);
		assertThat(this.seen).containsExactly("one", "two");
		assertThat(kinds()).startsWith("WorkflowStarted");
	}

	@Test
	@DisplayName("8: the same signal id is delivered once, across continue-as-new too")
	void signalIdsAreKept() {
		SimulatedNode node = node(WorkflowTypes.of(() -> {
			int before = this.seen.size();
			Durable.await(() -> this.seen.size() > before);
			return Durable.continueAsNew();
		}, this.signals, Map.of()));
		start(node, request(StartDetails.NONE));
		HandlerCall signal = new HandlerCall("see", arguments("once"), "id-1", Map.of());
		tell(node, (service) -> service.signal(TEST, signal));
		until(() -> this.world.store.countByStatus().containsKey(WorkflowStatus.CONTINUED_AS_NEW));
		tell(node, (service) -> service.signal(TEST, signal));
		pass(Duration.ofMinutes(1));
		assertThat(this.seen).containsExactly("once");
	}

	@Test
	@DisplayName("49: a child runs with its parent's commit, and its result survives the parent's node")
	void aChildCompletes() {
		WorkflowType parent = WorkflowTypes.of(() -> child("kid", ParentClosePolicy.TERMINATE));
		WorkflowType child = named("Child", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofMinutes(5));
			return "grown";
		}));
		SimulatedNode first = node(Map.of("Test", parent, "Child", child));
		start(first, request(StartDetails.NONE));
		until(() -> run("kid") != null);
		first.crash();
		node(Map.of("Test", parent, "Child", child));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("grown");
	}

	@Test
	@DisplayName("49: a child that goes on has been started although its first run has been deleted")
	void aChildOutlivesItsFirstRun() {
		WorkflowType parent = WorkflowTypes.of(() -> child("kid", ParentClosePolicy.TERMINATE));
		WorkflowType child = named("Child", oftenSleeping());
		SimulatedNode first = node(Map.of("Test", parent, "Child", child));
		start(first, request(StartDetails.NONE));
		until(() -> run("kid") != null && !run("kid").runId().equals(run("kid").firstRunId()));
		first.crash();
		assertThat(this.world.store.delete(run("kid").firstRunId())).isTrue();
		node(Map.of("Test", parent, "Child", child));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("done");
	}

	@Test
	@DisplayName("50: a child whose id has an open run is not started, and the parent hears so")
	void aChildIdIsTaken() {
		WorkflowType parent = WorkflowTypes.of(() -> {
			try {
				return child("kid", ParentClosePolicy.TERMINATE);
			}
			catch (ChildWorkflowFailure ex) {
				return ex.getCause().getClass().getSimpleName();
			}
		});
		SimulatedNode node = node(Map.of("Test", parent, "Child", named("Child", sleeping())));
		start(node, new StartRequest("kid", "Child", arguments(), WorkflowIdConflictPolicy.FAIL)).join();
		start(node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("WorkflowAlreadyStarted");
		assertThat(run("kid").status()).isEqualTo(WorkflowStatus.RUNNING);
	}

	@Test
	@DisplayName("49, 50: when the parent closes each child is treated by its policy, after continue-as-new as well")
	void closePolicies() {
		WorkflowType parent = WorkflowTypes.of(() -> {
			for (ParentClosePolicy policy : ParentClosePolicy.values()) {
				Durable.async(() -> child("kid-" + policy, policy));
			}
			Durable.sleep(Duration.ofMinutes(1));
			return "done";
		});
		WorkflowType child = named("Child", WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofSeconds(45));
			return Durable.continueAsNew();
		}));
		SimulatedNode node = node(Map.of("Test", parent, "Child", child));
		start(node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.COMPLETED);
		pass(Duration.ofSeconds(10));
		assertThat(run("kid-TERMINATE").status()).isEqualTo(WorkflowStatus.TERMINATED);
		assertThat(run("kid-REQUEST_CANCEL").status()).isEqualTo(WorkflowStatus.CANCELLED);
		assertThat(run("kid-ABANDON").status()).isEqualTo(WorkflowStatus.RUNNING);
	}

	@Test
	@DisplayName("A request to another workflow is sent once, and its outcome is known also after a crash")
	void requestsHaveOutcomes() {
		WorkflowType sender = WorkflowTypes.of(() -> {
			RunContext.currentOrNull().signalExternal("other", "see", new Object[] { "hello" });
			try {
				Durable.cancelExternal("nobody");
				return "found";
			}
			catch (ExternalWorkflowFailure ex) {
				return "none";
			}
		});
		SimulatedNode first = node(Map.of("Test", sender, "Other", named("Other", sleeping())));
		start(first, new StartRequest("other", "Other", arguments(), WorkflowIdConflictPolicy.FAIL)).join();
		start(first, request(StartDetails.NONE));
		until(() -> row() != null && kinds().contains("ExternalSignalInitiated"));
		first.crash();
		node(Map.of("Test", sender, "Other", named("Other", sleeping())));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("none");
		assertThat(kinds()).containsOnlyOnce("ExternalSignalDelivered", "ExternalSignalFailed");
		pass(Duration.ofSeconds(5));
		assertThat(events(run("other").runId()).stream().map((event) -> event.kind()))
			.containsOnlyOnce("SignalReceived");
	}

	@Test
	@DisplayName("A request to cancel a run that has not begun was delivered, which is known also after a crash")
	void aRequestThatEndsWhatHasNotBegunHasAnOutcome() {
		WorkflowType sender = WorkflowTypes.of(() -> {
			Durable.cancelExternal("other");
			return "found";
		});
		SimulatedNode first = node(Map.of("Test", sender, "Other", named("Other", sleeping())));
		pass(Duration.ofMillis(100));
		ask(first,
				(service) -> service
					.startAsync(new StartRequest("other", "Other", arguments(), WorkflowIdConflictPolicy.FAIL,
							WorkflowIdReusePolicy.ALLOW_DUPLICATE, Duration.ofHours(1), StartDetails.NONE)));
		until(() -> run("other") != null);
		start(first, request(StartDetails.NONE));
		until(() -> row() != null && kinds().contains("ExternalCancelInitiated"));
		first.crash();
		node(Map.of("Other", named("Other", sleeping())));
		until(() -> run("other").status() == WorkflowStatus.CANCELLED);
		node(Map.of("Test", sender));
		until(() -> row().status().isClosed());
		assertThat(row().status()).isEqualTo(WorkflowStatus.COMPLETED);
		assertThat(kinds()).containsOnlyOnce("ExternalSignalDelivered").doesNotContain("ExternalSignalFailed");
	}

	@Test
	@DisplayName("13, 14: an update is answered, rejected, and answered the same when it is sent again")
	void updatesAreAnswered() {
		SimulatedNode node = node(updated());
		start(node, request(StartDetails.NONE));
		assertThat(answer(update(node, 2, "a"))).isEqualTo(2);
		assertThat(answer(update(node, 2, "a"))).isEqualTo(2);
		assertThat(this.seen).hasSize(1);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> answer(update(node, -1, "b")))
			.withCauseInstanceOf(WorkflowUpdateRejected.class)
			.withMessageContaining("negative");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> answer(update(node, 0, "c")))
			.withCauseInstanceOf(WorkflowUpdateFailed.class)
			.withMessageContaining("zero");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ask(node, (service) -> service.update(TEST, new HandlerCall("unknown", arguments(1)))));
		tell(node, (service) -> service.terminate(TEST, "enough"));
		untilStatus(WorkflowStatus.TERMINATED);
		assertThat(answer(update(node, 2, "a"))).isEqualTo(2);
		assertThatExceptionOfType(WorkflowNotFound.class).isThrownBy(() -> update(node, 2, "new"));
	}

	@Test
	@DisplayName("16: an update in flight when its run closes fails clearly")
	void anUpdateInFlightFails() {
		SimulatedNode node = node(updated());
		start(node, request(StartDetails.NONE));
		CompletableFuture<Payload> blocked = update(node, 99, "a");
		until(() -> kinds().contains("UpdateAccepted"));
		tell(node, (service) -> service.terminate(TEST, "enough"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> answer(blocked))
			.withCauseInstanceOf(WorkflowUpdateFailed.class);
	}

	@Test
	@DisplayName("15: an update that was accepted is answered by the node that takes over")
	void anUpdateIsAnsweredElsewhere() {
		SimulatedNode first = node(updated());
		start(first, request(StartDetails.NONE));
		SimulatedNode second = node(updated());
		pass(Duration.ofSeconds(1));
		CompletableFuture<Payload> slow = update(second, 50, "a");
		until(() -> kinds().contains("UpdateAccepted"));
		first.crash();
		assertThat(answer(slow)).isEqualTo(50);
	}

	private CompletableFuture<Payload> update(SimulatedNode node, int number, String id) {
		return ask(node, (service) -> service.update(TEST, new HandlerCall("add", arguments(number), id, Map.of())));
	}

	private Object answer(CompletableFuture<Payload> future) {
		until(future::isDone);
		return WorkflowTypes.CONVERTER.read(future.join(), Object.class);
	}

	private WorkflowType updated() {
		Invocable add = WorkflowTypes.code(int.class, (arguments) -> {
			int number = (int) arguments[0];
			this.seen.add("add " + number);
			if (number == 0) {
				throw new IllegalStateException("zero");
			}
			if (number >= 50) {
				Durable.sleep((number == 50) ? Duration.ofMinutes(1) : Duration.ofHours(1));
			}
			return number;
		}, int.class);
		Invocable positive = WorkflowTypes.code(void.class, (arguments) -> {
			if ((int) arguments[0] < 0) {
				throw new IllegalArgumentException("negative");
			}
			return null;
		}, int.class);
		WorkflowType type = sleeping();
		return new WorkflowType("Test", type.instances(), type.main(), type.signals(), Map.of(), Map.of("add", add),
				Map.of("add", positive), null);
	}

	private static Object child(String id, ParentClosePolicy policy) {
		return RunContext.currentOrNull()
			.child(new ChildCall("Child", id, new Object[0], String.class, StartDetails.NONE, policy,
					CancellationType.WAIT));
	}

	private static WorkflowType named(String name, WorkflowType type) {
		return new WorkflowType(name, type.instances(), type.main(), type.signals(), type.queries());
	}

	private void untilGoneOn(String workflowId, StartedRun first) {
		until(() -> run(workflowId) != null && !run(workflowId).runId().equals(first.runId()));
	}

	private RunRow run(String workflowId) {
		return this.world.store.find(workflowId).orElse(null);
	}

	private WorkflowType sleeping() {
		return WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofHours(1));
			return "done";
		}, this.signals, Map.of());
	}

	private static HandlerCall see(String text) {
		return new HandlerCall("see", arguments(text));
	}

	private static StartRequest with(WorkflowIdConflictPolicy policy) {
		return request(StartDetails.NONE, policy, Duration.ZERO);
	}

	/*
	 * It goes on in a second run, which sleeps.
	 */
	private WorkflowType oftenSleeping() {
		return WorkflowTypes.of(() -> {
			if (Durable.info().runId().equals(Durable.info().firstRunId())) {
				return Durable.continueAsNew();
			}
			Durable.sleep(Duration.ofHours(1));
			return "done";
		}, this.signals, Map.of());
	}

}
