package dev.durable.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commit path.
 */
public abstract class CommitContractTests extends NodeContractTests {

	@Test
	void startIsOwnedByTheCommittingNode() {
		NewRun run = newRun();
		commit(starting(run).event(event(2)));
		RunRow row = row(run);
		assertThat(row).isEqualTo(new RunRow(run.runId(), run.workflowId(), run.firstRunId(), this.type, "default",
				WorkflowStatus.RUNNING, null, this.fence.nodeId(), null, null, null, null, "b1", run.startedAt(), null,
				null, false));
		assertThat(this.store.owned(this.fence.nodeId())).containsExactly(run.runId());
		assertThat(loaded(run).history()).usingRecursiveComparison().isEqualTo(List.of(event(1), event(2)));
		assertThat(claim(join(LEASE))).isEmpty();
	}

	@Test
	void commitTellsTheTimeOfTheStore() {
		Instant before = this.store.renew(this.fence.nodeId(), LEASE);
		CommitReply reply = this.store.commit(this.fence, UUID.randomUUID(), List.of(starting(newRun()).build()));
		assertThat(reply.now()).isAfterOrEqualTo(before);
		assertThat(this.store.renew(this.fence.nodeId(), LEASE)).isAfterOrEqualTo(reply.now());
	}

	@Test
	void changesOfManyRunsAreCommittedTogether() {
		NewRun first = newRun();
		NewRun second = newRun();
		CommitReply reply = this.store.commit(this.fence, UUID.randomUUID(),
				List.of(starting(first).build(), starting(second).build()));
		assertThat(reply.isCommitted()).isTrue();
		assertThat(this.store.owned(this.fence.nodeId())).contains(first.runId(), second.runId());
	}

	@Test
	void nothingIsCommittedWhenOneChangeIsRefused() {
		NewRun taken = committedRun();
		NewRun good = newRun();
		NewRun old = committedRun();
		RunChange.Builder bad = starting(newRun(taken.workflowId()));
		assertRefused(2, Refusal.ID_TAKEN, starting(good), change(old).event(event(2)).activity(activity(2, 1)), bad);
		assertThat(this.store.run(good.runId())).isEmpty();
		assertThat(this.store.history(good.runId(), 0, 10)).isEmpty();
		assertThat(loaded(old).history()).hasSize(1);
		assertThat(loaded(old).activities()).isEmpty();
	}

	@Test
	void startRefusedWhileTheIdHasAnOpenRun() {
		NewRun open = committedRun();
		NewRun second = newRun(open.workflowId());
		assertThat(tryCommit(starting(second))).isEqualTo(Refusal.ID_TAKEN);
		assertThat(this.store.run(second.runId())).isEmpty();
		commit(change(open).event(event(2)).update(closed()));
		commit(starting(second));
		assertThat(this.store.find(open.workflowId()).orElseThrow().runId()).isEqualTo(second.runId());
	}

	@Test
	void startOfTheSameRunTwiceIsRefused() {
		NewRun run = committedRun();
		assertThat(tryCommit(starting(run))).isEqualTo(Refusal.ID_TAKEN);
	}

	@Test
	void oneOfTwoStartsOfAnIdInABatchIsRefused() {
		NewRun first = newRun();
		assertRefused(1, Refusal.ID_TAKEN, starting(first), starting(newRun(first.workflowId())));
		assertThat(this.store.find(first.workflowId())).isEmpty();
	}

	@Test
	void closedRunHandsItsIdOnWithinTheBatch() {
		NewRun open = committedRun();
		NewRun next = newRun(open.workflowId());
		assertRefusedNothing(starting(next), change(open).event(event(2)).update(closed()));
		assertThat(this.store.find(open.workflowId()).orElseThrow().runId()).isEqualTo(next.runId());
		assertThat(row(open).status()).isEqualTo(WorkflowStatus.COMPLETED);
	}

	protected void assertRefusedNothing(RunChange.Builder... changes) {
		List<RunChange> built = java.util.Arrays.stream(changes).map(RunChange.Builder::build).toList();
		assertThat(this.store.commit(this.fence, UUID.randomUUID(), built).refusals()).isEmpty();
	}

	@Test
	void startAndCloseInOneChange() {
		NewRun run = newRun();
		commit(starting(run).event(event(2)).update(closed()));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.COMPLETED);
		commit(starting(newRun(run.workflowId())));
	}

	@Test
	void conflictWhenThePositionIsTaken() {
		NewRun run = committedRun();
		commit(change(run).event(event(2)));
		assertThat(tryCommit(change(run).event(event(2)).event(event(3)))).isEqualTo(Refusal.CONFLICT);
		assertThat(loaded(run).history()).hasSize(2);
		assertRefused(0, Refusal.CONFLICT, change(run).event(event(1)), starting(newRun()));
	}

	@Test
	void conflictWhenTheRunIsNotOwnedByTheNode() {
		NewRun run = committedRun();
		Fence other = join(LEASE);
		assertThat(tryCommit(other, change(run).update(closed()))).isEqualTo(Refusal.CONFLICT);
		NewRun parked = parkedRun(null);
		assertThat(tryCommit(change(parked).event(event(2)).update(new RunUpdate.Healed())))
			.isEqualTo(Refusal.CONFLICT);
		assertThat(loaded(parked).history()).hasSize(1);
		NewRun unknown = newRun();
		assertThat(tryCommit(change(unknown).update(closed()))).isEqualTo(Refusal.CONFLICT);
	}

	@Test
	void conflictNamesTheChangeInABatch() {
		NewRun good = committedRun();
		NewRun parked = parkedRun(null);
		assertRefused(1, Refusal.CONFLICT, change(good).event(event(2)), change(parked).update(closed()));
		assertThat(loaded(good).history()).hasSize(1);
	}

	@Test
	void conflictWhenAConsumedLetterIsGone() {
		NewRun run = committedRun();
		signal(run.workflowId(), "go");
		long letter = letters(run).get(0).id();
		commit(change(run).event(event(2)).consume(letter));
		assertThat(letters(run)).isEmpty();
		assertThat(tryCommit(change(run).event(event(3)).consume(letter))).isEqualTo(Refusal.CONFLICT);
		assertThat(tryCommit(change(run).unreadable(letter))).isEqualTo(Refusal.CONFLICT);
		assertThat(loaded(run).history()).hasSize(2);
	}

	@Test
	void closeRefusedWhileALetterIsUnread() {
		NewRun run = committedRun();
		signal(run.workflowId(), "go");
		signal(run.workflowId(), "again");
		List<Letter> letters = letters(run);
		assertThat(tryCommit(change(run).event(event(2)).consume(letters.get(0).id()).update(closed())))
			.isEqualTo(Refusal.LETTERS_UNREAD);
		assertThat(loaded(run).history()).hasSize(1);
		assertThat(letters(run)).hasSize(2);
		commit(change(run).event(event(2))
			.consume(letters.get(0).id())
			.unreadable(letters.get(1).id())
			.update(closed()));
	}

	@Test
	void closeRefusedWhileALetterIsHeld() {
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, PAST)));
		signal(run.workflowId(), "go");
		this.store.sort(this.fence, 1000);
		assertThat(letters(run)).extracting(Letter::state).containsExactly(LetterState.HELD);
		assertThat(tryCommit(change(run).update(closed()))).isEqualTo(Refusal.LETTERS_UNREAD);
	}

	@Test
	void closeRefusedWhenItsBatchBringsALetter() {
		NewRun run = committedRun();
		NewLetter letter = new NewLetter(run.firstRunId(), null, LetterKind.SIGNAL, "go", bytes("[]"), null);
		assertRefused(0, Refusal.LETTERS_UNREAD, change(run).update(closed()), starting(newRun()).letter(letter));
	}

	@Test
	void abandonmentDoesNotKeepARunOpen() {
		NewRun run = committedRun();
		this.store.abandon(this.fence, abandoned(run, 1));
		commit(change(run).letter(abandoned(run, 2)).event(event(2)).update(closed()));
	}

	@Test
	void timerThatIsNotDueIsRefused() {
		NewRun run = committedRun();
		Instant early = this.store.renew(this.fence.nodeId(), LEASE).plusSeconds(60);
		assertRefused(0, Refusal.TIMER_EARLY, change(run).event(event(2)).due(PAST).due(early));
		assertRefused(1, Refusal.TIMER_EARLY, starting(newRun()), change(run).event(event(2)).due(early));
		assertThat(loaded(run).history()).hasSize(1);
		commit(change(run).event(event(2)).due(PAST));
		commit(change(run).event(event(3)).due(this.store.renew(this.fence.nodeId(), LEASE)));
	}

	@Test
	void whatCanNeverBeWrittenIsRejected() {
		assertRefused(0, Refusal.REJECTED, starting(newRun("x".repeat(256))));
		assertRefused(0, Refusal.REJECTED, starting(newRun("nul \0 in it")));
		assertRefused(1, Refusal.REJECTED, starting(newRun()), starting(newRun("y".repeat(256))));
		commit(starting(newRun("\uD83D\uDE00".repeat(110) + newRunId().hashCode())));
	}

	@Test
	void closedRunKeepsNothingOfAnOpenOne() {
		NewRun run = committedRun();
		commit(change(run).activity(activity(2, 1)).update(stuck("b1", false, PAST)));
		commit(change(run).event(event(2)).activity(activity(3, 1)).update(closed()));
		assertThat(row(run)).isEqualTo(new RunRow(run.runId(), run.workflowId(), run.firstRunId(), this.type, "default",
				WorkflowStatus.COMPLETED, null, null, null, null, null, null, "b1", run.startedAt(), PAST, null,
				false));
		assertThat(this.store.activities(run.runId())).isEmpty();
		assertThat(this.store.owned(this.fence.nodeId())).isEmpty();
		assertThat(this.store.closed(List.of(run.runId(), committedRun().runId(), newRunId())))
			.containsExactly(row(run));
		assertThat(this.store.closed(List.of())).isEmpty();
	}

	@Test
	void parkedRunHasNoOwnerAndNoMark() {
		NewRun run = committedRun();
		Instant wakeAt = now().plusSeconds(600);
		commit(change(run).update(stuck("b1", false, PAST)));
		commit(change(run).update(new RunUpdate.Parked(wakeAt)));
		assertThat(row(run).owner()).isNull();
		assertThat(row(run).stuck()).isNull();
		assertThat(row(run).wakeAt()).isEqualTo(wakeAt);
		assertThat(row(parkedRun(null)).wakeAt()).isNull();
	}

	@Test
	void timeBeyondWhatDatabasesKnowIsStoredAsTheLatest() {
		assertThat(row(parkedRun(Instant.MAX)).wakeAt()).isEqualTo(StoreLimits.LATEST);
	}

	@Test
	void stuckRunKeepsItsOwnerUnlessItIsParked() {
		Instant wakeAt = now().plusSeconds(600);
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, wakeAt)));
		assertThat(row(run).owner()).isEqualTo(this.fence.nodeId());
		assertThat(row(run).stuck()).isEqualTo(stuck("b1", false, wakeAt).mark());
		assertThat(row(run).wakeAt()).isEqualTo(wakeAt);
		commit(change(run).update(stuck("b2", true, wakeAt)));
		assertThat(row(run).owner()).isNull();
		assertThat(row(run).stuck()).isEqualTo(stuck("b2", true, wakeAt).mark());
	}

	@Test
	void healedRunHasNoMark() {
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, PAST)));
		commit(change(run).event(event(2)).update(new RunUpdate.Healed()));
		assertThat(row(run).stuck()).isNull();
		assertThat(row(run).owner()).isEqualTo(this.fence.nodeId());
	}

	@Test
	void longMessageOfAMarkIsCut() {
		NewRun run = committedRun();
		StuckMark mark = new StuckMark(dev.durable.client.StuckReason.NON_DETERMINISM, "\0" + "x".repeat(100_000), "b1",
				0);
		commit(change(run).update(new RunUpdate.Stuck(mark, false, PAST))
			.activity(new ActivityRow(2, 1, PAST, true, "y".repeat(100_000))));
		assertThat(row(run).stuck().message()).hasSize(StoreLimits.MESSAGE_MAX).startsWith(" x");
		assertThat(loaded(run).activities().get(0).lastFailure()).hasSize(StoreLimits.MESSAGE_MAX);
	}

	@Test
	void activitiesAreInsertedReplacedAndSettled() {
		NewRun run = committedRun();
		commit(change(run).activity(activity(2, 1)).activity(activity(3, 0)));
		assertThat(this.store.activities(run.runId())).containsExactly(activity(2, 1), activity(3, 0));
		commit(change(run).activity(activity(2, 5)).settled(3).settled(4));
		assertThat(loaded(run).activities()).containsExactly(activity(2, 5));
		commit(change(run).settled(2).activity(activity(2, 6)));
		assertThat(loaded(run).activities()).containsExactly(activity(2, 6));
	}

	protected static ActivityRow activity(long id, int attempt) {
		return new ActivityRow(id, attempt, PAST, attempt > 1, (attempt > 1) ? "failed" : null);
	}

	@Test
	void largePayloadsAndManyEvents() {
		NewRun run = newRun();
		RunChange.Builder change = starting(run);
		byte[] large = new byte[3_000_000];
		java.util.Arrays.fill(large, (byte) 7);
		change.event(new EventRow(2, "Large", PAST, large));
		for (int seq = 3; seq <= 1500; seq++) {
			change.event(event(seq));
		}
		commit(change);
		assertThat(loaded(run).history()).hasSize(1500).extracting(EventRow::seq).isSorted();
		assertThat(loaded(run).history().get(1).data()).isEqualTo(large);
	}

	@Test
	void emptyBatchTellsTheTime() {
		assertThat(this.store.commit(this.fence, UUID.randomUUID(), List.of()).isCommitted()).isTrue();
	}

	@Test
	void isWrittenFindsEachKindOfChange() {
		NewRun run = newRun();
		assertWitnessed(starting(run));
		assertWitnessed(change(run).event(event(2)));
		assertWitnessed(change(run).activity(activity(2, 1)));
		assertWitnessed(change(run).settled(2));
		assertWitnessed(change(run).letter(result(run, 1)));
		assertWitnessed(
				change(run).letter(new NewLetter(run.firstRunId(), null, LetterKind.SIGNAL, "s", bytes("1"), null)));
		List<Letter> letters = letters(run);
		assertWitnessed(change(run).consume(letters.get(0).id()));
		assertWitnessed(change(run).unreadable(letters.get(1).id()));
		assertWitnessed(change(run).update(stuck("b1", false, PAST)));
		assertWitnessed(change(run).attribute(new AttributeRow("a", false, "1")));
		assertWitnessed(change(run).attribute(new AttributeRow("a", false, null)));
		assertWitnessed(change(run).send(outgoing(run, LetterKind.UPDATE, "update/1")));
		long update = letters(run).get(0).id();
		assertWitnessed(change(run).keep(new KeptLetter(update, LetterState.ACCEPTED, bytes(""))));
		assertWitnessed(change(run).answer(new Answer(run.firstRunId(), "update/1", bytes("1"))));
		assertWitnessed(change(run).starts(new RunStart(newRun(), List.of(event(1)), false, false)));
		assertWitnessed(change(run).update(new RunUpdate.Paused(false, null)));
		assertWitnessed(change(run).update(new RunUpdate.Parked(null)));
	}

	private void assertWitnessed(RunChange.Builder change) {
		UUID writeId = UUID.randomUUID();
		List<RunChange> changes = List.of(change.build());
		assertThat(this.store.isWritten(writeId, changes)).isFalse();
		assertThat(this.store.commit(this.fence, writeId, changes).isCommitted()).isTrue();
		this.store.retire(this.fence);
		assertThat(this.store.isWritten(writeId, changes)).isTrue();
	}

	@Test
	void isWrittenIsNotFooledByAnotherWriter() {
		NewRun run = committedRun();
		commit(change(run).event(event(2)));
		assertThat(this.store.isWritten(UUID.randomUUID(), List.of(change(run).event(event(2)).build()))).isFalse();
	}

}
