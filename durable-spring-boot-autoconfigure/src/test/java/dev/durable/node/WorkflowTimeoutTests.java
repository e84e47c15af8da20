package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.Durable;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowIdConflictPolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.engine.WorkflowType;
import dev.durable.engine.WorkflowTypes;
import dev.durable.history.Incoming;
import dev.durable.history.RetrySettings;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the time that a workflow has, and for runs that follow others.
 */
class WorkflowTimeoutTests extends SimulatedNodeTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final RetrySettings THREE_TIMES = new RetrySettings(Duration.ofSeconds(10), 2.0,
			Duration.ofMinutes(1), 3, List.of(), 0.0);

	@Test
	@DisplayName("40: at its timeout the code is cancelled, may clean up detached, and the run is TIMED_OUT")
	void theCodeMayCleanUp() {
		start(node(WorkflowTypes.of(() -> {
			try {
				Durable.sleep(Duration.ofHours(1));
			}
			catch (CancelledFailure ex) {
				Durable.detached(() -> {
					Durable.sleep(Duration.ofSeconds(5));
					WorkflowTypes.call("effect");
				});
			}
			return "ignored";
		}), activity("effect")), request(timeouts(null, MINUTE, null)));
		untilStatus(WorkflowStatus.TIMED_OUT);
		assertThat(this.effects).containsExactly("effect");
		assertThat(end()).isInstanceOf(Terminal.WorkflowTimedOut.class);
		assertThat(events()).contains(new Incoming.CancelRequested(null, "RUN"));
		assertThat(age()).isBetween(MINUTE.plusSeconds(5), MINUTE.plusSeconds(8));
	}

	@Test
	@DisplayName("40: code that does not end within the grace is not asked any more")
	void theGraceEnds() {
		start(node(WorkflowTypes.of(() -> {
			Durable.detached(() -> Durable.sleep(Duration.ofHours(1)));
			return "never";
		})), request(timeouts(MINUTE, null, null)));
		untilStatus(WorkflowStatus.TIMED_OUT);
		assertThat(((Terminal.WorkflowTimedOut) end()).timeout()).isEqualTo("EXECUTION");
		assertThat(((Terminal.WorkflowTimedOut) end()).decidedAt()).isPositive();
		assertThat(age()).isBetween(MINUTE.plusSeconds(30), MINUTE.plusSeconds(33));
	}

	@Test
	@DisplayName("17, 40: after an outage a timeout comes before the timers that were due later, and after the others")
	void anOutageChangesNoOrder() {
		List<String> seen = new CopyOnWriteArrayList<>();
		WorkflowType type = WorkflowTypes.of(() -> {
			try {
				Durable.sleep(Duration.ofSeconds(30));
				seen.add("slept");
				Durable.sleep(Duration.ofMinutes(2));
				return "too late";
			}
			catch (CancelledFailure ex) {
				seen.add("cancelled");
				throw ex;
			}
		});
		SimulatedNode first = node(type);
		start(first, request(timeouts(null, MINUTE, null)));
		until(() -> kinds().contains("TimerStarted"));
		first.crash();
		pass(Duration.ofMinutes(10));
		node(type);
		untilStatus(WorkflowStatus.TIMED_OUT);
		assertThat(seen).containsSequence("slept", "cancelled");
		assertThat(kinds()).containsSubsequence("TimerFired", "TimerStarted", "CancelRequested", "WorkflowTimedOut");
	}

	@Test
	@DisplayName("40: a stuck run is closed when its timeout and the grace are over")
	void aStuckRunTimesOut() {
		start(node(WorkflowTypes.of(() -> {
			throw new NullPointerException("bug");
		})), request(timeouts(null, MINUTE, null)));
		until(() -> mark() != null);
		assertThat(mark().reason()).isEqualTo(StuckReason.WORKFLOW_CODE_ERROR);
		untilStatus(WorkflowStatus.TIMED_OUT);
		assertThat(age()).isBetween(MINUTE.plusSeconds(30), MINUTE.plusSeconds(33));
	}

	@Test
	@DisplayName("40: a run of a type that no node has is closed, too")
	void anUnknownTypeTimesOut() {
		SimulatedNode node = node(Map.of());
		start(node, request(timeouts(null, MINUTE, null)));
		untilStatus(WorkflowStatus.TIMED_OUT);
		assertThat(kinds()).containsExactly("WorkflowStarted", "WorkflowTimedOut");
		assertThat(age()).isBetween(MINUTE.plusSeconds(30), MINUTE.plusSeconds(33));
	}

	@Test
	@DisplayName("36: no code moves before the start delay is over; time, timeout and signals count from then")
	void theStartDelayPasses() {
		Duration delay = Duration.ofHours(2);
		Instant[] seen = new Instant[1];
		start(node(WorkflowTypes.of(() -> {
			seen[0] = Durable.now();
			Durable.sleep(Duration.ofSeconds(30));
			return "done";
		})), request(timeouts(null, MINUTE, null), WorkflowIdConflictPolicy.FAIL, delay));
		until(() -> row() != null);
		Instant asked = this.world.instant();
		pass(Duration.ofHours(1));
		assertThat(kinds()).containsExactly("WorkflowStarted");
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(Duration.between(asked, seen[0])).isBetween(delay.minusSeconds(1), delay);
		assertThat(Duration.between(asked, row().closedAt())).isBetween(delay.plusSeconds(29), delay.plusSeconds(32));
	}

	@Test
	@DisplayName("36: a run in its start delay is CANCELLED at once, without its code")
	void aDelayedRunIsCancelled() {
		SimulatedNode node = node(WorkflowTypes.of(() -> WorkflowTypes.call("effect")), activity("effect"));
		start(node, request(StartDetails.NONE, WorkflowIdConflictPolicy.FAIL, Duration.ofHours(2)));
		until(() -> row() != null);
		tell(node, (service) -> service.cancel(TEST, "changed my mind"));
		untilStatus(WorkflowStatus.CANCELLED);
		assertThat(age()).isLessThan(Duration.ofSeconds(5));
		assertThat(end()).isEqualTo(new Terminal.WorkflowCancelled("changed my mind"));
		assertThat(this.effects).isEmpty();
	}

	@Test
	@DisplayName("41: a workflow with a retry policy is three runs of one chain, with waits between them")
	void aFailedWorkflowIsTriedAgain() {
		start(node(WorkflowTypes.of(() -> {
			if (Durable.info().attempt() < 3) {
				throw new ApplicationFailure("Again", "attempt " + Durable.info().attempt());
			}
			return Durable.info().attempt();
		})), request(timeouts(null, null, THREE_TIMES)));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo(3);
		assertThat(row().firstRunId()).isNotEqualTo(row().runId());
		assertThat(this.world.store.countByStatus()).containsEntry(WorkflowStatus.FAILED, 2L);
		assertThat(Duration.between(SimulatedWorld.EPOCH, row().closedAt())).isBetween(Duration.ofSeconds(30),
				Duration.ofSeconds(34));
	}

	@Test
	@DisplayName("41: the last failure is the end, and one that is not retryable at once")
	void theLastFailureIsTheEnd() {
		start(node(WorkflowTypes.of(() -> {
			if (Durable.info().attempt() == 2) {
				throw new ApplicationFailure("Final", "enough").nonRetryable();
			}
			throw new ApplicationFailure("Again", "once more");
		})), request(timeouts(null, null, THREE_TIMES)));
		until(() -> row() != null && end() instanceof Terminal.WorkflowFailed failed && failed.next() == null);
		assertThat(((Terminal.WorkflowFailed) end()).failure().type()).isEqualTo("Final");
		assertThat(this.world.store.countByStatus()).containsEntry(WorkflowStatus.FAILED, 2L);
	}

	@Test
	@DisplayName("41: a run that has timed out is tried again, within the time of the chain")
	void aTimedOutRunIsTriedAgain() {
		start(node(WorkflowTypes.of(() -> {
			Durable.sleep((Durable.info().attempt() == 1) ? Duration.ofHours(1) : Duration.ofSeconds(1));
			return Durable.info().attempt();
		})), request(timeouts(Duration.ofMinutes(10), MINUTE, THREE_TIMES)));
		untilStatus(WorkflowStatus.COMPLETED);
		assertThat(result()).isEqualTo(2);
		assertThat(this.world.store.countByStatus()).containsEntry(WorkflowStatus.TIMED_OUT, 1L);
	}

	@Test
	@DisplayName("51: what is left of the execution timeout holds for the run that goes on")
	void theExecutionTimeoutIsOfTheChain() {
		start(node(WorkflowTypes.of(() -> {
			Durable.sleep(Duration.ofSeconds(40));
			return Durable.continueAsNew();
		})), request(timeouts(MINUTE, null, null)));
		untilStatus(WorkflowStatus.TIMED_OUT);
		assertThat(this.world.store.countByStatus()).containsEntry(WorkflowStatus.CONTINUED_AS_NEW, 1L);
		assertThat(Duration.between(SimulatedWorld.EPOCH, row().closedAt())).isBetween(MINUTE, MINUTE.plusSeconds(3));
	}

	private Duration age() {
		return Duration.between(row().startedAt(), row().closedAt());
	}

}
