package dev.durable.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.store.ActivityRow;
import dev.durable.store.Addressee;
import dev.durable.store.IdTakenException;
import dev.durable.store.KeptLetter;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterRef;
import dev.durable.store.LetterState;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import dev.durable.store.SentLetter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * What joins the caller's transaction: it goes with it, and leaves it usable.
 */
abstract class JoinedStoreTests extends ConcurrentDeletionTests {

	private static final String KEY = OutgoingLetter.signalKey("1");

	private void inTransaction(Runnable work) {
		database().transaction().executeWithoutResult((status) -> work.run());
	}

	private void rolledBack(Runnable work) {
		database().transaction().executeWithoutResult((status) -> {
			work.run();
			status.setRollbackOnly();
		});
	}

	<T> Future<T> waiting(Callable<T> work) {
		Future<T> future = threads().submit(work);
		try {
			assertThat(isWaiting(future)).isTrue();
		}
		catch (Exception ex) {
			fail("It did not wait", ex);
		}
		return future;
	}

	private NewLetter completion(NewRun run) {
		return new NewLetter(run.firstRunId(), run.runId(), LetterKind.RESULT, "ActivityCompleted", bytes("1"), null);
	}

	private NewRun runThatWaitsForACompletion() {
		NewRun run = committedRun();
		commit(change(run).activity(new ActivityRow(2, 1, PAST, true, null, null, true, null)));
		return run;
	}

	private Letter deadSignal(NewRun run) {
		Letter letter = sendTo(run, LetterKind.SIGNAL, KEY);
		commit(change(run).unreadable(letter.id()));
		return letter;
	}

	private Letter deadRestart(NewRun run) {
		commit(closing(run, WorkflowStatus.COMPLETED).letter(
				new NewLetter(UUID.randomUUID(), null, LetterKind.RESTART, "", bytes("1"), run.runId().toString())));
		this.store.sort(this.fence, 1000);
		return this.store.deadRestarts(1000)
			.stream()
			.filter((letter) -> run.runId().toString().equals(letter.key()))
			.findAny()
			.orElseThrow();
	}

	@Test
	void letterWithAKeyGoesWithTheTransaction() {
		NewRun run = committedRun();
		rolledBack(() -> sendTo(run, KEY));
		assertThat(letters(run)).isEmpty();
		inTransaction(() -> sendTo(run, KEY));
		assertThat(letters(run)).hasSize(1);
	}

	private Optional<Addressee> sendTo(NewRun run, String key) {
		return this.store.send(outgoing(run, LetterKind.SIGNAL, key)).map(SentLetter::to);
	}

	@Test
	void transactionIsUsableAfterALetterWhoseKeyIsThere() {
		NewRun run = committedRun();
		String what = UUID.randomUUID().toString();
		inTransaction(() -> {
			database().business(what);
			for (int round = 0; round < 3; round++) {
				assertThat(sendTo(run, KEY)).contains(new Addressee(run.runId(), run.firstRunId()));
			}
			database().business(what);
		});
		assertThat(letters(run)).hasSize(1);
		assertThat(database().count(what)).isEqualTo(2);
	}

	@Test
	void letterWaitsForAnotherOneWithItsKeyThatIsNotCommitted() throws Exception {
		NewRun run = committedRun();
		Future<?> afterARollback = database().transaction().execute((status) -> {
			sendTo(run, KEY);
			status.setRollbackOnly();
			return waiting(() -> sendTo(run, KEY));
		});
		afterARollback.get(60, TimeUnit.SECONDS);
		assertThat(letters(run)).hasSize(1);
		Future<Optional<Addressee>> afterACommit = database().transaction().execute((status) -> {
			sendTo(run, "other");
			return waiting(() -> sendTo(run, "other"));
		});
		assertThat(afterACommit.get(60, TimeUnit.SECONDS)).contains(new Addressee(run.runId(), run.firstRunId()));
		assertThat(letters(run)).hasSize(2);
	}

	@Test
	void letterWithAKeyLocksNothingOfTheRun() {
		NewRun run = committedRun();
		inTransaction(() -> {
			sendTo(run, KEY);
			onAnotherThread(() -> commit(change(run).event(event(2)).update(closed())));
		});
		assertThat(this.store.sort(this.fence, 1000)).isPositive();
		assertThat(this.store.deadLetters(run.workflowId())).hasSize(1);
	}

	@Test
	void attemptIsCompletedByTheTransactionThatCommits() throws Exception {
		NewRun run = runThatWaitsForACompletion();
		Future<Optional<Addressee>> second = database().transaction().execute((status) -> {
			assertThat(this.store.complete(completion(run), 2, 1)).isPresent();
			status.setRollbackOnly();
			return waiting(() -> this.store.complete(completion(run), 2, 1));
		});
		assertThat(second.get(60, TimeUnit.SECONDS)).isPresent();
		String what = UUID.randomUUID().toString();
		inTransaction(() -> {
			database().business(what);
			assertThat(this.store.complete(completion(run), 2, 1)).isEmpty();
			database().business(what);
		});
		assertThat(database().count(what)).isEqualTo(2);
		assertThat(letters(run)).hasSize(1);
	}

	@Test
	void heartbeatGoesWithTheTransaction() {
		NewRun run = runThatWaitsForACompletion();
		rolledBack(() -> assertThat(this.store.heartbeat(run.runId(), 2, 1, bytes("lost"))).isTrue());
		assertThat(loaded(run).activities().get(0).details()).isNull();
		inTransaction(() -> this.store.heartbeat(run.runId(), 2, 1, bytes("kept")));
		assertThat(loaded(run).activities().get(0).details()).isEqualTo(bytes("kept"));
	}

	@Test
	void redeliveryGoesWithTheTransaction() {
		NewRun run = committedRun();
		Letter dead = deadSignal(run);
		rolledBack(() -> assertThat(this.store.redeliver(dead.id(), run.workflowId())).isPresent());
		assertThat(this.store.deadLetter(dead.id())).isPresent();
		inTransaction(() -> this.store.redeliver(dead.id(), run.workflowId()));
		assertThat(letters(run)).extracting(Letter::id).containsExactly(dead.id());
	}

	@Test
	void redeliveryThatMeetsItsKeyLeavesTheTransactionUsable() throws Exception {
		NewRun old = committedRun();
		Letter dead = deadSignal(old);
		NewRun run = committedRun();
		String what = UUID.randomUUID().toString();
		Future<?> redelivery = database().transaction().execute((status) -> {
			sendTo(run, KEY);
			return waiting(() -> database().transaction().execute((other) -> {
				database().business(what);
				assertThat(this.store.redeliver(dead.id(), run.workflowId())).isEmpty();
				return true;
			}));
		});
		redelivery.get(60, TimeUnit.SECONDS);
		assertThat(database().count(what)).isEqualTo(1);
		assertThat(this.store.deadLetter(dead.id())).isPresent();
	}

	@Test
	void startThatItsReusePolicyRefusesLeavesTheTransactionUsable() {
		NewRun closed = committedRun();
		commit(closing(closed, WorkflowStatus.COMPLETED));
		NewRun refused = reusing(newRun(closed.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE);
		NewRun allowed = newRun(closed.workflowId());
		inTransaction(() -> {
			assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(refused))
				.withMessageContaining("REJECT_DUPLICATE");
			start(allowed);
		});
		assertThat(this.store.run(refused.runId())).isEmpty();
		assertThat(this.store.history(refused.runId(), 0, 1)).isEmpty();
		assertThat(row(allowed).status()).isEqualTo(WorkflowStatus.RUNNING);
	}

	@Test
	void restartGoesWithTheTransaction() {
		NewRun run = committedRun();
		Letter order = deadRestart(run);
		NewRun next = newRun(run.workflowId());
		RunStart start = new RunStart(next, List.of(event(1)), false, false);
		rolledBack(() -> this.store.restart(order.id(), start));
		assertThat(this.store.run(next.runId())).isEmpty();
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::id).contains(order.id());
		inTransaction(() -> this.store.restart(order.id(), start));
		assertThat(this.store.run(next.runId())).isPresent();
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::id).doesNotContain(order.id());
	}

	@Test
	void restartThatIsRefusedLeavesItsOrderAndTheTransaction() {
		NewRun run = committedRun();
		Letter order = deadRestart(run);
		NewRun open = newRun(run.workflowId());
		commit(starting(open));
		String what = UUID.randomUUID().toString();
		inTransaction(() -> {
			assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> this.store.restart(order.id(),
					new RunStart(newRun(run.workflowId()), List.of(event(1)), false, false)));
			database().business(what);
		});
		assertThat(database().count(what)).isEqualTo(1);
		assertThat(this.store.deadRestarts(1000)).extracting(Letter::id).contains(order.id());
	}

	@Test
	void deletionGoesWithTheTransaction() {
		NewRun run = committedRun();
		commit(closing(run, WorkflowStatus.COMPLETED));
		rolledBack(() -> assertThat(this.store.delete(run.runId())).isTrue());
		assertThat(loaded(run).history()).hasSize(2);
		inTransaction(() -> this.store.delete(run.runId()));
		assertThat(this.store.run(run.runId())).isEmpty();
		assertThat(this.store.history(run.runId(), 0, 1)).isEmpty();
	}

	@Test
	void lettersGoWithTheLastTwoRunsOfAChainThatAreDeletedAtOnce() throws Exception {
		NewRun first = committedRun();
		Letter letter = deadSignal(first);
		commit(closing(first, WorkflowStatus.FAILED));
		NewRun second = nextOf(first);
		commit(starting(second));
		commit(closing(second, WorkflowStatus.COMPLETED));
		Future<Boolean> other = database().transaction().execute((status) -> {
			assertThat(this.store.delete(first.runId())).isTrue();
			return waiting(() -> this.store.delete(second.runId()));
		});
		assertThat(other.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.store.deadLetter(letter.id())).isEmpty();
	}

	@Test
	void deletionOfAClosedRunLeavesTheOpenOneOfItsChainAlone() {
		NewRun first = committedRun();
		commit(closing(first, WorkflowStatus.FAILED));
		NewRun second = nextOf(first);
		commit(starting(second));
		inTransaction(() -> {
			assertThat(this.store.delete(first.runId())).isTrue();
			onAnotherThread(() -> commit(change(second).event(event(2)).update(new RunUpdate.Healed())));
		});
		assertThat(row(second).owner()).isEqualTo(this.fence.nodeId());
	}

	@Test
	void settledLettersAreSeenFromOutsideTheTransaction() {
		NewRun run = committedRun();
		Letter update = sendTo(run, LetterKind.UPDATE, KEY);
		List<LetterRef> refs = List.of(new LetterRef(run.firstRunId(), KEY));
		inTransaction(() -> {
			assertThat(this.store.settled(refs)).isEmpty();
			onAnotherThread(
					() -> commit(change(run).keep(new KeptLetter(update.id(), LetterState.ANSWERED, bytes("done")))));
			assertThat(this.store.settled(refs)).extracting(Letter::state).containsExactly(LetterState.ANSWERED);
		});
	}

}
