package dev.durable.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import dev.durable.ParentClosePolicy;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Runs that are started: by clients, by other runs, and again.
 */
public abstract class StartContractTests extends CommitContractTests {

	@Test
	void startedRunIsUnownedAndDueAtOnce() {
		NewRun run = newRun();
		start(run);
		assertThat(row(run).owner()).isNull();
		assertThat(row(run).wakeAt()).isNotNull();
		assertThat(loaded(run).history()).usingRecursiveComparison().isEqualTo(List.of(event(1)));
		assertThat(claim(this.fence)).containsExactly(run.runId());
	}

	@Test
	void startRefusedWhileAnOtherRunIsOpen() {
		NewRun open = committedRun();
		NewRun second = newRun(open.workflowId());
		assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(second));
		assertThat(this.store.run(second.runId())).isEmpty();
		assertThat(this.store.history(second.runId(), 0, 10)).isEmpty();
		commit(change(open).event(event(2)).update(closed()));
		start(second);
	}

	@Test
	void startWithAnIdThatCannotBeStoredIsRefusedBeforehand() {
		assertThatIllegalArgumentException().isThrownBy(() -> start(newRun("x".repeat(256))));
	}

	@Test
	void startWithOtherTextThatCannotBeStoredIsRefusedBeforehand() {
		NewRun run = newRun();
		String longName = "x".repeat(256);
		assertThatIllegalArgumentException().isThrownBy(() -> start(elsewhere(run, this.type, longName)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> start(described(run, new AttributeRow(longName, false, "1"))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> start(described(run, new AttributeRow("a", true, "1".repeat(4001)))));
		NewLetter letter = new NewLetter(run.firstRunId(), null, LetterKind.SIGNAL, "s", bytes("[]"), longName);
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.start(begin(run), List.of(letter)));
		assertThat(this.store.run(run.runId())).isEmpty();
		start(described(run, new AttributeRow("x".repeat(255), false, "1".repeat(4000))));
	}

	private static RunStart begin(NewRun run) {
		return new RunStart(run, List.of(event(1)), false, false);
	}

	@Test
	void startKeepsAllThatIsSaidOfTheRun() {
		NewRun parent = committedRun();
		Instant startAt = now().plusSeconds(600);
		NewRun run = childOf(parent, ParentClosePolicy.ABANDON,
				timed(elsewhere(newRun(), this.type, "gpu"), startAt, startAt.plusSeconds(1)));
		start(run);
		RunRow expected = new RunRow(run.runId(), run.workflowId(), run.firstRunId(), this.type, "gpu",
				WorkflowStatus.RUNNING, null, null, startAt, startAt, startAt.plusSeconds(1), parent.firstRunId(), "b1",
				run.startedAt(), null, null, false);
		assertThat(row(run)).isEqualTo(expected);
		commit(closing(parent, WorkflowStatus.COMPLETED));
		assertThat(row(run)).isEqualTo(expected);
	}

	@Test
	void startThatIsOwnedOrOptionalByMistakeIsNeither() {
		NewRun run = newRun();
		this.store.start(new RunStart(run, List.of(event(1)), true, true), List.of());
		assertThat(row(run).owner()).isNull();
		NewRun second = newRun(run.workflowId());
		assertThatExceptionOfType(IdTakenException.class)
			.isThrownBy(() -> this.store.start(new RunStart(second, List.of(event(1)), true, true), List.of()));
	}

	@Test
	void startedRunIsDueWhenItMayBegin() {
		NewRun past = timed(newRun(), PAST, null);
		start(past);
		assertThat(row(past).wakeAt()).isAfter(PAST);
		assertThat(claim(this.fence)).containsExactly(past.runId());
		NewRun later = timed(newRun(), now().plusSeconds(600), null);
		start(later);
		assertThat(row(later).wakeAt()).isEqualTo(later.startAt());
		assertThat(claim(this.fence)).isEmpty();
	}

	@Test
	void lettersOfAStartAreTakenBeforeAnyOther() {
		NewRun run = newRun();
		NewLetter first = new NewLetter(run.firstRunId(), null, LetterKind.SIGNAL, "first", bytes("[1]"), "signal/1");
		NewLetter second = new NewLetter(run.firstRunId(), null, LetterKind.UPDATE, "second", bytes("[2]"), "update/1");
		this.store.start(begin(run), List.of(first, second));
		signal(run.workflowId(), "third");
		assertThat(letters(run)).extracting(Letter::name).containsExactly("first", "second", "third");
		assertThat(letters(run)).extracting(Letter::key).containsExactly("signal/1", "update/1", null);
		NewRun refused = newRun(run.workflowId());
		NewLetter lost = new NewLetter(refused.firstRunId(), null, LetterKind.SIGNAL, "lost", bytes("[]"), null);
		assertThatExceptionOfType(IdTakenException.class)
			.isThrownBy(() -> this.store.start(begin(refused), List.of(lost)));
		assertThat(letters(run)).hasSize(3);
	}

	@Test
	void runThatRejectsDuplicatesIsRefusedAfterAnyClosedOne() {
		for (WorkflowStatus status : List.of(WorkflowStatus.COMPLETED, WorkflowStatus.FAILED)) {
			NewRun old = committedRun();
			commit(closing(old, status));
			assertUsed(reusing(newRun(old.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE));
			commit(starting(newRun(old.workflowId())));
		}
		start(reusing(newRun(), WorkflowIdReusePolicy.REJECT_DUPLICATE));
		commit(starting(reusing(newRun(), WorkflowIdReusePolicy.REJECT_DUPLICATE)));
	}

	private void assertUsed(NewRun run) {
		assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(run))
			.withMessageContaining(run.reusePolicy().name());
		assertThat(tryCommit(starting(run))).isEqualTo(Refusal.ID_USED);
		assertRefused(1, Refusal.ID_USED, starting(newRun()), starting(run));
		assertThat(this.store.run(run.runId())).isEmpty();
		assertThat(this.store.history(run.runId(), 0, 10)).isEmpty();
	}

	@Test
	void runThatAllowsFailedOnlyIsRefusedUnlessTheLatestHasFailed() {
		WorkflowIdReusePolicy policy = WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY;
		for (WorkflowStatus status : List.of(WorkflowStatus.FAILED, WorkflowStatus.CANCELLED, WorkflowStatus.TERMINATED,
				WorkflowStatus.TIMED_OUT)) {
			NewRun bad = committedRun();
			commit(closing(bad, status));
			commit(starting(reusing(newRun(bad.workflowId()), policy)));
		}
		NewRun first = committedRun();
		commit(closing(first, WorkflowStatus.FAILED));
		NewRun second = reusing(newRun(first.workflowId()), policy);
		start(second);
		assertThat(claim(this.fence)).contains(second.runId());
		commit(closing(second, WorkflowStatus.COMPLETED));
		assertUsed(reusing(newRun(first.workflowId()), policy));
		NewRun third = newRun(first.workflowId());
		commit(starting(third).event(event(2)).update(new RunUpdate.Closed(WorkflowStatus.TERMINATED, PAST)));
		commit(starting(reusing(newRun(first.workflowId()), policy)));
	}

	@Test
	void latestIsTheLastToClose() {
		NewRun first = newRun();
		NewRun second = newRun(first.workflowId());
		commit(starting(second).event(event(2)).update(new RunUpdate.Closed(WorkflowStatus.FAILED, PAST)));
		commit(starting(first).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST.plusSeconds(1))));
		assertUsed(reusing(newRun(first.workflowId()), WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY));
	}

	@Test
	void reusePolicyLooksAtOtherChainsOnly() {
		NewRun first = reusing(newRun(), WorkflowIdReusePolicy.REJECT_DUPLICATE);
		commit(starting(first));
		NewRun next = reusing(nextOf(first), WorkflowIdReusePolicy.REJECT_DUPLICATE);
		assertRefusedNothing(change(first).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST))
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		commit(closing(next, WorkflowStatus.COMPLETED));
		assertUsed(reusing(newRun(first.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE));
	}

	@Test
	void runThatClosesInTheBatchCountsForTheReusePolicy() {
		NewRun old = committedRun();
		NewRun again = reusing(newRun(old.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE);
		assertRefused(0, Refusal.ID_USED, starting(again), closing(old, WorkflowStatus.COMPLETED));
		assertThat(row(old).status()).isEqualTo(WorkflowStatus.RUNNING);
		NewRun failedOnly = reusing(newRun(old.workflowId()), WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY);
		assertRefusedNothing(starting(failedOnly), closing(old, WorkflowStatus.TERMINATED));
	}

	@Test
	void openRunIsTakenWhateverThePolicyOfTheNext() {
		NewRun open = committedRun();
		for (WorkflowIdReusePolicy policy : WorkflowIdReusePolicy.values()) {
			assertThat(tryCommit(starting(reusing(newRun(open.workflowId()), policy)))).isEqualTo(Refusal.ID_TAKEN);
		}
	}

	@Test
	void otherRunsAreStartedOwnedOrNot() {
		NewRun run = committedRun();
		NewRun owned = newRun();
		NewRun free = newRun();
		NewRun delayed = timed(newRun(), now().plusSeconds(600), null);
		commit(change(run).event(event(2))
			.starts(new RunStart(owned, List.of(event(1), event(2)), true, false))
			.starts(new RunStart(free, List.of(event(1)), false, true))
			.starts(new RunStart(delayed, List.of(event(1)), false, true)));
		assertThat(this.store.owned(this.fence.nodeId())).containsExactlyInAnyOrder(run.runId(), owned.runId());
		assertThat(row(owned).wakeAt()).isNull();
		assertThat(loaded(owned).history()).usingRecursiveComparison().isEqualTo(List.of(event(1), event(2)));
		assertThat(row(free).wakeAt()).isNotNull();
		assertThat(row(delayed).wakeAt()).isEqualTo(delayed.startAt());
		assertThat(claim(this.fence)).containsExactly(free.runId());
	}

	@Test
	void startOfAnotherRunWithATakenIdRefusesTheChange() {
		NewRun run = committedRun();
		NewRun taken = newRun(committedRun().workflowId());
		assertThat(tryCommit(change(run).event(event(2)).starts(begin(taken)))).isEqualTo(Refusal.ID_TAKEN);
		assertRefused(1, Refusal.ID_TAKEN, starting(newRun()), change(run).event(event(2)).starts(begin(taken)));
		assertThat(loaded(run).history()).hasSize(1);
		assertThat(this.store.run(taken.runId())).isEmpty();
	}

	@Test
	void optionalStartWithATakenIdIsSkipped() {
		NewRun run = committedRun();
		NewRun taken = newRun(committedRun().workflowId());
		NewRun free = newRun();
		commit(change(run).event(event(2)).starts(optional(taken)).starts(optional(free)));
		assertThat(loaded(run).history()).hasSize(2);
		assertThat(this.store.history(taken.runId(), 0, 10)).isEmpty();
		assertThat(this.store.attributes(List.of(taken.runId()))).isEmpty();
		assertThat(this.store.existing(List.of(taken.runId(), free.runId()))).containsExactly(free.runId());
	}

	private static RunStart optional(NewRun run) {
		return new RunStart(described(run, new AttributeRow("a", false, "1")), List.of(event(1)), false, true);
	}

	@Test
	void oneOfTwoOptionalStartsOfAnIdInABatchIsSkipped() {
		NewRun left = newRun();
		NewRun right = newRun(left.workflowId());
		assertRefusedNothing(starting(newRun()).starts(optional(left)), starting(newRun()).starts(optional(right)));
		assertThat(this.store.existing(List.of(left.runId(), right.runId()))).hasSize(1);
		NewRun own = newRun();
		NewRun late = newRun(own.workflowId());
		assertRefusedNothing(starting(newRun()).starts(optional(late)), starting(own));
		assertThat(this.store.existing(List.of(own.runId(), late.runId()))).containsExactly(own.runId());
	}

	@Test
	void optionalStartIsRefusedByItsReusePolicyAllTheSame() {
		NewRun old = committedRun();
		commit(closing(old, WorkflowStatus.COMPLETED));
		NewRun again = reusing(newRun(old.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE);
		assertThat(tryCommit(starting(newRun()).starts(optional(again)))).isEqualTo(Refusal.ID_USED);
		NewRun open = newRun(old.workflowId());
		commit(starting(open));
		commit(starting(newRun()).starts(optional(again)));
		assertThat(this.store.run(again.runId())).isEmpty();
	}

	@Test
	void runHandsItsIdOnToARunThatItStarts() {
		NewRun run = committedRun();
		NewRun next = nextOf(run);
		commit(closing(run, WorkflowStatus.CONTINUED_AS_NEW)
			.starts(new RunStart(next, List.of(event(1)), true, false)));
		assertThat(this.store.find(run.workflowId()).orElseThrow()).isEqualTo(row(next));
		NewRun brief = newRun();
		NewRun after = nextOf(brief);
		commit(starting(brief).event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.CONTINUED_AS_NEW, PAST, false, false, null, false))
			.starts(new RunStart(after, List.of(event(1)), true, false)));
		assertThat(row(brief).status()).isEqualTo(WorkflowStatus.CONTINUED_AS_NEW);
		assertThat(this.store.find(brief.workflowId()).orElseThrow()).isEqualTo(row(after));
	}

	@Test
	void existingTellsOpenAndClosedRuns() {
		NewRun open = committedRun();
		NewRun closed = committedRun();
		commit(closing(closed, WorkflowStatus.COMPLETED));
		assertThat(this.store.existing(List.of(open.runId(), newRunId(), closed.runId())))
			.containsExactlyInAnyOrder(open.runId(), closed.runId());
		assertThat(this.store.existing(List.of())).isEmpty();
	}

	@Test
	void attributesAreInsertedReplacedAndRemoved() {
		NewRun run = described(newRun(), new AttributeRow("a", false, "1"), new AttributeRow("b", false, "\"x\""),
				new AttributeRow("a", true, "{\"memo\":true}"), new AttributeRow("none", false, null));
		commit(starting(run));
		assertAttributes(run, run.attributes().get(0), run.attributes().get(1), run.attributes().get(2));
		AttributeRow replaced = new AttributeRow("a", false, "2");
		AttributeRow added = new AttributeRow("c", true, "[]");
		commit(change(run).attribute(replaced)
			.attribute(new AttributeRow("b", false, null))
			.attribute(new AttributeRow("nothing", false, null))
			.attribute(added));
		assertAttributes(run, replaced, run.attributes().get(2), added);
		commit(change(run).attribute(new AttributeRow("a", true, null)));
		assertAttributes(run, replaced, added);
		commit(closing(run, WorkflowStatus.COMPLETED));
		assertAttributes(run, replaced, added);
	}

	@Test
	void attributesAreKeptAtTheirGreatestLength() {
		String json = '"' + "x".repeat(StoreLimits.JSON_MAX - 2) + '"';
		NewRun run = described(newRun(), new AttributeRow("a", false, json), new AttributeRow("m", true, json));
		commit(starting(run));
		NewRun other = described(newRun(), run.attributes().get(0), run.attributes().get(1));
		start(other);
		assertAttributes(other, other.attributes().get(0), other.attributes().get(1));
		commit(change(run).attribute(new AttributeRow("b", false, json)).attribute(new AttributeRow("n", true, json)));
		assertAttributes(run, run.attributes().get(0), run.attributes().get(1), new AttributeRow("b", false, json),
				new AttributeRow("n", true, json));
	}

	private void assertAttributes(NewRun run, AttributeRow... rows) {
		assertThat(this.store.attributes(List.of(run.runId())).get(run.runId())).containsExactlyInAnyOrder(rows);
	}

	@Test
	void lastValueOfAnAttributeInAChangeCounts() {
		NewRun run = described(newRun(), new AttributeRow("a", false, "1"), new AttributeRow("a", false, "2"));
		start(run);
		assertAttributes(run, new AttributeRow("a", false, "2"));
		commit(change(run).attribute(new AttributeRow("a", false, "3")).attribute(new AttributeRow("a", false, "4")));
		assertAttributes(run, new AttributeRow("a", false, "4"));
		commit(change(run).attribute(new AttributeRow("a", false, "5")).attribute(new AttributeRow("a", false, null)));
		assertThat(this.store.attributes(List.of(run.runId())).getOrDefault(run.runId(), List.of())).isEmpty();
	}

	@Test
	void attributesOfSeveralRunsAreReadTogether() {
		NewRun first = described(newRun(), new AttributeRow("a", false, "1"));
		NewRun second = described(newRun(), new AttributeRow("a", false, "2"));
		NewRun none = committedRun();
		commit(starting(first));
		start(second);
		List<UUID> all = Arrays.asList(first.runId(), second.runId(), none.runId(), newRunId());
		assertThat(this.store.attributes(all).get(first.runId())).isEqualTo(first.attributes());
		assertThat(this.store.attributes(all).get(second.runId())).isEqualTo(second.attributes());
		assertThat(this.store.attributes(all).getOrDefault(none.runId(), List.of())).isEmpty();
		assertThat(this.store.attributes(List.of())).isEmpty();
	}

	@Test
	void attributeThatCannotBeStoredIsRejected() {
		NewRun run = committedRun();
		assertThat(tryCommit(change(run).attribute(new AttributeRow("x".repeat(256), false, "1"))))
			.isEqualTo(Refusal.REJECTED);
		assertThat(tryCommit(change(run).attribute(new AttributeRow("a", false, "1".repeat(4001)))))
			.isEqualTo(Refusal.REJECTED);
		NewRun other = described(newRun(), new AttributeRow("a", true, "1".repeat(4001)));
		assertThat(tryCommit(change(run).starts(begin(other)))).isEqualTo(Refusal.REJECTED);
		assertThat(tryCommit(change(run).starts(begin(elsewhere(newRun(), this.type, "q".repeat(256))))))
			.isEqualTo(Refusal.REJECTED);
		commit(change(run).attribute(new AttributeRow("x".repeat(255), false, "1".repeat(4000))));
	}

}
