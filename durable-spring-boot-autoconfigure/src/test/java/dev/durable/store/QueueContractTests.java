package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.durable.client.WorkflowStatus;
import dev.durable.history.Precedence;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The contract of queues: attempts that any node of a queue may take.
 */
public abstract class QueueContractTests extends PlaceContractTests {

	private static final Instant FUTURE = Instant.parse("2100-01-01T00:00:00Z");

	private String queue;

	private String activity;

	private Fence taker;

	@BeforeEach
	void nameAQueueOfItsOwn() {
		this.queue = "queue-" + this.type;
		this.activity = "activity-" + this.type;
		this.taker = join(LEASE);
	}

	private ActivityRow offer(int attempt, Instant due) {
		return new ActivityRow(1, attempt, due, false, (attempt > 1) ? "failed" : null, null, false,
				new Routing(this.queue, this.activity));
	}

	private AttemptRef offered() {
		return offered(1, PAST);
	}

	private AttemptRef offered(int attempt, Instant due) {
		NewRun run = newRun();
		commit(starting(run).activity(offer(attempt, due)).update(new RunUpdate.Parked(null)));
		return new AttemptRef(run.runId(), 1, attempt);
	}

	private List<AttemptRef> take(Fence by, int max) {
		return this.store.take(by,
				new AttemptFilter(Set.of(this.queue, "other"), Set.of(this.activity), Map.of(), max));
	}

	private List<AttemptRef> takeLimited(Fence by, AttemptLimit limit) {
		return this.store.take(by,
				new AttemptFilter(Set.of(this.queue), Set.of(this.activity), Map.of(this.activity, limit), 100));
	}

	private EndedAttempt ended(AttemptRef ref) {
		RunRow run = this.store.run(ref.runId()).orElseThrow();
		return new EndedAttempt(ref,
				new NewLetter(run.firstRunId(), ref.runId(), LetterKind.RESULT, "ActivityCompleted", bytes("7"), null));
	}

	private NewLetter notice(AttemptRef ref) {
		RunRow run = this.store.run(ref.runId()).orElseThrow();
		return new NewLetter(run.firstRunId(), ref.runId(), LetterKind.ATTEMPT_LEFT, "1", bytes(""), null);
	}

	/** End an attempt, in a transaction where the store has such. */
	protected void deliver(Fence slot, EndedAttempt ended) {
		this.store.deliver(slot, ended);
	}

	private Routing routing(AttemptRef ref) {
		return this.store.activities(ref.runId()).get(0).routing();
	}

	@Test
	void offeredAttemptIsTakenOnce() {
		AttemptRef ref = offered();
		assertThat(routing(ref)).isEqualTo(new Routing(this.queue, this.activity));
		assertThat(take(this.taker, 10)).containsExactly(ref);
		assertThat(take(this.fence, 10)).isEmpty();
		assertThat(routing(ref)).isEqualTo(
				new Routing(this.queue, this.activity, RoutingState.TAKEN, this.taker.nodeId(), Precedence.NONE));
		assertThat(this.store.activities(ref.runId()).get(0).begun()).isTrue();
		assertThat(this.store.taken(this.taker.nodeId())).containsExactly(new TakenAttempt(ref, false));
		assertThat(this.store.taken(this.fence.nodeId())).isEmpty();
	}

	@Test
	void attemptsAreTakenByQueueActivityAndDueTime() {
		AttemptRef late = offered(2, PAST.plusSeconds(5));
		AttemptRef early = offered(1, PAST);
		offered(1, FUTURE);
		assertThat(this.store.take(this.taker, new AttemptFilter(Set.of("other"), Set.of(this.activity), Map.of(), 10)))
			.isEmpty();
		assertThat(this.store.take(this.taker, new AttemptFilter(Set.of(this.queue), Set.of("other"), Map.of(), 10)))
			.isEmpty();
		assertThat(this.store.take(this.taker, new AttemptFilter(Set.of(this.queue), Set.of(), Map.of(), 10)))
			.isEmpty();
		assertThat(take(this.taker, 0)).isEmpty();
		assertThat(take(this.taker, 1)).containsExactly(early);
		assertThat(take(this.taker, 10)).containsExactly(late);
	}

	@Test
	void attemptsThatWereDueBeforeTheBeginningOfALookAreLeft() {
		AttemptRef early = offered(1, PAST);
		AttemptRef late = offered(2, PAST.plusSeconds(5));
		assertThat(takeSince(PAST.plusSeconds(5))).containsExactly(late);
		assertThat(takeSince(PAST.plusSeconds(5))).isEmpty();
		assertThat(takeSince(Instant.EPOCH)).containsExactly(early);
	}

	private List<AttemptRef> takeSince(Instant since) {
		return this.store.take(this.taker,
				new AttemptFilter(Set.of(this.queue), Set.of(this.activity), Map.of(), 10, Map.of(), since));
	}

	@Test
	void attemptOfAnExpiredNodeIsNotTaken() {
		offered();
		this.store.leave(this.taker.nodeId());
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(() -> take(this.taker, 10));
		assertThat(take(this.fence, 10)).hasSize(1);
	}

	@Test
	void manyNodesTakeEachAttemptOnce() throws Exception {
		Set<AttemptRef> all = new HashSet<>();
		IntStream.range(0, 30).forEach((i) -> all.add(offered()));
		ExecutorService threads = Executors.newFixedThreadPool(3);
		try {
			List<Fence> nodes = List.of(this.fence, this.taker, join(LEASE));
			List<Callable<List<AttemptRef>>> takers = nodes.stream()
				.<Callable<List<AttemptRef>>>map((node) -> () -> takeAll(node))
				.toList();
			Set<AttemptRef> taken = new HashSet<>();
			for (Future<List<AttemptRef>> part : threads.invokeAll(takers)) {
				part.get().forEach((ref) -> assertThat(taken.add(ref)).isTrue());
			}
			taken.addAll(takeAll(this.taker));
			assertThat(taken).isEqualTo(all);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private List<AttemptRef> takeAll(Fence node) {
		List<AttemptRef> taken = new java.util.ArrayList<>();
		List<AttemptRef> some = take(node, 4);
		while (!some.isEmpty()) {
			taken.addAll(some);
			some = take(node, 4);
		}
		return taken;
	}

	@Test
	void takenAttemptIsReadWithAllThatIsNeeded() {
		AttemptRef ref = offered(2, PAST);
		take(this.taker, 10);
		LoadedAttempt loaded = this.store.attempts(List.of(ref, new AttemptRef(newRunId(), 1, 1))).get(0);
		assertThat(loaded.ref()).isEqualTo(ref);
		assertThat(loaded.run().runId()).isEqualTo(ref.runId());
		assertThat(loaded.scheduled().seq()).isEqualTo(1);
		assertThat(loaded.scheduled().data()).isEqualTo(event(1).data());
		assertThat(loaded.row().lastFailure()).isEqualTo("failed");
		assertThat(this.store.attempts(List.of(new AttemptRef(ref.runId(), 1, 1)))).isEmpty();
		assertThat(this.store.attempts(List.of())).isEmpty();
	}

	@Test
	void endedAttemptLeavesItsOutcomeOnce() {
		AttemptRef ref = offered();
		take(this.taker, 10);
		assertThat(this.store.end(this.fence, this.fence.nodeId(), List.of(ended(ref)))).isEmpty();
		assertThat(this.store.end(this.taker, this.taker.nodeId(), List.of(ended(ref)))).containsExactly(ref);
		assertThat(this.store.end(this.taker, this.taker.nodeId(), List.of(ended(ref)))).isEmpty();
		assertThat(this.store.letters(ref.runId())).singleElement()
			.satisfies((letter) -> assertThat(letter.data()).isEqualTo(bytes("7")));
		assertThat(routing(ref).state()).isEqualTo(RoutingState.ENDED);
		assertThat(this.store.taken(this.taker.nodeId())).isEmpty();
		assertThat(claim(this.fence)).containsExactly(ref.runId());
	}

	@Test
	void attemptThatItsRunHasDeletedHasNoOutcome() {
		NewRun run = committedRun();
		commit(change(run).activity(offer(1, PAST)));
		AttemptRef ref = take(this.taker, 10).get(0);
		commit(change(run).event(event(2)).settled(1));
		assertThat(this.store.taken(this.taker.nodeId())).isEmpty();
		assertThat(this.store.end(this.taker, this.taker.nodeId(), List.of(ended(ref)))).isEmpty();
		assertThat(this.store.heard(this.taker, ref, bytes("x"))).isFalse();
		assertThat(this.store.giveBack(this.taker, ref)).isFalse();
		assertThat(this.store.withdraw(this.taker, ref)).isFalse();
		assertThatExceptionOfType(AttemptAbandonedException.class)
			.isThrownBy(() -> deliver(new Fence(this.taker.nodeId(), 2), ended(ref)));
		assertThat(this.store.letters(run.runId())).isEmpty();
	}

	@Test
	void attemptOfAPausedRunWaits() {
		NewRun run = committedRun();
		commit(change(run).activity(offer(1, PAST)).update(new RunUpdate.Paused(false, null)));
		assertThat(take(this.taker, 10)).isEmpty();
		commit(change(run).update(new RunUpdate.Resumed()));
		assertThat(take(this.taker, 10)).containsExactly(new AttemptRef(run.runId(), 1, 1));
	}

	@Test
	void attemptOfAClosedRunHasNoOutcome() {
		NewRun run = committedRun();
		commit(change(run).activity(offer(1, PAST)));
		AttemptRef ref = take(this.taker, 10).get(0);
		commit(closing(run, WorkflowStatus.CANCELLED));
		assertThat(this.store.end(this.taker, this.taker.nodeId(), List.of(ended(ref)))).isEmpty();
		assertThatExceptionOfType(AttemptAbandonedException.class)
			.isThrownBy(() -> deliver(new Fence(this.taker.nodeId(), 2), ended(ref)));
	}

	@Test
	void transactionalAttemptEndsUnderItsFence() {
		AttemptRef ref = offered();
		AttemptRef other = offered();
		take(this.taker, 10);
		Fence slot = new Fence(this.taker.nodeId(), 2);
		deliver(slot, ended(ref));
		assertThat(routing(ref).state()).isEqualTo(RoutingState.ENDED);
		assertThat(this.store.letters(ref.runId())).hasSize(1);
		assertThatExceptionOfType(AttemptAbandonedException.class).isThrownBy(() -> deliver(slot, ended(ref)));
		this.store.leave(this.taker.nodeId());
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(() -> deliver(slot, ended(other)));
		assertThat(this.store.letters(other.runId())).isEmpty();
		assertThat(routing(other).state()).isEqualTo(RoutingState.TAKEN);
	}

	@Test
	void attemptOfAGoneNodeIsEndedByAnother() {
		AttemptRef ref = offered();
		take(this.taker, 10);
		long gone = this.taker.nodeId();
		this.store.leave(gone);
		assertThat(this.store.expiredNodes(this.fence.nodeId())).contains(gone);
		assertThat(this.store.release(gone)).isZero();
		assertThat(this.store.nodes()).extracting(NodeRow::nodeId).contains(gone);
		assertThat(this.store.end(this.fence, gone, List.of(ended(ref)))).containsExactly(ref);
		this.store.release(gone);
		assertThat(this.store.nodes()).extracting(NodeRow::nodeId).doesNotContain(gone);
		assertThat(this.store.expiredNodes(this.fence.nodeId())).doesNotContain(gone);
	}

	@Test
	void heartbeatOfATakenAttemptIsStored() {
		AttemptRef ref = offered();
		assertThat(this.store.heard(this.taker, ref, bytes("x"))).isFalse();
		take(this.taker, 10);
		assertThat(this.store.heard(this.fence, ref, bytes("x"))).isFalse();
		assertThat(this.store.heard(this.taker, ref, bytes("half"))).isTrue();
		assertThat(this.store.activities(ref.runId()).get(0).details()).isEqualTo(bytes("half"));
	}

	@Test
	void attemptLeftToItsTokenIsNobodysAny() {
		AttemptRef ref = offered();
		take(this.taker, 10);
		assertThat(this.store.completeLater(this.fence, ref, PAST.plusSeconds(9), notice(ref))).isFalse();
		assertThat(this.store.completeLater(this.taker, ref, PAST.plusSeconds(9), notice(ref))).isTrue();
		ActivityRow row = this.store.activities(ref.runId()).get(0);
		assertThat(row.later()).isTrue();
		assertThat(row.begun()).isTrue();
		assertThat(row.dueAt()).isEqualTo(PAST.plusSeconds(9));
		assertThat(this.store.letters(ref.runId())).extracting(Letter::kind).containsExactly(LetterKind.ATTEMPT_LEFT);
		assertThat(this.store.taken(this.taker.nodeId())).extracting(TakenAttempt::ref).containsExactly(ref);
		assertThat(this.store.heard(this.taker, ref, bytes("half"))).isTrue();
		assertThat(this.store.activities(ref.runId()).get(0).later()).isTrue();
		this.store.returned(this.taker, ref);
		this.store.returned(this.taker, ref);
		row = this.store.activities(ref.runId()).get(0);
		assertThat(row.later()).isTrue();
		assertThat(row.begun()).isFalse();
		assertThat(row.routing()).isNull();
		assertThat(row.details()).isEqualTo(bytes("half"));
		assertThat(this.store.taken(this.taker.nodeId())).isEmpty();
		assertThat(this.store.complete(ended(ref).outcome(), 1, 1)).isPresent();
	}

	@Test
	void attemptLeftToItsTokenIsLostWithItsNodeUntilItsCodeHasReturned() {
		AttemptRef ref = offered();
		take(this.taker, 10);
		RunRow run = this.store.run(ref.runId()).orElseThrow();
		NewLetter lost = new NewLetter(run.firstRunId(), ref.runId(), LetterKind.ATTEMPT_FAILED, "", bytes("lost"),
				NewLetter.attemptKey(ref.runId(), 1, 1));
		assertThat(this.store.completeLater(this.taker, ref, PAST.plusSeconds(9), notice(ref))).isTrue();
		assertThat(this.store.end(this.fence, this.taker.nodeId(), List.of(new EndedAttempt(ref, lost))))
			.containsExactly(ref);
		assertThat(this.store.complete(lost, 1, 1)).isEmpty();
	}

	@Test
	void whatDoesNotRunForItsTokenDoesNotReturn() {
		AttemptRef ref = offered();
		this.store.returned(this.fence, ref);
		assertThat(routing(ref).state()).isEqualTo(RoutingState.OFFERED);
		take(this.taker, 10);
		this.store.returned(this.taker, new AttemptRef(ref.runId(), ref.activityId(), 2));
		this.store.returned(this.taker, ref);
		assertThat(routing(ref).state()).isEqualTo(RoutingState.TAKEN);
		assertThat(this.store.activities(ref.runId()).get(0).begun()).isTrue();
	}

	@Test
	void attemptThatWasNotBegunIsOfferedAgain() {
		AttemptRef ref = offered();
		take(this.taker, 10);
		assertThat(this.store.giveBack(this.fence, ref)).isFalse();
		assertThat(this.store.giveBack(this.taker, ref)).isTrue();
		assertThat(this.store.activities(ref.runId()).get(0).begun()).isFalse();
		assertThat(take(this.fence, 10)).containsExactly(ref);
	}

	@Test
	void attemptIsWithdrawnUnlessItWasTaken() {
		AttemptRef ref = offered();
		assertThat(this.store.withdraw(this.fence, ref)).isTrue();
		assertThat(this.store.withdraw(this.fence, ref)).isTrue();
		assertThat(take(this.taker, 10)).isEmpty();
		AttemptRef other = offered();
		take(this.taker, 10);
		assertThat(this.store.withdraw(this.fence, other)).isFalse();
		assertThat(routing(other).state()).isEqualTo(RoutingState.TAKEN);
	}

	@Test
	void whoHasTakenAnAttemptSeesTheRequestForItsEnd() {
		AttemptRef ref = offered();
		this.store.requestCancel(this.fence, ref);
		take(this.taker, 10);
		assertThat(this.store.taken(this.taker.nodeId())).containsExactly(new TakenAttempt(ref, false));
		this.store.requestCancel(this.fence, ref);
		assertThat(this.store.heard(this.taker, ref, bytes("x"))).isTrue();
		assertThat(this.store.taken(this.taker.nodeId())).containsExactly(new TakenAttempt(ref, true));
	}

	@Test
	void nextAttemptReplacesTheOneThatHasEnded() {
		NewRun run = committedRun();
		commit(change(run).activity(offer(1, PAST)));
		AttemptRef first = take(this.taker, 10).get(0);
		this.store.requestCancel(this.fence, first);
		this.store.end(this.taker, this.taker.nodeId(), List.of(ended(first)));
		commit(change(run).consume(this.store.letters(run.runId()).get(0).id()).activity(offer(2, PAST)));
		AttemptRef second = new AttemptRef(run.runId(), 1, 2);
		assertThat(this.store.withdraw(this.fence, first)).isFalse();
		assertThat(take(this.taker, 10)).containsExactly(second);
		assertThat(this.store.taken(this.taker.nodeId())).containsExactly(new TakenAttempt(second, false));
	}

	@Test
	void noMoreAreTakenAtATimeThanTheLimitSays() {
		IntStream.range(0, 5).forEach((i) -> offered());
		AttemptLimit limit = new AttemptLimit(2, 0);
		List<AttemptRef> taken = takeLimited(this.taker, limit);
		assertThat(taken).hasSize(2);
		assertThat(takeLimited(this.fence, limit)).isEmpty();
		this.store.end(this.taker, this.taker.nodeId(), List.of(ended(taken.get(0))));
		assertThat(takeLimited(this.fence, limit)).hasSize(1);
		assertThat(takeLimited(this.taker, limit)).isEmpty();
	}

	@Test
	void noMoreAreTakenInATimeThanTheRateSays() {
		IntStream.range(0, 5).forEach((i) -> offered());
		AttemptLimit limit = new AttemptLimit(0, 1.0 / Duration.ofDays(1).toSeconds());
		assertThat(takeLimited(this.taker, limit)).hasSize(1);
		assertThat(takeLimited(this.taker, limit)).isEmpty();
		assertThat(takeLimited(this.fence, limit)).isEmpty();
		assertThat(take(this.fence, 10)).hasSize(4);
	}

	@Test
	void queuesOfANodeAreListed() {
		long id = this.store.join(new NodeRegistration("n", "b", Set.of("T"), Set.of("mail", "print"), 1), LEASE)
			.nodeId();
		assertThat(this.store.nodes()).filteredOn((node) -> node.nodeId() == id)
			.singleElement()
			.satisfies((node) -> assertThat(node.queues()).containsExactlyInAnyOrder("mail", "print"));
	}

}
