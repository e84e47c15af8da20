package dev.durable.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.ParentClosePolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs that are paused, closed and deleted, and what others hear of it.
 */
public abstract class EndContractTests extends StartContractTests {

	private static final RunUpdate.LastWords LAST_WORDS = new RunUpdate.LastWords(bytes("cancel"), bytes("terminate"));

	private static RunUpdate.Closed closedWithLastWords() {
		return new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST, true, false, LAST_WORDS, false);
	}

	private NewRun child(NewRun parent, ParentClosePolicy policy) {
		return parked(childOf(parent, policy, newRun()));
	}

	@Test
	void pausedRunKeepsItsOwnerUnlessItIsParked() {
		Instant wakeAt = now().plusSeconds(600);
		NewRun run = committedRun();
		commit(change(run).update(stuck("b1", false, PAST)));
		commit(change(run).event(event(2)).update(new RunUpdate.Paused(false, wakeAt)));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.PAUSED);
		assertThat(row(run).stuck()).isEqualTo(stuck("b1", false, PAST).mark());
		assertThat(row(run).owner()).isEqualTo(this.fence.nodeId());
		assertThat(row(run).wakeAt()).isEqualTo(wakeAt);
		commit(change(run).update(new RunUpdate.Paused(true, null)));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.PAUSED);
		assertThat(row(run).owner()).isNull();
		assertThat(row(run).wakeAt()).isNull();
	}

	@Test
	void pausedRunIsOpen() {
		NewRun run = pausedRun(true, null);
		assertThat(this.store.find(run.workflowId()).orElseThrow()).isEqualTo(row(run));
		assertThat(tryCommit(starting(newRun(run.workflowId())))).isEqualTo(Refusal.ID_TAKEN);
		assertThat(signal(run.workflowId(), "go")).contains(run.runId());
		assertThat(this.store.closed(List.of(run.runId()))).isEmpty();
		assertThat(this.store.countByStatus()).containsKey(WorkflowStatus.PAUSED);
	}

	@Test
	void pausedRunStaysPausedUntilItIsResumed() {
		NewRun run = pausedRun(false, null);
		commit(change(run).update(stuck("b1", false, PAST)));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.PAUSED);
		commit(change(run).update(new RunUpdate.Healed()));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.PAUSED);
		assertThat(row(run).owner()).isEqualTo(this.fence.nodeId());
		commit(change(run).update(new RunUpdate.Parked(PAST)));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.PAUSED);
		assertThat(row(run).wakeAt()).isEqualTo(PAST);
		assertThat(claim(this.fence)).containsExactly(run.runId());
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.PAUSED);
	}

	@Test
	void resumedRunIsFreeAndDueAtOnceAndHasNoMark() {
		NewRun run = pausedRun(false, null);
		commit(change(run).update(stuck("b1", false, now().plusSeconds(600))));
		commit(change(run).event(event(2)).update(new RunUpdate.Resumed()));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.RUNNING);
		assertThat(row(run).stuck()).isNull();
		assertThat(row(run).owner()).isNull();
		assertThat(row(run).wakeAt()).isBeforeOrEqualTo(this.store.renew(this.fence.nodeId(), LEASE));
		assertThat(claim(this.fence)).containsExactly(run.runId());
	}

	@Test
	void pausedRunCanBeClosed() {
		NewRun run = pausedRun(false, null);
		commit(closing(run, WorkflowStatus.TERMINATED));
		assertThat(row(run).status()).isEqualTo(WorkflowStatus.TERMINATED);
		commit(starting(newRun(run.workflowId())));
	}

	@Test
	void conflictWhenTheRunToPauseIsNotOwned() {
		NewRun run = parked(newRun());
		assertThat(tryCommit(change(run).update(new RunUpdate.Paused(true, null)))).isEqualTo(Refusal.CONFLICT);
		assertThat(tryCommit(change(run).update(new RunUpdate.Resumed()))).isEqualTo(Refusal.CONFLICT);
	}

	@Test
	void closeThatDoesNotAwaitItsInboxLeavesLettersForTheChain() {
		NewRun run = committedRun();
		signal(run.workflowId(), "go");
		RunUpdate.Closed goesOn = new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST, false, false, null,
				false);
		NewRun next = nextOf(run);
		commit(change(run).event(event(2)).update(goesOn).starts(new RunStart(next, List.of(event(1)), true, false)));
		assertThat(letters(next)).extracting(Letter::name).containsExactly("go");
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).containsExactly(next.runId());
	}

	@Test
	void orderKeepsARunThatAwaitsItsInboxOpen() {
		NewRun run = committedRun();
		sendTo(run, LetterKind.TERMINATE, null);
		assertThat(tryCommit(closing(run, WorkflowStatus.COMPLETED))).isEqualTo(Refusal.LETTERS_UNREAD);
	}

	@Test
	void childrenAreToldByTheirPolicy() {
		NewRun parent = committedRun();
		NewRun terminated = child(parent, ParentClosePolicy.TERMINATE);
		NewRun cancelled = child(parent, ParentClosePolicy.REQUEST_CANCEL);
		NewRun abandoned = child(parent, ParentClosePolicy.ABANDON);
		NewRun others = child(committedRun(), ParentClosePolicy.TERMINATE);
		commit(change(parent).event(event(2)).update(closedWithLastWords()));
		assertTold(terminated, LetterKind.TERMINATE, "terminate");
		assertTold(cancelled, LetterKind.CANCEL, "cancel");
		assertThat(letters(abandoned)).isEmpty();
		assertThat(letters(others)).isEmpty();
		assertThat(claim(this.fence)).containsExactlyInAnyOrder(terminated.runId(), cancelled.runId());
	}

	private void assertTold(NewRun child, LetterKind kind, String data) {
		assertThat(letters(child)).hasSize(1);
		Letter letter = letters(child).get(0);
		assertThat(letter.kind()).isEqualTo(kind);
		assertThat(letter.data()).isEqualTo(bytes(data));
		assertThat(letter.name()).isEmpty();
		assertThat(letter.key()).isNull();
		assertThat(letter.runId()).isNull();
		assertThat(letter.chain()).isEqualTo(child.firstRunId());
		assertThat(letter.state()).isEqualTo(LetterState.NEW);
	}

	@Test
	void childrenOfAChainThatGoesOnAreNotTold() {
		NewRun parent = committedRun();
		NewRun child = child(parent, ParentClosePolicy.TERMINATE);
		NewRun next = nextOf(parent);
		commit(closing(parent, WorkflowStatus.CONTINUED_AS_NEW)
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		assertThat(letters(child)).isEmpty();
		commit(change(next).event(event(2)).update(closedWithLastWords()));
		assertTold(child, LetterKind.TERMINATE, "terminate");
	}

	@Test
	void childThatGoesOnIsToldInItsChain() {
		NewRun parent = committedRun();
		NewRun first = childOf(parent, ParentClosePolicy.TERMINATE, newRun());
		commit(starting(first));
		NewRun next = childOf(parent, ParentClosePolicy.REQUEST_CANCEL, nextOf(first));
		RunUpdate.Closed goesOn = new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST, false, false, null,
				false);
		assertRefusedNothing(change(parent).event(event(2)).update(closedWithLastWords()),
				change(first).event(event(2))
					.update(goesOn)
					.starts(new RunStart(next, List.of(event(1)), false, false)));
		assertTold(next, LetterKind.CANCEL, "cancel");
	}

	@Test
	void closedChildIsNotTold() {
		NewRun parent = committedRun();
		NewRun closed = childOf(parent, ParentClosePolicy.TERMINATE, newRun());
		commit(starting(closed));
		commit(closing(closed, WorkflowStatus.COMPLETED));
		NewRun closing = childOf(parent, ParentClosePolicy.TERMINATE, newRun());
		commit(starting(closing));
		assertRefusedNothing(change(parent).event(event(2)).update(closedWithLastWords()),
				closing(closing, WorkflowStatus.COMPLETED));
		assertThat(letters(closed)).isEmpty();
		assertThat(letters(closing)).isEmpty();
	}

	@Test
	void childThatIsStartedWithTheCloseOfItsParentIsTold() {
		NewRun parent = committedRun();
		NewRun child = childOf(parent, ParentClosePolicy.TERMINATE, newRun());
		commit(change(parent).event(event(2))
			.starts(new RunStart(child, List.of(event(1)), false, true))
			.update(closedWithLastWords()));
		assertTold(child, LetterKind.TERMINATE, "terminate");
		NewRun brief = newRun();
		NewRun second = childOf(brief, ParentClosePolicy.REQUEST_CANCEL, newRun());
		commit(starting(brief).starts(new RunStart(second, List.of(event(1)), false, true))
			.update(closedWithLastWords()));
		assertTold(second, LetterKind.CANCEL, "cancel");
	}

	@Test
	void endOfARunAnswersItsUpdatesWithNothing() {
		NewRun run = committedRun();
		NewRun other = committedRun();
		accept(run, "update/open");
		accept(other, "update/other");
		accept(run, "update/answered");
		commit(change(run).answer(new Answer(run.firstRunId(), "update/answered", bytes("1"))));
		Letter late = sendTo(run, LetterKind.UPDATE, "update/late");
		commit(change(run).event(event(2))
			.keep(new KeptLetter(late.id(), LetterState.ACCEPTED, bytes("")))
			.update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST, true, true, null, false)));
		assertAnswered(run, "update/open", "");
		assertAnswered(run, "update/late", "");
		assertAnswered(run, "update/answered", "1");
		assertThat(settled(other, "update/other")).isEmpty();
	}

	@Test
	void endOfARunThatGoesOnLeavesItsUpdatesOpen() {
		NewRun run = committedRun();
		accept(run, "update/1");
		NewRun next = nextOf(run);
		commit(closing(run, WorkflowStatus.CONTINUED_AS_NEW)
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		assertThat(settled(run, "update/1")).isEmpty();
		commit(RunChange.of(next.runId(), run.runId()).answer(new Answer(run.runId(), "update/1", bytes("2"))));
		assertAnswered(run, "update/1", "2");
	}

	@Test
	void endOfARunThatGoesOnAnswersSomeOfItsUpdatesWithNothing() {
		NewRun run = committedRun();
		accept(run, "update/kept");
		accept(run, "update/lost");
		Letter late = sendTo(run, LetterKind.UPDATE, "update/late");
		NewRun next = nextOf(run);
		commit(change(run).event(event(2))
			.keep(new KeptLetter(late.id(), LetterState.ACCEPTED, bytes("")))
			.answer(new Answer(run.firstRunId(), "update/lost", bytes("")))
			.update(new RunUpdate.Closed(WorkflowStatus.TERMINATED, PAST, false, false, null, false))
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		assertAnswered(run, "update/lost", "");
		assertThat(settled(run, "update/kept")).isEmpty();
		assertThat(settled(run, "update/late")).isEmpty();
		commit(RunChange.of(next.runId(), run.runId())
			.answer(new Answer(run.runId(), "update/kept", bytes("1")))
			.answer(new Answer(run.runId(), "update/lost", bytes("2"))));
		assertAnswered(run, "update/kept", "1");
		assertAnswered(run, "update/lost", "");
	}

	protected void accept(NewRun run, String key) {
		Letter letter = sendTo(run, LetterKind.UPDATE, key);
		commit(change(run).keep(new KeptLetter(letter.id(), LetterState.ACCEPTED, bytes(""))));
	}

	protected List<Letter> settled(NewRun run, String key) {
		return this.store.settled(List.of(new LetterRef(run.firstRunId(), key)));
	}

	protected void assertAnswered(NewRun run, String key, String data) {
		assertThat(settled(run, key)).hasSize(1);
		assertThat(settled(run, key).get(0).state()).isEqualTo(LetterState.ANSWERED);
		assertThat(settled(run, key).get(0).data()).isEqualTo(bytes(data));
	}

	/**
	 * Keep a letter of a run for its key.
	 * @return the key
	 */
	protected String answeredRequest(NewRun run) {
		String key = OutgoingLetter.requestKey(run.runId(), 7);
		Letter letter = sendTo(run, LetterKind.SIGNAL, key);
		commit(change(run).keep(new KeptLetter(letter.id(), LetterState.ANSWERED, bytes(""))));
		return key;
	}

	/**
	 * Let a run go on in another one.
	 * @return the other one
	 */
	protected NewRun continuedAsNew(NewRun run) {
		NewRun next = nextOf(run);
		commit(closing(run, WorkflowStatus.CONTINUED_AS_NEW)
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		return next;
	}

	@Test
	void openRunIsNotDeleted() {
		NewRun run = described(newRun(), new AttributeRow("a", false, "1"));
		commit(starting(run));
		NewRun paused = pausedRun(true, null);
		assertThat(this.store.delete(run.runId())).isFalse();
		assertThat(this.store.delete(paused.runId())).isFalse();
		assertThat(this.store.delete(newRunId())).isFalse();
		assertThat(loaded(run).history()).hasSize(1);
		assertThat(this.store.attributes(List.of(run.runId()))).isNotEmpty();
		assertThat(row(paused)).isNotNull();
	}

	@Test
	void deletedRunLeavesNothing() {
		NewRun run = described(newRun(), new AttributeRow("a", false, "1"));
		commit(starting(run));
		accept(run, "update/1");
		commit(closing(run, WorkflowStatus.COMPLETED));
		assertThat(this.store.delete(run.runId())).isTrue();
		assertThat(this.store.delete(run.runId())).isFalse();
		assertThat(this.store.run(run.runId())).isEmpty();
		assertThat(this.store.load(run.runId())).isEmpty();
		assertThat(this.store.find(run.workflowId())).isEmpty();
		assertThat(this.store.history(run.runId(), 0, 10)).isEmpty();
		assertThat(this.store.attributes(List.of(run.runId())).getOrDefault(run.runId(), List.of())).isEmpty();
		assertThat(this.store.existing(List.of(run.runId()))).isEmpty();
		start(reusing(newRun(run.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE));
	}

	@Test
	void lettersAreDeletedWithTheLastRunOfTheirChain() {
		NewRun first = committedRun();
		String key = answeredRequest(first);
		NewRun next = continuedAsNew(first);
		assertThat(this.store.delete(first.runId())).isTrue();
		assertThat(this.store.sent(List.of(key))).containsExactly(key);
		commit(closing(next, WorkflowStatus.COMPLETED));
		assertThat(this.store.delete(next.runId())).isTrue();
		assertThat(this.store.sent(List.of(key))).isEmpty();
	}

	@Test
	void attemptThatOutlivesItsRunAndAllItsLettersCommitsNothing() {
		NewRun run = committedRun();
		commit(closing(run, WorkflowStatus.TERMINATED).letter(abandoned(run, 1)));
		assertThat(this.store.delete(run.runId())).isTrue();
		assertThatExceptionOfType(AttemptAbandonedException.class)
			.isThrownBy(() -> deliver(new Fence(this.fence.nodeId(), 2), result(run, 1)));
	}

	@Test
	void anyNumberOfRunsAndAnswersCanBeAskedForAtOnce() {
		List<UUID> runs = Stream.generate(UUID::randomUUID).limit(40_000).toList();
		NewRun run = committedRun();
		commit(closing(run, WorkflowStatus.COMPLETED));
		List<UUID> asked = new ArrayList<>(runs);
		asked.add(run.runId());
		assertThat(this.store.closed(asked)).extracting(RunRow::runId).containsExactly(run.runId());
		assertThat(this.store.existing(asked)).containsExactly(run.runId());
		assertThat(this.store.settled(runs.stream().map((chain) -> new LetterRef(chain, "key")).toList())).isEmpty();
	}

}
