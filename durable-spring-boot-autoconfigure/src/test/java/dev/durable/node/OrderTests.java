package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.ApplicationFailure;
import dev.durable.Durable;
import dev.durable.client.DeadLetter;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.Invocable;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what operators order: it needs no code of the workflow.
 */
class OrderTests extends SimulatedNodeTests {

	private final List<String> seen = new ArrayList<>();

	private final Map<String, Invocable> signals = Map.of("see",
			WorkflowTypes.code(void.class, (arguments) -> this.seen.add((String) arguments[0]), String.class));

	@Test
	@DisplayName("57: while it is paused no code moves; what comes in is kept, and goes on at resume")
	void aPausedRunWaits() {
		SimulatedNode node = node(sleeping(Duration.ofSeconds(5)), activity("effect"));
		start(node, request(StartDetails.NONE));
		tell(node, (service) -> service.pause(TEST));
		untilStatus(WorkflowStatus.PAUSED);
		tell(node, (service) -> service.signal(TEST, new HandlerCall("see", arguments("hello"))));
		pass(Duration.ofMinutes(10));
		assertThat(kinds()).containsExactly("WorkflowStarted", "TimerStarted");
		assertThat(row().owner()).isNull();
		tell(node, (service) -> service.resume(TEST));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.seen).contains("hello");
		assertThat(kinds()).contains("SignalReceived", "TimerFired");
	}

	@Test
	@DisplayName("57: the result of an activity that waits for its completion is kept while the run is paused")
	void resultsAreKeptWhilePaused() {
		String[] token = new String[1];
		SimulatedNode node = node(WorkflowTypes.of(() -> WorkflowTypes.call("later")), code("later", (arguments) -> {
			token[0] = Durable.activity().completeLater();
			return null;
		}));
		start(node, request(StartDetails.NONE));
		until(() -> token[0] != null && !this.world.store.activities(row().runId()).isEmpty());
		tell(node, (service) -> service.pause(TEST));
		untilStatus(WorkflowStatus.PAUSED);
		tell(node, (service) -> service.completeActivity(token[0], WorkflowTypes.CONVERTER.write("done")));
		pass(Duration.ofMinutes(1));
		assertThat(kinds()).containsExactly("WorkflowStarted", "ActivityScheduled");
		tell(node, (service) -> service.resume(TEST));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo("done");
	}

	@Test
	@DisplayName("57: the last of pause and resume counts, and to resume what is not paused does nothing")
	void theLastHoldCounts() {
		SimulatedNode node = node(sleeping(Duration.ofSeconds(30)), activity("effect"));
		start(node, request(StartDetails.NONE));
		tell(node, (service) -> {
			service.resume(TEST);
			service.pause(TEST);
			service.resume(TEST);
		});
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(Duration.between(row().startedAt(), row().closedAt())).isLessThan(Duration.ofSeconds(33));
	}

	@Test
	@DisplayName("38: to terminate needs no code, and refuses what comes later")
	void aTerminatedRunIsClosed() {
		SimulatedNode node = node(sleeping(Duration.ofHours(1)), activity("effect"));
		start(node, request(StartDetails.NONE));
		tell(node, (service) -> service.terminate(TEST, "enough"));
		untilStatus(WorkflowStatus.TERMINATED);
		assertThat(end()).isEqualTo(new Terminal.WorkflowTerminated("enough", null));
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> tell(node, (service) -> service.signal(TEST, new HandlerCall("see", arguments("late")))));
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> tell(node, (service) -> service.terminate(TEST, "again")));
		tell(node, (service) -> service.cancel(TEST, "does nothing"));
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> tell(node, (service) -> service.cancel(new Target("nobody", null), null)));
	}

	@Test
	@DisplayName("38: a stuck run and one of an unknown type are terminated by any node")
	void anyNodeTerminatesWhatCannotMove() {
		SimulatedNode broken = node(WorkflowTypes.of(() -> {
			throw new NullPointerException("bug");
		}));
		start(broken, request(StartDetails.NONE));
		until(() -> mark() != null);
		broken.crash();
		SimulatedNode other = node(Map.of());
		tell(other, (service) -> service.terminate(TEST, "enough"));
		untilStatus(WorkflowStatus.TERMINATED);
		assertThat(kinds()).containsExactly("WorkflowStarted", "WorkflowTerminated");
	}

	@Test
	@DisplayName("58: an open run is reset: what came before does not run again, later signals are delivered again")
	void anOpenRunIsReset() {
		SimulatedNode node = node(WorkflowTypes.of(() -> {
			WorkflowTypes.call("effect");
			Durable.await(() -> this.seen.size() >= 2);
			WorkflowTypes.call("effect");
			Durable.sleep(Duration.ofHours(1));
			return "done";
		}, this.signals, Map.of()), activity("effect"));
		start(node, request(StartDetails.NONE));
		until(() -> this.effects.size() == 1);
		signal("see", arguments("one"));
		signal("see", arguments("two"));
		until(() -> this.effects.size() == 2 && kinds().contains("TimerStarted"));
		this.seen.clear();
		UUID old = row().runId();
		UUID next = ask(node, (service) -> service.reset(TEST, 3, "once more"));
		until(() -> !row().runId().equals(old) && this.effects.size() == 3 && kinds().contains("TimerStarted"));
		assertThat(row().runId()).isEqualTo(next);
		assertThat(this.world.store.run(old).orElseThrow().status()).isEqualTo(WorkflowStatus.TERMINATED);
		assertThat(kinds()).containsExactly("WorkflowStarted", "ActivityScheduled", "ActivityCompleted",
				"SignalReceived", "SignalReceived", "ActivityScheduled", "ActivityCompleted", "TimerStarted");
		assertThat(this.seen).containsSubsequence("one", "two");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ask(node, (service) -> service.reset(TEST, 99, "too far")));
	}

	@Test
	@DisplayName("58: of two resets that meet the first is carried out, and the other is kept as a dead letter")
	void aResetThatComesTooLateIsKept() {
		SimulatedNode node = node(sleeping(Duration.ofHours(1)), activity("effect"));
		start(node, request(StartDetails.NONE));
		until(() -> kinds().contains("TimerStarted"));
		UUID old = row().runId();
		List<UUID> next = ask(node,
				(service) -> List.of(service.reset(TEST, 1, "once more"), service.reset(TEST, 2, "and again")));
		until(() -> row().runId().equals(next.get(0)));
		until(() -> !node.node.deadLetters("test").isEmpty());
		DeadLetter late = node.node.deadLetters("test").get(0);
		assertThat(late.name()).isEqualTo("reset to 2");
		assertThat(late.reason()).contains(old.toString());
		assertThatIllegalStateException().isThrownBy(() -> tell(node, (service) -> service.redeliver(late.id())))
			.withMessageContaining(old.toString());
		pass(Duration.ofMinutes(1));
		assertThat(row().runId()).isEqualTo(next.get(0));
	}

	@Test
	@DisplayName("58: an activity without a result begins anew, and is not counted as lost")
	void openActivitiesBeginAnew() {
		SimulatedNode node = node(WorkflowTypes.of(() -> WorkflowTypes.call("later")), code("later", (arguments) -> {
			this.effects.add("attempt " + Durable.activity().attempt());
			return Durable.activity().completeLater();
		}));
		start(node, request(StartDetails.NONE));
		until(() -> this.effects.size() == 1);
		ask(node, (service) -> service.reset(TEST, 2, "once more"));
		until(() -> this.effects.size() == 2);
		assertThat(this.effects).containsExactly("attempt 1", "attempt 1");
		until(() -> this.world.store.activities(row().runId())
			.stream()
			.anyMatch((attempt) -> attempt.later() && !attempt.begun()));
		assertThat(kinds()).doesNotContain("ActivityAttemptLost");
		node.crash();
		node(WorkflowTypes.of(() -> WorkflowTypes.call("later")), activity("later"));
		pass(Duration.ofMinutes(2));
		assertThat(kinds()).doesNotContain("ActivityAttemptLost");
	}

	@Test
	@DisplayName("58: a run that is reset before it has begun waits for its time all the same")
	void aDelayedRunIsReset() {
		SimulatedNode node = node(WorkflowTypes.of(() -> WorkflowTypes.call("effect")), activity("effect"));
		start(node, request(StartDetails.NONE, WorkflowIdConflictPolicy.FAIL, Duration.ofHours(2)));
		UUID next = ask(node, (service) -> service.reset(TEST, 1, "once more"));
		until(() -> row().runId().equals(next));
		assertThat(row().startedAt()).isBefore(this.world.instant());
		pass(Duration.ofHours(1));
		assertThat(this.effects).isEmpty();
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(row().closedAt()).isAfter(SimulatedWorld.EPOCH.plus(Duration.ofHours(2)));
	}

	@Test
	@DisplayName("59: a failed run goes on from before its failing turn; any other is refused")
	void aFailedRunIsRetried() {
		SimulatedNode node = node(WorkflowTypes.of(() -> {
			WorkflowTypes.call("effect");
			if (WorkflowTypes.call("check").equals("bad")) {
				throw new ApplicationFailure("Bad", "the check has failed");
			}
			return "good";
		}), activity("effect"), code("check", (arguments) -> {
			this.effects.add("check");
			return this.effects.contains("repaired") ? "good" : "bad";
		}));
		start(node, request(StartDetails.NONE));
		untilStatus(WorkflowStatus.FAILED);
		this.effects.add("repaired");
		UUID old = row().runId();
		ask(node, (service) -> service.retry(TEST));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(this.effects).containsExactly("effect", "check", "repaired", "check");
		assertThat(this.world.store.run(old).orElseThrow().status()).isEqualTo(WorkflowStatus.FAILED);
		assertThatIllegalStateException().isThrownBy(() -> ask(node, (service) -> service.retry(TEST)));
	}

	@Test
	@DisplayName("60: only a closed run is deleted")
	void onlyClosedRunsAreDeleted() {
		SimulatedNode node = node(sleeping(Duration.ofHours(1)), activity("effect"));
		start(node, request(StartDetails.NONE));
		assertThatIllegalStateException().isThrownBy(() -> tell(node, (service) -> service.delete(TEST)));
		tell(node, (service) -> service.terminate(TEST, "enough"));
		untilStatus(WorkflowStatus.TERMINATED);
		tell(node, (service) -> service.delete(TEST));
		assertThat(row()).isNull();
		assertThatExceptionOfType(WorkflowNotFound.class)
			.isThrownBy(() -> tell(node, (service) -> service.delete(TEST)));
	}

	private WorkflowType sleeping(Duration duration) {
		return WorkflowTypes.of(() -> {
			Durable.sleep(duration);
			return WorkflowTypes.call("effect");
		}, this.signals, Map.of());
	}

}
