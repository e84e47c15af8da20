package dev.durable.store;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Letters.
 */
public abstract class LetterContractTests extends RetentionContractTests {

	@Test
	void signalIsALetterForTheChainOfTheOpenRun() {
		NewRun run = committedRun();
		assertThat(signal(run.workflowId(), "go", bytes("[1]"))).contains(run.runId());
		Letter letter = letters(run).get(0);
		assertThat(letter.chain()).isEqualTo(run.firstRunId());
		assertThat(letter.runId()).isNull();
		assertThat(letter.kind()).isEqualTo(LetterKind.SIGNAL);
		assertThat(letter.name()).isEqualTo("go");
		assertThat(letter.data()).isEqualTo(bytes("[1]"));
		assertThat(letter.key()).isNull();
		assertThat(letter.state()).isEqualTo(LetterState.NEW);
		assertThat(letter.sentAt()).isNotNull();
		assertThat(loaded(run).letters()).hasSize(1);
	}

	@Test
	void signalWithoutOpenRunWritesNothing() {
		String id = "id-" + UUID.randomUUID();
		assertThat(signal(id, "go")).isEmpty();
		NewRun run = newRun(id);
		commit(starting(run));
		assertThat(letters(run)).isEmpty();
		commit(change(run).event(event(2)).update(closed()));
		assertThat(signal(id, "go")).isEmpty();
		assertThat(this.store.deadLetters(id)).isEmpty();
	}

	@Test
	void letterForATypeReachesNoRunOfAnother() {
		NewRun run = committedRun();
		for (String key : new String[] { null, "k" }) {
			OutgoingLetter letter = outgoing(run, LetterKind.SIGNAL, key);
			assertThat(this.store.send(letter.ofType("Other"))).isEmpty();
			assertThat(letters(run)).isEmpty();
			assertThat(this.store.send(letter.ofType(run.type()))).isPresent();
			commit(change(run).event(event((key != null) ? 3 : 2)).consume(letters(run).get(0).id()));
		}
	}

	@Test
	void runsAreLoadedTogetherAsTheyAreAlone() {
		NewRun one = committedRun();
		NewRun other = committedRun();
		NewRun closed = committedRun();
		commit(change(one).event(event(2)).activity(new ActivityRow(2, 1, PAST, true, null, null, false, null)));
		signal(one.workflowId(), "first");
		signal(one.workflowId(), "second");
		commit(change(closed).event(event(2)).update(closed()));
		List<LoadedRun> together = this.store.load(List.of(one.runId(), other.runId(), closed.runId(), newRunId()));
		assertThat(together).usingRecursiveFieldByFieldElementComparator()
			.containsExactlyInAnyOrder(loaded(one), loaded(other));
		assertThat(this.store.load(List.of())).isEmpty();
	}

	@Test
	void longHistoryIsLoadedAlone() {
		NewRun run = committedRun();
		for (int seq = 2; seq <= LoadedRun.SHORT; seq++) {
			commit(change(run).event(event(seq)));
		}
		assertThat(this.store.load(List.of(run.runId()))).hasSize(1);
		commit(change(run).event(event(LoadedRun.SHORT + 1)));
		assertThat(this.store.load(List.of(run.runId()))).isEmpty();
		assertThat(loaded(run).history()).hasSize(LoadedRun.SHORT + 1);
	}

	@Test
	void letterIsHandedOverOnlyWhileTheRunHasReadAllOthers() {
		NewRun run = committedRun();
		assertHandedOver(run);
		assertThat(send(run, null).unread()).isNull();
		List<Letter> letters = letters(run);
		commit(change(run).event(event(2)).consume(letters.get(0).id()).consume(letters.get(1).id()));
		assertHandedOver(run);
		commit(change(run).event(event(3)).consume(letters(run).get(0).id()));
		assertThat(send(run, "k").unread()).isNull();
	}

	/*
	 * A store need not know.
	 */
	private void assertHandedOver(NewRun run) {
		Letter unread = send(run, null).unread();
		if (unread != null) {
			assertThat(unread).usingRecursiveComparison().isEqualTo(letters(run).get(0));
		}
	}

	private SentLetter send(NewRun run, String key) {
		return this.store.send(outgoing(run, LetterKind.SIGNAL, key)).orElseThrow();
	}

	@Test
	void signalWithANameThatCannotBeStoredIsRefusedBeforehand() {
		NewRun run = committedRun();
		assertThatIllegalArgumentException().isThrownBy(() -> signal(run.workflowId(), "x".repeat(256)));
	}

	@Test
	void lettersAreTakenInTheOrderInWhichTheyWereSent() {
		NewRun run = committedRun();
		List<String> names = IntStream.range(0, 20).mapToObj((index) -> "s" + index).toList();
		names.forEach((name) -> signal(run.workflowId(), name));
		assertThat(letters(run)).extracting(Letter::name).isEqualTo(names);
		assertThat(letters(run)).extracting(Letter::id).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void letterWhoseKeyIsThereIsNotInsertedAgain() {
		NewRun run = committedRun();
		commit(change(run).letter(result(run, 1)).letter(result(run, 1)));
		commit(change(run).letter(result(run, 1)).event(event(2)));
		assertThat(letters(run)).hasSize(1);
		assertThat(loaded(run).history()).hasSize(2);
		NewRun other = committedRun();
		commit(change(other)
			.letter(new NewLetter(other.firstRunId(), null, LetterKind.SIGNAL, "s", bytes("1"), result(run, 1).key())));
		assertThat(letters(other)).hasSize(1);
	}

	@Test
	void letterForARunIsNotForTheNextOfItsChain() {
		NewRun first = committedRun();
		NewRun next = new NewRun(newRunId(), first.workflowId(), first.runId(), this.type, "b1", now());
		assertThat(this.store
			.commit(this.fence, UUID.randomUUID(),
					List.of(change(first).event(event(2)).update(closed()).build(), starting(next).build()))
			.isCommitted()).isTrue();
		commit(RunChange.of(next.runId(), first.runId()).letter(result(first, 1)));
		assertThat(letters(next)).isEmpty();
		signal(first.workflowId(), "go");
		assertThat(letters(next)).hasSize(1);
		commit(change(next).event(event(2)).consume(letters(next).get(0).id()).update(closed()));
	}

	@Test
	void deliveredResultIsALetterForTheRun() {
		NewRun run = committedRun();
		deliver(this.fence, result(run, 1));
		Letter letter = letters(run).get(0);
		assertThat(letter.runId()).isEqualTo(run.runId());
		assertThat(letter.kind()).isEqualTo(LetterKind.RESULT);
		assertThat(letter.key()).isEqualTo(NewLetter.attemptKey(run.runId(), 2, 1));
	}

	@Test
	void resultThatIsThereCannotBeAbandoned() {
		NewRun run = committedRun();
		deliver(this.fence, result(run, 1));
		assertThat(this.store.abandon(this.fence, abandoned(run, 1))).isFalse();
		assertThat(this.store.abandon(this.fence, abandoned(run, 2))).isTrue();
		assertThat(letters(run)).hasSize(1);
	}

	@Test
	void abandonedAttemptCannotDeliver() {
		NewRun run = committedRun();
		assertThat(this.store.abandon(this.fence, abandoned(run, 1))).isTrue();
		assertThat(this.store.abandon(this.fence, abandoned(run, 1))).isTrue();
		assertThatExceptionOfType(AttemptAbandonedException.class)
			.isThrownBy(() -> deliver(this.fence, result(run, 1)));
		commit(change(run).letter(abandoned(run, 2)));
		assertThatExceptionOfType(AttemptAbandonedException.class)
			.isThrownBy(() -> deliver(this.fence, result(run, 2)));
		assertThat(letters(run)).isEmpty();
	}

	@Test
	void unreadableLetterIsPutAside() {
		NewRun run = committedRun();
		signal(run.workflowId(), "bad", bytes("?"));
		commit(change(run).unreadable(letters(run).get(0).id()));
		assertThat(letters(run)).isEmpty();
		assertThat(this.store.deadLetters(run.workflowId())).extracting(Letter::state)
			.containsExactly(LetterState.UNREADABLE);
	}

	@Test
	void runsWithLettersTellsOwnRunsOnly() {
		NewRun run = committedRun();
		NewRun quiet = committedRun();
		NewRun stuck = committedRun();
		commit(change(stuck).update(stuck("b1", false, PAST)));
		NewRun parked = parkedRun(null);
		for (NewRun each : List.of(run, stuck, parked)) {
			signal(each.workflowId(), "go");
			signal(each.workflowId(), "go");
		}
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).containsExactly(run.runId());
		signal(quiet.workflowId(), "go");
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 1)).hasSize(1);
		assertThat(this.store.runsWithLetters(join(LEASE).nodeId(), 10)).isEmpty();
	}

	@Test
	void letterOfAChainThatHasClosedDoesNotReachTheNextOneWithItsWorkflowId() {
		NewRun run = committedRun();
		signal(run.workflowId(), "go");
		commit(change(run).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.TERMINATED, PAST, false, false, null, false)));
		NewRun next = newRun(run.workflowId());
		commit(starting(next));
		assertThat(letters(next)).isEmpty();
	}

	@Test
	void letterOfAChainWithoutOpenRunIsDead() {
		NewRun run = committedRun();
		this.store.sort(this.fence, 1000);
		commit(change(run).event(event(2)).update(closed()));
		NewLetter late = new NewLetter(run.firstRunId(), null, LetterKind.SIGNAL, "late", bytes("[]"), null);
		commit(starting(newRun()).letter(late).letter(late).letter(late));
		assertThat(this.store.sort(this.fence, 2)).isEqualTo(2);
		assertThat(this.store.sort(this.fence, 2)).isEqualTo(1);
		assertThat(this.store.sort(this.fence, 2)).isZero();
		assertThat(this.store.deadLetters(run.workflowId())).hasSize(3)
			.allMatch((letter) -> letter.state() == LetterState.DEAD)
			.extracting(Letter::id)
			.isSorted();
	}

	@Test
	void lettersThatNobodyMissesAreDeletedWithTheirRun() {
		NewRun run = committedRun();
		this.store.sort(this.fence, 1000);
		commit(change(run).event(event(2)).update(closed()));
		RunChange.Builder late = starting(newRun());
		for (LetterKind kind : LetterKind.values()) {
			late.letter(new NewLetter(run.firstRunId(), null, kind, "late", bytes("[]"), "key/" + kind));
		}
		commit(late);
		assertThat(this.store.sort(this.fence, 1000)).isEqualTo(4);
		assertThat(this.store.sort(this.fence, 1000)).isZero();
		assertThat(this.store.deadLetters(run.workflowId())).extracting(Letter::kind)
			.containsExactlyInAnyOrder(LetterKind.SIGNAL, LetterKind.UPDATE, LetterKind.RESET);
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::chain).contains(run.firstRunId());
		assertThat(this.store.settled(java.util.Arrays.stream(LetterKind.values())
			.map((kind) -> new LetterRef(run.firstRunId(), "key/" + kind))
			.toList())).extracting(Letter::kind)
			.containsExactlyInAnyOrder(LetterKind.SIGNAL, LetterKind.UPDATE, LetterKind.RESET, LetterKind.RESTART,
					LetterKind.ABANDONED);
	}

	@Test
	void letterThatIsConsumedMayComeAgainWithItsKey() {
		NewRun run = committedRun();
		Letter letter = sendTo(run, LetterKind.UPDATE, "k");
		commit(change(run).event(event(2))
			.consume(letter.id())
			.letter(new NewLetter(run.firstRunId(), null, LetterKind.SIGNAL, "first", bytes("[]"), null))
			.letter(new NewLetter(run.firstRunId(), null, letter.kind(), letter.name(), letter.data(), "k")));
		assertThat(letters(run)).extracting(Letter::key).containsExactly(null, "k");
		assertThat(letters(run)).extracting(Letter::kind).containsExactly(LetterKind.SIGNAL, LetterKind.UPDATE);
		assertThat(letters(run).get(1).id()).isGreaterThan(letter.id());
	}

	@Test
	void resultForAClosedRunIsDeletedThoughItsChainIsOpen() {
		NewRun first = committedRun();
		NewRun next = nextOf(first);
		commit(change(first).event(event(2)).update(closed()));
		commit(starting(next));
		this.store.sort(this.fence, 1000);
		commit(change(next).letter(result(first, 1)));
		assertThat(this.store.sort(this.fence, 10)).isZero();
		assertThat(this.store.deadLetters(first.workflowId())).isEmpty();
		assertThat(this.store.abandon(this.fence, abandoned(first, 1))).isTrue();
	}

	@Test
	void ordersAreNeverHeld() {
		NewRun stuck = committedRun();
		commit(change(stuck).update(stuck("b1", false, PAST)));
		NewRun paused = pausedRun(false, null);
		for (NewRun run : List.of(stuck, paused)) {
			for (LetterKind kind : List.of(LetterKind.PAUSE, LetterKind.SIGNAL, LetterKind.CANCEL, LetterKind.UPDATE,
					LetterKind.RESTART)) {
				sendTo(run, kind, null);
			}
			deliver(this.fence, result(run, 1));
		}
		this.store.sort(this.fence, 1000);
		for (NewRun run : List.of(stuck, paused)) {
			assertThat(letters(run)).extracting(Letter::state)
				.containsExactly(LetterState.NEW, LetterState.HELD, LetterState.HELD, LetterState.HELD, LetterState.NEW,
						LetterState.HELD);
		}
	}

	@Test
	void letterOfAPausedRunIsHeldUntilItIsResumed() {
		NewRun run = pausedRun(false, null);
		signal(run.workflowId(), "go");
		this.store.sort(this.fence, 1000);
		assertThat(letters(run)).extracting(Letter::state).containsExactly(LetterState.HELD);
		commit(change(run).event(event(2)).update(new RunUpdate.Resumed()));
		assertThat(letters(run)).extracting(Letter::state).containsExactly(LetterState.NEW);
	}

	@Test
	void pauseOfAStuckRunLeavesItsLettersHeld() {
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, PAST)));
		signal(run.workflowId(), "go");
		this.store.sort(this.fence, 1000);
		commit(change(run).update(new RunUpdate.Paused(false, null)));
		assertThat(letters(run)).extracting(Letter::state).containsExactly(LetterState.HELD);
	}

	@Test
	void letterOfAStuckRunIsHeldUntilItHeals() {
		NewRun run = committedRun();
		this.store.sort(this.fence, 1000);
		commit(change(run).update(stuck("b1", false, PAST)));
		signal(run.workflowId(), "go");
		assertThat(this.store.sort(this.fence, 1000)).isZero();
		assertThat(letters(run)).extracting(Letter::state).containsExactly(LetterState.HELD);
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).isEmpty();
		commit(change(run).event(event(2)).update(new RunUpdate.Healed()));
		assertThat(letters(run)).extracting(Letter::state).containsExactly(LetterState.NEW);
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).containsExactly(run.runId());
	}

	@Test
	void letterThatWasHeldWakesAParkedRun() {
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, PAST)));
		signal(run.workflowId(), "go");
		this.store.sort(this.fence, 1000);
		commit(change(run).event(event(2)).update(new RunUpdate.Parked(null)));
		assertThat(claim(this.fence)).containsExactly(run.runId());
	}

	@Test
	void heldLetterCanBeConsumed() {
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, PAST)));
		signal(run.workflowId(), "go");
		this.store.sort(this.fence, 1000);
		long held = loaded(run).letters().get(0).id();
		commit(change(run).event(event(2)).consume(held).update(new RunUpdate.Healed()));
		assertThat(letters(run)).isEmpty();
	}

	@Test
	void letterOfAHealthyRunStaysNew() {
		NewRun owned = committedRun();
		NewRun parked = parkedRun(null);
		signal(owned.workflowId(), "go");
		signal(parked.workflowId(), "go");
		this.store.sort(this.fence, 1000);
		assertThat(letters(owned)).extracting(Letter::state).containsExactly(LetterState.NEW);
		assertThat(letters(parked)).extracting(Letter::state).containsExactly(LetterState.NEW);
	}

	@Test
	void bytesOfALetterAreNotShared() {
		NewRun run = committedRun();
		byte[] data = bytes("[1]");
		signal(run.workflowId(), "go", data);
		data[1] = '2';
		letters(run).get(0).data()[1] = '3';
		assertThat(letters(run).get(0).data()).isEqualTo(bytes("[1]"));
	}

}
