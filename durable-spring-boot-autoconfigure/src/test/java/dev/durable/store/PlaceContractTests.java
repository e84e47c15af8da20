package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import dev.durable.history.ConcurrencyLimit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract of places: which runs under a limit may be claimed, and which wait.
 */
public abstract class PlaceContractTests extends ClaimContractTests {

	private static final ConcurrencyLimit ONE = new ConcurrencyLimit("key", 1);

	private static final ConcurrencyLimit TWO = new ConcurrencyLimit("key", 2);

	protected NewRun started(ConcurrencyLimit limit) {
		return started(newRun().limited(limit));
	}

	private NewRun started(NewRun run) {
		start(run);
		return run;
	}

	protected List<NewRun> started(ConcurrencyLimit limit, int count) {
		List<NewRun> runs = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			runs.add(started(limit));
		}
		return runs;
	}

	protected static RunChange.Builder leaving(NewRun run, WorkflowStatus status) {
		return change(run).event(event(2)).update(new RunUpdate.Closed(status, PAST, false, false, null, true));
	}

	private static RunChange.Builder leaving(NewRun run) {
		return leaving(run, WorkflowStatus.COMPLETED);
	}

	private RunChange.Builder goingOn(NewRun run, RunStart next) {
		return change(run).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST, false, false, null, false))
			.starts(next);
	}

	private void assertWaiting(NewRun run) {
		assertThat(row(run).waiting()).isTrue();
		assertThat(row(run).owner()).isNull();
	}

	private void assertIn(NewRun run) {
		assertThat(row(run).waiting()).isFalse();
		assertThat(row(run).owner()).isEqualTo(this.fence.nodeId());
	}

	@Test
	void runsWithAKeyWaitInTheOrderOfTheirStarts() {
		List<NewRun> runs = started(ONE, 3);
		assertThat(row(runs.get(0)).limit()).isEqualTo(ONE);
		assertThat(claim(this.fence)).containsExactly(runs.get(0).runId());
		assertIn(runs.get(0));
		assertWaiting(runs.get(1));
		assertThat(row(runs.get(1)).wakeAt()).isNull();
		assertThat(claim(this.fence)).isEmpty();
		for (int i = 0; i < 2; i++) {
			commit(leaving(runs.get(i)));
			assertThat(row(runs.get(i)).waiting()).isFalse();
			assertThat(claim(this.fence)).containsExactly(runs.get(i + 1).runId());
			assertIn(runs.get(i + 1));
		}
		commit(leaving(runs.get(2)));
		NewRun later = started(ONE);
		assertThat(claim(this.fence)).containsExactly(later.runId());
	}

	@Test
	void asManyRunsAreInAsTheLimitSays() {
		List<NewRun> runs = started(TWO, 4);
		assertThat(claim(this.fence)).containsExactlyInAnyOrder(runs.get(0).runId(), runs.get(1).runId());
		commit(leaving(runs.get(1)));
		assertThat(claim(this.fence)).containsExactly(runs.get(2).runId());
		assertThat(this.store.commit(this.fence, UUID.randomUUID(),
				List.of(leaving(runs.get(0)).build(), leaving(runs.get(2)).build())))
			.satisfies((reply) -> assertThat(reply.isCommitted()).isTrue());
		assertThat(claim(this.fence)).containsExactly(runs.get(3).runId());
	}

	@Test
	void otherKeysTypesAndRunsWithoutKeysDoNotWait() {
		NewRun first = started(ONE);
		NewRun other = started(new ConcurrencyLimit("other", 1));
		NewRun free = started(newRun());
		NewRun elsewhere = started(elsewhere(newRun().limited(ONE), this.type + "2", "default"));
		assertThat(this.store.claim(this.fence, new ClaimFilter(Set.of(this.type, this.type + "2"), "b1", 100)))
			.containsExactlyInAnyOrder(first.runId(), other.runId(), free.runId(), elsewhere.runId());
		assertThat(row(free).limit()).isNull();
		assertThat(row(free).waiting()).isFalse();
	}

	@Test
	void childrenWaitAlthoughTheirParentsNodeWouldOwnThem() {
		NewRun first = started(ONE);
		claim(this.fence);
		NewRun parent = committedRun();
		NewRun child = newRun().limited(ONE);
		commit(change(parent).event(event(2)).starts(new RunStart(child, List.of(event(1)), true, true)));
		assertWaiting(child);
		assertThat(claim(this.fence)).isEmpty();
		commit(leaving(first));
		assertThat(claim(this.fence)).containsExactly(child.runId());
	}

	@Test
	void aRunUnderALimitIsNotOwnedFromTheBeginning() {
		assertThat(tryCommit(starting(newRun().limited(ONE)))).isEqualTo(Refusal.REJECTED);
	}

	@Test
	void aKeyThatCannotBeStoredIsRefused() {
		NewRun run = newRun().limited(new ConcurrencyLimit("k".repeat(StoreLimits.NAME_MAX + 1), 1));
		assertThatIllegalArgumentException().isThrownBy(() -> start(run)).withMessageContaining("Concurrency key");
		assertThat(this.store.find(run.workflowId())).isEmpty();
	}

	@Test
	void thePlaceBelongsToTheChain() {
		List<NewRun> runs = started(ONE, 2);
		claim(this.fence);
		NewRun owned = nextOf(runs.get(0)).limited(ONE);
		commit(goingOn(runs.get(0), new RunStart(owned, List.of(event(1)), true, false)));
		assertIn(owned);
		NewRun unowned = nextOf(runs.get(0)).limited(ONE);
		commit(goingOn(owned, new RunStart(unowned, List.of(event(1)), false, false)));
		assertThat(row(unowned).waiting()).isFalse();
		assertThat(claim(this.fence)).containsExactly(unowned.runId());
		assertWaiting(runs.get(1));
		commit(leaving(unowned));
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
	}

	@Test
	void aRunThatGoesOnWhereItsChainHadNoPlaceWaitsOn() {
		List<NewRun> runs = started(ONE, 3);
		claim(this.fence);
		Letter order = sendTo(runs.get(1), LetterKind.RESET, null);
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		NewRun next = nextOf(runs.get(1)).limited(ONE);
		commit(goingOn(runs.get(1), new RunStart(next, List.of(event(1)), true, false)).consume(order.id()));
		assertWaiting(next);
		assertThat(claim(this.fence)).isEmpty();
		commit(leaving(runs.get(0)));
		assertThat(claim(this.fence)).containsExactly(next.runId());
		assertWaiting(runs.get(2));
	}

	@Test
	void aChainThatHasClosedNeedsAPlaceAgain() {
		List<NewRun> runs = started(ONE, 2);
		claim(this.fence);
		commit(leaving(runs.get(0)));
		claim(this.fence);
		NewRun again = started(nextOf(runs.get(0)).limited(ONE));
		assertThat(claim(this.fence)).isEmpty();
		assertWaiting(again);
		commit(leaving(runs.get(1)));
		assertThat(claim(this.fence)).containsExactly(again.runId());
	}

	@Test
	void aPlaceIsTakenOverWithTheRunOfADeadNode() {
		Fence dead = join(Duration.ZERO);
		List<NewRun> runs = started(ONE, 2);
		assertThat(claim(dead)).containsExactly(runs.get(0).runId());
		assertThat(this.store.expire(dead.nodeId())).isTrue();
		assertThat(this.store.release(dead.nodeId())).isEqualTo(1);
		assertThat(claim(this.fence)).containsExactly(runs.get(0).runId());
		assertWaiting(runs.get(1));
	}

	@Test
	void aRunThatParksKeepsItsPlace() {
		List<NewRun> runs = started(ONE, 2);
		claim(this.fence);
		commit(change(runs.get(0)).event(event(2)).update(new RunUpdate.Parked(null)));
		assertThat(claim(this.fence)).isEmpty();
		signal(runs.get(0).workflowId(), "go");
		assertThat(claim(this.fence)).containsExactly(runs.get(0).runId());
		assertWaiting(runs.get(1));
	}

	@Test
	void aRefusedEndFreesNoPlace() {
		List<NewRun> runs = started(ONE, 2);
		claim(this.fence);
		signal(runs.get(0).workflowId(), "unread");
		RunChange.Builder closing = change(runs.get(0)).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST, true, false, null, true));
		assertThat(tryCommit(closing)).isEqualTo(Refusal.LETTERS_UNREAD);
		assertThat(claim(this.fence)).isEmpty();
	}

	@Test
	void lettersOfAWaitingRunAreKeptUntilItIsIn() {
		List<NewRun> runs = started(ONE, 2);
		claim(this.fence);
		signal(runs.get(1).workflowId(), "first");
		assertThat(claim(this.fence)).isEmpty();
		assertThat(this.store.sort(this.fence, 100)).isZero();
		signal(runs.get(1).workflowId(), "second");
		assertThat(letters(runs.get(1))).extracting(Letter::state).containsExactly(LetterState.HELD, LetterState.NEW);
		commit(leaving(runs.get(0)));
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		assertThat(loaded(runs.get(1)).letters()).extracting(Letter::name).containsExactly("first", "second");
	}

	@Test
	void aWaitingRunIsClaimedForARequestToCancelAndForOrders() {
		List<NewRun> runs = started(ONE, 4);
		claim(this.fence);
		sendTo(runs.get(1), LetterKind.CANCEL, null);
		sendTo(runs.get(2), LetterKind.TERMINATE, null);
		this.store.sort(this.fence, 100);
		ClaimFilter other = new ClaimFilter(Set.of(), "b1", 100);
		assertThat(this.store.claim(this.fence, other)).contains(runs.get(1).runId(), runs.get(2).runId());
		assertThat(row(runs.get(1)).waiting()).isTrue();
		commit(leaving(runs.get(1), WorkflowStatus.CANCELLED).consume(letters(runs.get(1)).get(0).id()));
		commit(leaving(runs.get(2), WorkflowStatus.TERMINATED).consume(letters(runs.get(2)).get(0).id()));
		assertThat(claim(this.fence)).isEmpty();
		commit(leaving(runs.get(0)));
		assertThat(claim(this.fence)).containsExactly(runs.get(3).runId());
	}

	@Test
	void aWaitingRunThatWasClaimedForSomethingElseWaitsOn() {
		List<NewRun> runs = started(ONE, 2);
		claim(this.fence);
		Letter order = sendTo(runs.get(1), LetterKind.RESUME, null);
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		commit(change(runs.get(1)).consume(order.id()).update(new RunUpdate.Parked(now())));
		assertThat(claim(this.fence)).isEmpty();
		assertWaiting(runs.get(1));
		order = sendTo(runs.get(1), LetterKind.RESUME, null);
		claim(this.fence);
		commit(leaving(runs.get(0)));
		commit(change(runs.get(1)).consume(order.id()).update(new RunUpdate.Parked(now())));
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		assertIn(runs.get(1));
	}

	@Test
	void aWaitingRunIsDueAtItsTimeout() {
		NewRun first = started(ONE);
		claim(this.fence);
		Instant timeout = Instant.parse("2100-01-01T00:00:00Z");
		NewRun patient = started(timed(newRun(), null, timeout).limited(ONE));
		NewRun over = started(timed(newRun(), null, PAST).limited(ONE));
		assertThat(claim(this.fence)).containsExactly(over.runId());
		assertThat(row(over).waiting()).isTrue();
		assertThat(row(patient).wakeAt()).isEqualTo(timeout);
		commit(leaving(first));
		assertThat(claim(this.fence)).containsExactly(patient.runId());
		commit(leaving(over, WorkflowStatus.TIMED_OUT));
	}

	@Test
	void aRunWhoseTimeIsOverIsNotLetIn() {
		NewRun over = started(timed(newRun(), null, PAST).limited(ONE));
		NewRun next = started(ONE);
		assertThat(claim(this.fence)).containsExactlyInAnyOrder(over.runId(), next.runId());
		assertThat(row(over).waiting()).isTrue();
		assertIn(next);
	}

	@Test
	void aPausedRunIsPassedOver() {
		List<NewRun> runs = started(ONE, 3);
		claim(this.fence);
		Letter order = sendTo(runs.get(1), LetterKind.PAUSE, null);
		claim(this.fence);
		commit(change(runs.get(1)).consume(order.id()).update(new RunUpdate.Paused(true, null)));
		commit(leaving(runs.get(0)));
		assertThat(claim(this.fence)).containsExactly(runs.get(2).runId());
		order = sendTo(runs.get(1), LetterKind.RESUME, null);
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		commit(change(runs.get(1)).consume(order.id()).update(new RunUpdate.Resumed()));
		assertThat(claim(this.fence)).isEmpty();
		commit(leaving(runs.get(2)));
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
	}

	@Test
	void aDelayedRunGetsInLineWhenItBegins() {
		NewRun first = started(ONE);
		NewRun delayed = started(timed(newRun(), PAST, null).limited(ONE));
		NewRun future = started(timed(newRun(), Instant.parse("2100-01-01T00:00:00Z"), null).limited(ONE));
		NewRun next = started(ONE);
		assertThat(claim(this.fence)).containsExactly(first.runId());
		commit(leaving(first));
		assertThat(claim(this.fence)).containsExactly(next.runId());
		commit(leaving(next));
		assertThat(claim(this.fence)).containsExactly(delayed.runId());
		commit(leaving(delayed));
		assertThat(claim(this.fence)).isEmpty();
		assertThat(row(future).wakeAt()).isEqualTo(future.startAt());
	}

	@Test
	void runsThatWaitDoNotHideOthers() {
		NewRun first = started(ONE);
		claim(this.fence);
		List<NewRun> crowd = started(ONE, 12);
		NewRun free = started(newRun());
		assertThat(this.store.claim(this.fence, filter("b1", 4))).containsExactly(free.runId());
		commit(leaving(first));
		assertThat(this.store.claim(this.fence, filter("b1", 4))).containsExactly(crowd.get(0).runId());
	}

	@Test
	void aLimitMayBecomeKnownBeforeTheFirstTurn() {
		NewRun first = started(ONE);
		claim(this.fence);
		NewRun late = committedRun();
		commit(change(late).update(new RunUpdate.Limited(ONE)));
		assertWaiting(late);
		assertThat(row(late).limit()).isEqualTo(ONE);
		assertThat(claim(this.fence)).isEmpty();
		commit(leaving(first));
		assertThat(claim(this.fence)).containsExactly(late.runId());
		assertIn(late);
		assertThat(tryCommit(join(LEASE), change(late).update(new RunUpdate.Limited(ONE)))).isEqualTo(Refusal.CONFLICT);
	}

	@Test
	void aRunThatAllowsFewerOthersWaitsUntilTheyHaveLeft() {
		List<NewRun> before = started(TWO, 2);
		claim(this.fence);
		NewRun strict = started(ONE);
		commit(leaving(before.get(0)));
		assertThat(claim(this.fence)).isEmpty();
		commit(leaving(before.get(1)));
		assertThat(claim(this.fence)).containsExactly(strict.runId());
	}

	@Test
	void aRunOfUnknownTypeWaitsWithoutAMark() {
		List<NewRun> runs = started(ONE, 2);
		claim(this.fence);
		this.store.markUnknownTypes(this.fence, Duration.ZERO);
		assertThat(row(runs.get(1)).stuck()).isNull();
	}

	@Test
	void nobodyIsLetInByAFenceThatIsGone() {
		Fence dead = join(Duration.ZERO);
		List<NewRun> runs = started(ONE, 2);
		claim(dead);
		this.store.expire(dead.nodeId());
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(() -> tryCommit(dead, leaving(runs.get(0))));
		assertThat(claim(this.fence)).isEmpty();
		assertWaiting(runs.get(1));
	}

}
