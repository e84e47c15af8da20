package dev.durable.jpa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowStatus;
import dev.durable.jpa.FailingDataSource.Mode;
import dev.durable.store.BatchRefusedException;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.IdLockedException;
import dev.durable.store.IdTakenException;
import dev.durable.store.NewRun;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the contract says of the caller's transaction, and of commits that fail.
 */
abstract class DatabaseStoreTests extends JoinedStoreTests {

	@Test
	void startExistsIfAndOnlyIfTheTransactionCommits() {
		NewRun kept = newRun();
		NewRun lost = newRun();
		database().transaction().executeWithoutResult((status) -> {
			start(kept);
			assertThat(this.store.find(kept.workflowId())).isPresent();
			assertThat(this.store.owned(this.fence.nodeId())).isEmpty();
		});
		database().transaction().executeWithoutResult((status) -> {
			start(lost);
			status.setRollbackOnly();
		});
		assertThat(loaded(kept).history()).hasSize(1);
		assertThat(this.store.run(lost.runId())).isEmpty();
		assertThat(this.store.history(lost.runId(), 0, 1)).isEmpty();
	}

	@Test
	void transactionIsUsableAfterARefusal() {
		NewRun open = committedRun();
		String what = UUID.randomUUID().toString();
		NewRun other = newRun();
		database().transaction().executeWithoutResult((status) -> {
			database().business(what);
			for (int round = 0; round < 3; round++) {
				NewRun second = newRun(open.workflowId());
				assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(second));
			}
			start(other);
			database().business(what);
		});
		assertThat(database().count(what)).isEqualTo(2);
		assertThat(this.store.run(other.runId())).isPresent();
	}

	@Test
	void startInANestedTransactionGoesWithIt() {
		NewRun outer = newRun();
		NewRun inner = newRun();
		PlatformTransactionManager manager = database().transaction().getTransactionManager();
		TransactionTemplate nested = new TransactionTemplate(manager);
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		database().transaction().executeWithoutResult((status) -> {
			start(outer);
			nested.executeWithoutResult((inside) -> {
				start(inner);
				assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(newRun(outer.workflowId())));
				inside.setRollbackOnly();
			});
		});
		assertThat(this.store.run(outer.runId())).isPresent();
		assertThat(this.store.run(inner.runId())).isEmpty();
	}

	@Test
	void lockTimeoutOfTheCallerIsLeftAsItWas() {
		String query = database().isH2() ? "select lock_timeout()" : "select current_setting('lock_timeout')";
		NewRun open = committedRun();
		database().transaction().executeWithoutResult((status) -> {
			if (!database().isH2()) {
				database().jdbc().execute("set local lock_timeout = '77s'");
			}
			String before = database().jdbc().queryForObject(query, String.class);
			start(newRun());
			assertThat(database().jdbc().queryForObject(query, String.class)).isEqualTo(before);
			assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(newRun(open.workflowId())));
			assertThat(database().jdbc().queryForObject(query, String.class)).isEqualTo(before);
		});
	}

	@Test
	void signalExistsIfAndOnlyIfTheTransactionCommits() {
		NewRun run = committedRun();
		database().transaction().executeWithoutResult((status) -> {
			assertThat(signal(run.workflowId(), "lost")).contains(run.runId());
			status.setRollbackOnly();
		});
		assertThat(letters(run)).isEmpty();
		database().transaction().executeWithoutResult((status) -> {
			signal(run.workflowId(), "kept");
			assertThat(letters(run)).isEmpty();
		});
		assertThat(letters(run)).hasSize(1);
	}

	@Test
	void runStartedInTheTransactionCanBeSignalledThere() {
		NewRun run = newRun();
		database().transaction().executeWithoutResult((status) -> {
			start(run);
			assertThat(signal(run.workflowId(), "go")).contains(run.runId());
		});
		assertThat(letters(run)).hasSize(1);
	}

	@Test
	void signalLocksNothingOfTheRun() {
		NewRun run = committedRun();
		database().transaction().executeWithoutResult((status) -> {
			signal(run.workflowId(), "go");
			onAnotherThread(() -> commit(change(run).event(event(2)).update(stuck("b1", false, PAST))));
		});
		assertThat(letters(run)).hasSize(1);
	}

	/*
	 * The transaction ends only after the commits: one that waits for it does so for
	 * ever.
	 */
	@Test
	void openTransactionThatStartedAnIdStallsNoCommit() {
		NewRun open = newRun();
		NewRun good = newRun();
		database().transaction().executeWithoutResult((status) -> {
			start(open);
			onAnotherThread(() -> {
				assertThat(tryCommit(starting(newRun(open.workflowId())))).isEqualTo(Refusal.LOCKED);
				List<RunChange> both = List.of(starting(good).build(), starting(newRun(open.workflowId())).build());
				try {
					assertThat(this.store.commit(this.fence, UUID.randomUUID(), both).isCommitted()).isFalse();
				}
				catch (BatchRefusedException ex) {
					assertThat(ex).hasMessageContaining("2 changes");
				}
				commit(starting(good));
			});
		});
		assertThat(this.store.run(good.runId())).isPresent();
	}

	@Test
	void startRefusedWhileAnotherTransactionHasStartedTheId() {
		NewRun open = newRun();
		String what = UUID.randomUUID().toString();
		database().transaction().executeWithoutResult((status) -> {
			start(open);
			onAnotherThread(() -> database().transaction().executeWithoutResult((other) -> {
				database().business(what);
				assertThatExceptionOfType(IdLockedException.class).isThrownBy(() -> start(newRun(open.workflowId())));
			}));
		});
		assertThat(database().count(what)).isEqualTo(1);
	}

	@Test
	void oneOfAHundredConcurrentStartsWins() throws Exception {
		String workflowId = "id-" + UUID.randomUUID();
		AtomicInteger started = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		CountDownLatch go = new CountDownLatch(1);
		List<Future<?>> all = new ArrayList<>();
		for (int index = 0; index < 100; index++) {
			boolean joined = index % 2 == 0;
			all.add(threads().submit(() -> {
				go.await();
				try {
					if (joined) {
						database().transaction().executeWithoutResult((status) -> start(newRun(workflowId)));
					}
					else {
						start(newRun(workflowId));
					}
					started.incrementAndGet();
				}
				catch (IdTakenException ex) {
					refused.incrementAndGet();
				}
				return null;
			}));
		}
		go.countDown();
		for (Future<?> each : all) {
			each.get(60, TimeUnit.SECONDS);
		}
		assertThat(started).hasValue(1);
		assertThat(refused).hasValue(99);
		assertThat(this.store.find(workflowId)).isPresent();
	}

	@Test
	void crosswiseStartsNeverLoseWorkSilently() throws Exception {
		String first = "id-a-" + UUID.randomUUID();
		String second = "id-b-" + UUID.randomUUID();
		String what = UUID.randomUUID().toString();
		CountDownLatch both = new CountDownLatch(2);
		Future<Boolean> left = threads().submit(() -> startBoth(what, both, first, second));
		Future<Boolean> right = threads().submit(() -> startBoth(what, both, second, first));
		int committed = (left.get() ? 1 : 0) + (right.get() ? 1 : 0);
		assertThat(committed).isPositive();
		assertThat(database().count(what)).isEqualTo(committed);
	}

	@Test
	void snapshotOfTheCallerDoesNotHideARunThatHasComeAndGoneFromTheReusePolicy() {
		String what = UUID.randomUUID().toString();
		NewRun completed = newRun();
		NewRun failed = newRun();
		List<NewRun> refused = List.of(reusing(newRun(completed.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE),
				reusing(newRun(completed.workflowId()), WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY),
				reusing(newRun(failed.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE));
		NewRun next = reusing(newRun(failed.workflowId()), WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY);
		repeatable().executeWithoutResult((status) -> {
			database().business(what);
			onAnotherThread(() -> {
				commit(starting(completed).update(closed()));
				commit(starting(failed));
				commit(closing(failed, WorkflowStatus.FAILED));
			});
			refused.forEach((run) -> assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> start(run))
				.withMessageContaining(run.reusePolicy().name()));
			start(next);
			database().business(what);
		});
		assertThat(database().count(what)).isEqualTo(2);
		assertThat(this.store.run(next.runId())).isPresent();
		assertThat(refused).allSatisfy((run) -> assertThat(this.store.run(run.runId())).isEmpty());
	}

	@Test
	void reusePolicyHasNothingAgainstARunThatTheCallerHasDeleted() {
		NewRun run = committedRun();
		commit(closing(run, WorkflowStatus.COMPLETED));
		NewRun next = reusing(newRun(run.workflowId()), WorkflowIdReusePolicy.REJECT_DUPLICATE);
		repeatable().executeWithoutResult((status) -> {
			assertThat(this.store.delete(run.runId())).isTrue();
			start(next);
		});
		assertThat(this.store.run(next.runId())).isPresent();
		assertThat(this.store.run(run.runId())).isEmpty();
	}

	TransactionTemplate repeatable() {
		TransactionTemplate repeatable = new TransactionTemplate(database().transaction().getTransactionManager());
		repeatable.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		return repeatable;
	}

	private boolean startBoth(String what, CountDownLatch both, String mine, String yours) {
		try {
			return Boolean.TRUE.equals(database().transaction().execute((status) -> {
				database().business(what);
				start(newRun(mine));
				both.countDown();
				awaitLatch(both);
				try {
					start(newRun(yours));
				}
				catch (IdTakenException ex) {
					database().business("lost " + what);
				}
				return true;
			}));
		}
		catch (StoreUnavailableException ex) {
			return false;
		}
	}

	@Test
	void deliverNeedsATransaction() {
		NewRun run = committedRun();
		assertThatIllegalStateException().isThrownBy(() -> this.store.deliver(this.fence, result(run, 1)));
		assertThat(letters(run)).isEmpty();
	}

	@Test
	void commitThatFailsIsInDoubtUntilItsSlotIsRetired() {
		FailingDataSource failing = new FailingDataSource(database().engine());
		JpaStore other = database().storeOn(failing);
		for (Mode mode : List.of(Mode.BEFORE_COMMIT, Mode.AFTER_COMMIT)) {
			NewRun run = newRun();
			UUID writeId = UUID.randomUUID();
			List<RunChange> changes = List.of(starting(run).build());
			failing.setMode(mode);
			assertThatExceptionOfType(OutcomeUnknownException.class)
				.isThrownBy(() -> other.commit(this.fence, writeId, changes));
			assertThatExceptionOfType(OutcomeUnknownException.class)
				.isThrownBy(() -> other.claim(this.fence, filter("b1", 1)));
			failing.setMode(Mode.HEALTHY);
			other.retire(this.fence);
			assertThat(other.isWritten(writeId, changes)).isEqualTo(mode == Mode.AFTER_COMMIT);
			assertThat(this.store.run(run.runId()).isPresent()).isEqualTo(mode == Mode.AFTER_COMMIT);
		}
	}

	@Test
	void storeThatCannotBeReachedIsUnavailable() {
		FailingDataSource failing = new FailingDataSource(database().engine());
		JpaStore other = database().storeOn(failing);
		failing.setMode(Mode.NO_CONNECTION);
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> other.commit(this.fence, UUID.randomUUID(), List.of(starting(newRun()).build())));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> other.owned(this.fence.nodeId()));
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> other.renew(this.fence.nodeId(), LEASE));
	}

	@Test
	void fenceLostInADeliveryRollsTheCallersWorkBack() {
		NewRun run = committedRun();
		Fence late = join(Duration.ZERO);
		String what = UUID.randomUUID().toString();
		this.store.expire(late.nodeId());
		assertThatExceptionOfType(FenceLostException.class)
			.isThrownBy(() -> database().transaction().executeWithoutResult((status) -> {
				database().business(what);
				this.store.deliver(late, result(run, 1));
			}));
		assertThat(database().count(what)).isZero();
		assertThat(letters(run)).isEmpty();
	}

}
