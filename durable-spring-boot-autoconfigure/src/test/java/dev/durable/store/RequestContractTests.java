package dev.durable.store;

import java.util.List;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Letters whose sender wants to know what becomes of them.
 */
public abstract class RequestContractTests extends LetterContractTests {

	@Test
	void sentLetterTellsItsAddressee() {
		NewRun first = committedRun();
		NewRun next = nextOf(first);
		commit(closing(first, WorkflowStatus.CONTINUED_AS_NEW)
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		assertThat(this.store.send(outgoing(first, LetterKind.UPDATE, "update/1")).map(SentLetter::to))
			.contains(new Addressee(next.runId(), first.runId()));
		Letter letter = letters(next).get(0);
		assertThat(letter.kind()).isEqualTo(LetterKind.UPDATE);
		assertThat(letter.chain()).isEqualTo(first.runId());
		assertThat(letter.runId()).isNull();
		assertThat(letter.key()).isEqualTo("update/1");
	}

	@Test
	void letterThatNamesARunReachesNoOther() {
		NewRun first = committedRun();
		OutgoingLetter named = new OutgoingLetter(first.workflowId(), first.runId(), LetterKind.TERMINATE, "",
				bytes(""), "k");
		assertThat(this.store.send(named).map(SentLetter::to)).contains(new Addressee(first.runId(), first.runId()));
		assertThat(letters(first)).extracting(Letter::runId).containsExactly(first.runId());
		NewRun next = nextOf(first);
		commit(change(first).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST, false, false, null, false))
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		assertThat(letters(next)).isEmpty();
		OutgoingLetter late = new OutgoingLetter(first.workflowId(), first.runId(), LetterKind.TERMINATE, "", bytes(""),
				null);
		assertThat(this.store.send(late)).isEmpty();
		commit(starting(newRun()).send(late));
		assertThat(letters(next)).isEmpty();
	}

	@Test
	void letterWithNamesThatCannotBeStoredIsRefused() {
		NewRun run = committedRun();
		OutgoingLetter longKey = outgoing(run, LetterKind.SIGNAL, "x".repeat(256));
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.send(longKey));
		assertThat(tryCommit(change(run).send(longKey))).isEqualTo(Refusal.REJECTED);
		assertThat(tryCommit(change(run)
			.send(new OutgoingLetter(run.workflowId(), null, LetterKind.SIGNAL, "x".repeat(256), bytes(""), null))))
			.isEqualTo(Refusal.REJECTED);
		assertThat(this.store.send(outgoing(run, LetterKind.SIGNAL, "x".repeat(255)))).isPresent();
	}

	@Test
	void letterWhoseKeyIsThereCountsAsSent() {
		NewRun run = committedRun();
		NewRun other = committedRun();
		Letter first = sendTo(run, LetterKind.SIGNAL, "signal/1");
		assertThat(this.store.send(outgoing(run, LetterKind.UPDATE, "signal/1")).map(SentLetter::to))
			.contains(new Addressee(run.runId(), run.firstRunId()));
		assertThat(letters(run)).extracting(Letter::id).containsExactly(first.id());
		sendTo(other, LetterKind.SIGNAL, "signal/1");
		assertThat(letters(other)).hasSize(1);
	}

	@Test
	void keptLetterBlocksItsKeyAndAConsumedOneDoesNot() {
		NewRun run = committedRun();
		Letter kept = sendTo(run, LetterKind.SIGNAL, "signal/1");
		Letter consumed = sendTo(run, LetterKind.SIGNAL, "signal/2");
		commit(change(run).event(event(2))
			.keep(new KeptLetter(kept.id(), LetterState.ANSWERED, bytes("")))
			.consume(consumed.id()));
		assertThat(letters(run)).isEmpty();
		assertThat(this.store.send(outgoing(run, LetterKind.SIGNAL, "signal/1"))).isPresent();
		assertThat(letters(run)).isEmpty();
		commit(change(run).send(outgoing(run, LetterKind.SIGNAL, "signal/1"))
			.letter(new NewLetter(run.firstRunId(), null, LetterKind.SIGNAL, "s", bytes(""), "signal/1")));
		assertThat(letters(run)).isEmpty();
		assertThat(this.store.send(outgoing(run, LetterKind.SIGNAL, "signal/2"))).isPresent();
		assertThat(letters(run)).hasSize(1);
	}

	@Test
	void conflictWhenAKeptLetterIsNotUnread() {
		NewRun run = committedRun();
		Letter letter = sendTo(run, LetterKind.UPDATE, "update/1");
		KeptLetter kept = new KeptLetter(letter.id(), LetterState.ACCEPTED, bytes(""));
		commit(change(run).event(event(2)).keep(kept));
		assertThat(tryCommit(change(run).event(event(3)).keep(kept))).isEqualTo(Refusal.CONFLICT);
		assertThat(tryCommit(change(run).consume(letter.id()))).isEqualTo(Refusal.CONFLICT);
		assertThat(tryCommit(change(run).unreadable(letter.id()))).isEqualTo(Refusal.CONFLICT);
		assertThat(tryCommit(change(run).keep(new KeptLetter(Long.MAX_VALUE, LetterState.ACCEPTED, bytes("")))))
			.isEqualTo(Refusal.CONFLICT);
		assertThat(loaded(run).history()).hasSize(2);
		commit(change(run).event(event(3)).update(closed()));
	}

	@Test
	void heldLetterCanBeKept() {
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, PAST)));
		Letter letter = sendTo(run, LetterKind.UPDATE, "update/1");
		this.store.sort(this.fence, 1000);
		commit(change(run).event(event(2))
			.keep(new KeptLetter(letter.id(), LetterState.ANSWERED, bytes("1")))
			.update(new RunUpdate.Healed()));
		assertThat(letters(run)).isEmpty();
		assertAnswered(run, "update/1", "1");
	}

	@Test
	void updateIsAnsweredOnce() {
		NewRun run = committedRun();
		Letter letter = sendTo(run, LetterKind.UPDATE, "update/1");
		commit(change(run).answer(new Answer(run.firstRunId(), "update/1", bytes("early"))));
		assertThat(settled(run, "update/1")).isEmpty();
		commit(change(run).keep(new KeptLetter(letter.id(), LetterState.ACCEPTED, bytes(""))));
		assertThat(settled(run, "update/1")).isEmpty();
		commit(change(run).event(event(2)).answer(new Answer(run.firstRunId(), "update/1", bytes("1"))));
		assertAnswered(run, "update/1", "1");
		commit(change(run).event(event(3))
			.answer(new Answer(run.firstRunId(), "update/1", bytes("2")))
			.answer(new Answer(run.firstRunId(), "update/none", bytes("3")))
			.answer(new Answer(newRunId(), "update/1", bytes("4"))));
		assertAnswered(run, "update/1", "1");
		assertThat(loaded(run).history()).hasSize(3);
	}

	@Test
	void updateIsAcceptedAndAnsweredInOneCommit() {
		NewRun run = committedRun();
		Letter letter = sendTo(run, LetterKind.UPDATE, "update/1");
		commit(change(run).answer(new Answer(run.firstRunId(), "update/1", bytes("1")))
			.keep(new KeptLetter(letter.id(), LetterState.ACCEPTED, bytes(""))));
		assertAnswered(run, "update/1", "1");
	}

	@Test
	void settledTellsLettersThatWillNotBeTaken() {
		NewRun run = committedRun();
		sendTo(run, LetterKind.UPDATE, "new");
		Letter bad = sendTo(run, LetterKind.UPDATE, "bad");
		commit(change(run).unreadable(bad.id()));
		NewRun closed = committedRun();
		commit(change(closed).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST, false, false, null, false))
			.letter(new NewLetter(closed.firstRunId(), null, LetterKind.UPDATE, "u", bytes("[]"), "late")));
		this.store.sort(this.fence, 1000);
		assertThat(this.store.settled(List.of(new LetterRef(run.firstRunId(), "new"),
				new LetterRef(run.firstRunId(), "bad"), new LetterRef(closed.firstRunId(), "late"),
				new LetterRef(closed.firstRunId(), "new"), new LetterRef(run.firstRunId(), "none"))))
			.extracting(Letter::state)
			.containsExactlyInAnyOrder(LetterState.UNREADABLE, LetterState.DEAD);
		assertThat(this.store.settled(List.of())).isEmpty();
	}

	@Test
	void lettersToOtherWorkflowsAreSentInACommit() {
		NewRun sender = committedRun();
		NewRun receiver = parked(newRun());
		NewRun nobody = newRun();
		String first = OutgoingLetter.requestKey(sender.runId(), 1);
		String second = OutgoingLetter.requestKey(sender.runId(), 2);
		commit(change(sender).event(event(2))
			.send(outgoing(receiver, LetterKind.SIGNAL, first))
			.send(outgoing(receiver, LetterKind.SIGNAL, first))
			.send(outgoing(nobody, LetterKind.CANCEL, second)));
		assertThat(letters(receiver)).extracting(Letter::key).containsExactly(first);
		assertThat(letters(receiver)).extracting(Letter::chain).containsExactly(receiver.firstRunId());
		assertThat(this.store.sent(List.of(first, second))).containsExactly(first);
		assertThat(claim(this.fence)).containsExactly(receiver.runId());
		commit(change(receiver).keep(new KeptLetter(letters(receiver).get(0).id(), LetterState.ANSWERED, bytes(""))));
		assertThat(this.store.sent(List.of(first, second))).containsExactly(first);
		assertThat(this.store.sent(List.of())).isEmpty();
	}

	@Test
	void letterFindsARunThatBeginsInItsBatch() {
		NewRun sender = committedRun();
		NewRun own = newRun();
		NewRun other = newRun();
		assertRefusedNothing(
				change(sender).send(outgoing(own, LetterKind.SIGNAL, null))
					.send(outgoing(other, LetterKind.SIGNAL, null)),
				starting(own).starts(new RunStart(other, List.of(event(1)), false, true)));
		assertThat(letters(own)).hasSize(1);
		assertThat(letters(other)).hasSize(1);
	}

	@Test
	void letterDoesNotFindARunThatClosesInItsBatch() {
		NewRun sender = committedRun();
		NewRun closing = committedRun();
		NewRun brief = newRun();
		String key = OutgoingLetter.requestKey(sender.runId(), 1);
		assertRefusedNothing(change(sender).event(event(2)).send(outgoing(closing, LetterKind.SIGNAL, key)),
				closing(closing, WorkflowStatus.COMPLETED));
		assertRefusedNothing(change(sender).event(event(3)).send(outgoing(brief, LetterKind.SIGNAL, key)),
				starting(brief).event(event(2)).update(closed()));
		assertThat(this.store.sent(List.of(key))).isEmpty();
		assertThat(this.store.deadLetters(closing.workflowId())).isEmpty();
		assertThat(letters(closing)).isEmpty();
	}

	@Test
	void letterFindsTheRunThatGoesOnInItsBatch() {
		NewRun sender = committedRun();
		NewRun first = committedRun();
		NewRun next = nextOf(first);
		assertRefusedNothing(change(sender).event(event(2)).send(outgoing(first, LetterKind.SIGNAL, "k")),
				change(first).event(event(2))
					.update(new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST, false, false, null, false))
					.starts(new RunStart(next, List.of(event(1)), true, false)));
		assertThat(letters(next)).hasSize(1);
	}

	@Test
	void outcomeOfAnAttemptThatWaitsIsALetterForItsRun() {
		NewRun run = waitingRun();
		NewLetter result = new NewLetter(newRunId(), run.runId(), LetterKind.RESULT, "ActivityCompleted", bytes("7"),
				null);
		assertThat(this.store.complete(result, 2, 3)).contains(new Addressee(run.runId(), run.firstRunId()));
		Letter letter = letters(run).get(0);
		assertThat(letter.chain()).isEqualTo(run.firstRunId());
		assertThat(letter.runId()).isEqualTo(run.runId());
		assertThat(letter.kind()).isEqualTo(LetterKind.RESULT);
		assertThat(letter.name()).isEqualTo("ActivityCompleted");
		assertThat(letter.data()).isEqualTo(bytes("7"));
		assertThat(letter.key()).isEqualTo(NewLetter.attemptKey(run.runId(), 2, 3));
		assertThat(this.store.abandon(this.fence, abandoned(run, 3))).isFalse();
	}

	/** A run whose activity 2 waits for the outcome of attempt 3. */
	private NewRun waitingRun() {
		NewRun run = newRun();
		commit(starting(run).activity(new ActivityRow(2, 3, PAST, true, "failed", bytes("old"), true, null))
			.activity(new ActivityRow(4, 1, PAST, true, null))
			.update(new RunUpdate.Parked(null)));
		return run;
	}

	private NewLetter failure(NewRun run) {
		return new NewLetter(run.firstRunId(), run.runId(), LetterKind.ATTEMPT_FAILED, "ActivityFailed", bytes("{}"),
				null);
	}

	@Test
	void attemptIsCompletedOnce() {
		NewRun run = waitingRun();
		assertThat(this.store.complete(failure(run), 2, 3)).isPresent();
		assertThat(this.store.complete(failure(run), 2, 3)).isEmpty();
		assertThat(letters(run)).hasSize(1);
		assertThat(claim(this.fence)).containsExactly(run.runId());
		long letter = letters(run).get(0).id();
		commit(change(run).event(event(2)).consume(letter).activity(new ActivityRow(2, 4, PAST, false, "failed")));
		assertThat(this.store.complete(failure(run), 2, 3)).isEmpty();
		assertThat(this.store.complete(failure(run), 2, 4)).isEmpty();
		assertThat(letters(run)).isEmpty();
	}

	@Test
	void attemptThatDoesNotWaitIsNotCompleted() {
		NewRun run = waitingRun();
		assertThat(this.store.complete(failure(run), 2, 2)).isEmpty();
		assertThat(this.store.complete(failure(run), 3, 3)).isEmpty();
		assertThat(this.store.complete(failure(run), 4, 1)).isEmpty();
		assertThat(this.store.complete(failure(newRun()), 2, 3)).isEmpty();
		assertThat(this.store.abandon(this.fence, abandoned(run, 3))).isTrue();
		assertThat(this.store.complete(failure(run), 2, 3)).isEmpty();
		assertThat(letters(run)).isEmpty();
	}

	@Test
	void attemptOfAClosedRunIsNotCompleted() {
		NewRun run = newRun();
		commit(starting(run).activity(new ActivityRow(2, 1, PAST, true, null, null, true, null)));
		commit(closing(run, WorkflowStatus.CANCELLED));
		assertThat(this.store.complete(failure(run), 2, 1)).isEmpty();
		assertThat(this.store.heartbeat(run.runId(), 2, 1, bytes("x"))).isFalse();
	}

	@Test
	void heartbeatOfAnAttemptThatWaitsIsStored() {
		NewRun run = waitingRun();
		ActivityRow before = this.store.activities(run.runId()).get(0);
		assertThat(before.details()).isEqualTo(bytes("old"));
		assertThat(before.later()).isTrue();
		byte[] details = bytes("half");
		assertThat(this.store.heartbeat(run.runId(), 2, 3, details)).isTrue();
		details[0] = 'x';
		ActivityRow after = loaded(run).activities().get(0);
		assertThat(after.details()).isEqualTo(bytes("half"));
		assertThat(after).usingRecursiveComparison().ignoringFields("details").isEqualTo(before);
		assertThat(loaded(run).activities().get(1).details()).isNull();
	}

	@Test
	void heartbeatOfAnAttemptThatDoesNotWaitIsRefused() {
		NewRun run = waitingRun();
		assertThat(this.store.heartbeat(run.runId(), 2, 2, bytes("x"))).isFalse();
		assertThat(this.store.heartbeat(run.runId(), 3, 3, bytes("x"))).isFalse();
		assertThat(this.store.heartbeat(run.runId(), 4, 1, bytes("x"))).isFalse();
		assertThat(this.store.heartbeat(newRunId(), 2, 3, bytes("x"))).isFalse();
		this.store.complete(failure(run), 2, 3);
		assertThat(this.store.heartbeat(run.runId(), 2, 3, bytes("x"))).isFalse();
		assertThat(loaded(run).activities().get(0).details()).isEqualTo(bytes("old"));
	}

	@Test
	void deadLetterIsRedeliveredToTheRunThatIsOpen() {
		NewRun closed = committedRun();
		long dead = deadLetter(closed, LetterKind.SIGNAL, "k");
		assertThat(this.store.deadLetter(dead).orElseThrow().state()).isEqualTo(LetterState.DEAD);
		assertThat(this.store.redeliver(dead, closed.workflowId())).isEmpty();
		assertThat(this.store.redeliver(Long.MAX_VALUE, closed.workflowId())).isEmpty();
		assertThat(this.store.deadLetters(closed.workflowId())).hasSize(1);
		NewRun open = parked(newRun());
		assertThat(this.store.redeliver(dead, open.workflowId()))
			.contains(new Addressee(open.runId(), open.firstRunId()));
		assertThat(letters(open)).extracting(Letter::state).containsExactly(LetterState.NEW);
		assertThat(letters(open)).extracting(Letter::key).containsExactly("k");
		assertThat(this.store.deadLetters(closed.workflowId())).isEmpty();
		assertThat(this.store.deadLetter(dead)).isEmpty();
		assertThat(this.store.redeliver(dead, open.workflowId())).isEmpty();
		assertThat(claim(this.fence)).containsExactly(open.runId());
	}

	/** Close a run, and let a letter come too late. */
	private long deadLetter(NewRun run, LetterKind kind, String key) {
		commit(closing(run, WorkflowStatus.COMPLETED));
		commit(starting(newRun())
			.letter(new NewLetter(run.firstRunId(), run.runId(), kind, "late", bytes("[1]"), key)));
		this.store.sort(this.fence, 1000);
		return this.store.deadLetters(run.workflowId())
			.stream()
			.map(Letter::id)
			.findFirst()
			.orElseGet(() -> this.store.deadRestarts(1000)
				.stream()
				.filter((letter) -> letter.chain().equals(run.firstRunId()))
				.findFirst()
				.orElseThrow()
				.id());
	}

	@Test
	void unreadableLetterIsRedeliveredToItsOwnRun() {
		NewRun run = committedRun();
		Letter letter = sendTo(run, LetterKind.SIGNAL, "k");
		commit(change(run).unreadable(letter.id()));
		assertThat(this.store.deadLetter(letter.id()).orElseThrow().state()).isEqualTo(LetterState.UNREADABLE);
		assertThat(this.store.redeliver(letter.id(), run.workflowId())).isPresent();
		assertThat(letters(run)).extracting(Letter::id).containsExactly(letter.id());
		assertThat(this.store.redeliver(letter.id(), run.workflowId())).isEmpty();
	}

	@Test
	void letterIsNotRedeliveredToAChainThatHasItsKey() {
		NewRun closed = committedRun();
		long dead = deadLetter(closed, LetterKind.SIGNAL, "k");
		NewRun open = committedRun();
		Letter letter = sendTo(open, LetterKind.SIGNAL, "k");
		assertThat(this.store.redeliver(dead, open.workflowId())).isEmpty();
		commit(change(open).keep(new KeptLetter(letter.id(), LetterState.ANSWERED, bytes(""))));
		assertThat(this.store.redeliver(dead, open.workflowId())).isEmpty();
		assertThat(this.store.deadLetter(dead)).isPresent();
		assertThat(letters(open)).isEmpty();
	}

	@Test
	void resultIsRedeliveredToItsOwnRunOnly() {
		NewRun run = committedRun();
		NewRun other = committedRun();
		deliver(this.fence, result(run, 1));
		long letter = letters(run).get(0).id();
		commit(change(run).unreadable(letter));
		assertThat(this.store.redeliver(letter, other.workflowId())).isEmpty();
		assertThat(this.store.redeliver(letter, run.workflowId())).isPresent();
		assertThat(letters(run)).extracting(Letter::runId).containsExactly(run.runId());
	}

	@Test
	void orderToResetIsRedeliveredToItsOwnRunOnly() {
		NewRun closed = committedRun();
		long order = deadLetter(closed, LetterKind.RESET, null);
		NewRun open = committedRun();
		assertThat(this.store.redeliver(order, open.workflowId())).isEmpty();
		assertThat(letters(open)).isEmpty();
		assertThat(this.store.deadLetter(order)).isPresent();
		OutgoingLetter own = new OutgoingLetter(open.workflowId(), open.runId(), LetterKind.RESET, "2", bytes("1"),
				null);
		this.store.send(own);
		long unreadable = letters(open).get(0).id();
		commit(change(open).unreadable(unreadable));
		assertThat(this.store.redeliver(unreadable, open.workflowId())).isPresent();
		assertThat(letters(open)).extracting(Letter::runId).containsExactly(open.runId());
	}

	@Test
	void deadRestartIsKeptForItself() {
		NewRun closed = committedRun();
		long order = deadLetter(closed, LetterKind.RESTART, null);
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::id).contains(order).isSorted();
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::kind).containsOnly(LetterKind.RESTART);
		assertThat(this.store.deadRestarts(1)).hasSize(1);
		assertThat(this.store.deadLetters(closed.workflowId())).isEmpty();
		assertThat(this.store.deadLetter(order)).isEmpty();
		assertThat(this.store.redeliver(order, committedRun().workflowId())).isEmpty();
		this.store.restart(order, new RunStart(newRun(), List.of(event(1)), false, false));
	}

	@Test
	void restartStartsTheRunAndDeletesTheOrder() {
		NewRun closed = committedRun();
		long order = deadLetter(closed, LetterKind.RESTART, null);
		NewRun run = newRun(closed.workflowId());
		this.store.restart(order, new RunStart(run, List.of(event(1)), false, false));
		assertThat(row(run).owner()).isNull();
		assertThat(row(run).wakeAt()).isBeforeOrEqualTo(this.store.renew(this.fence.nodeId(), LEASE));
		assertThat(loaded(run).history()).hasSize(1);
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::id).doesNotContain(order);
	}

	@Test
	void restartRefusedWhileTheIdHasAnOpenRun() {
		NewRun closed = committedRun();
		long order = deadLetter(closed, LetterKind.RESTART, null);
		NewRun open = newRun(closed.workflowId());
		commit(starting(open));
		RunStart again = new RunStart(newRun(closed.workflowId()), List.of(event(1)), false, false);
		assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> this.store.restart(order, again));
		assertThat(this.store.run(again.run().runId())).isEmpty();
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::id).contains(order);
		commit(closing(open, WorkflowStatus.COMPLETED));
		this.store.restart(order, again);
		assertThat(this.store.find(closed.workflowId()).map(RunRow::runId)).contains(again.run().runId());
	}

	@Test
	void orderIsObeyedOnce() {
		NewRun closed = committedRun();
		long order = deadLetter(closed, LetterKind.RESTART, null);
		NewRun first = newRun(closed.workflowId());
		this.store.restart(order, new RunStart(first, List.of(event(1)), false, false));
		assertThat(claim(this.fence)).containsExactly(first.runId());
		commit(closing(first, WorkflowStatus.COMPLETED));
		UUID second = newRunId();
		this.store.restart(order, new RunStart(new NewRun(second, closed.workflowId(), second, this.type, "b1", now()),
				List.of(event(1)), false, false));
		assertThat(this.store.run(second)).isEmpty();
	}

}
