package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.client.WorkflowStatus;
import dev.durable.store.ActivityRow;
import dev.durable.store.AttemptAbandonedException;
import dev.durable.store.EndedAttempt;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.IdTakenException;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
import dev.durable.store.Refusal;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import dev.durable.store.Store;
import dev.durable.store.StoreContractTests;
import dev.durable.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * Two transactions at once.
 */
abstract class ConcurrentStoreTests extends StoreContractTests {

	private static final ExecutorService THREADS = Executors.newCachedThreadPool();

	abstract TestDatabase database();

	@Override
	protected Store store() {
		return database().store();
	}

	@Override
	protected void deliver(Fence slot, NewLetter letter) {
		database().transaction().executeWithoutResult((status) -> this.store.deliver(slot, letter));
	}

	@Override
	protected void deliver(Fence slot, EndedAttempt ended) {
		database().transaction().executeWithoutResult((status) -> this.store.deliver(slot, ended));
	}

	ExecutorService threads() {
		return THREADS;
	}

	static void onAnotherThread(Runnable work) {
		try {
			THREADS.submit(work).get(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			fail("The work on another thread failed", ex);
		}
	}

	static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			fail("Interrupted", ex);
		}
	}

	/** Tell whether something is still waiting for a lock after a while. */
	static boolean isWaiting(Future<?> future) throws Exception {
		try {
			future.get(300, TimeUnit.MILLISECONDS);
			return false;
		}
		catch (TimeoutException ex) {
			return true;
		}
	}

	private Connection holding(Fence held) throws SQLException {
		Connection connection = database().callers().getConnection();
		connection.setAutoCommit(false);
		try (PreparedStatement statement = connection
			.prepareStatement("select 1 from durable_fence where node_id = ? and slot = ? for update")) {
			statement.setLong(1, held.nodeId());
			statement.setInt(2, held.slot());
			assertThat(statement.executeQuery().next()).isTrue();
		}
		return connection;
	}

	@Test
	void expireWaitsForWhatIsInFlight() throws Exception {
		NewRun run = committedRun();
		Fence late = join(Duration.ZERO);
		Future<Boolean> expired = database().transaction().execute((status) -> {
			this.store.deliver(late, result(run, 1));
			Future<Boolean> expiring = THREADS.submit(() -> this.store.expire(late.nodeId()));
			try {
				assertThat(isWaiting(expiring)).isTrue();
			}
			catch (Exception ex) {
				fail("Expiry did not wait", ex);
			}
			return expiring;
		});
		assertThat(expired.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(letters(run)).hasSize(1);
		assertThatExceptionOfType(FenceLostException.class).isThrownBy(() -> deliver(late, result(run, 2)));
	}

	@Test
	void commitThatComesAfterTheExpiryIsRefused() throws Exception {
		Fence late = join(Duration.ZERO);
		NewRun run = committedRun();
		try (Connection expiring = database().callers().getConnection()) {
			expiring.setAutoCommit(false);
			expiring.createStatement().executeUpdate("delete from durable_fence where node_id = " + late.nodeId());
			CountDownLatch begun = new CountDownLatch(1);
			Future<?> delivery = THREADS.submit(() -> database().transaction().executeWithoutResult((status) -> {
				begun.countDown();
				this.store.deliver(late, result(run, 1));
			}));
			awaitLatch(begun);
			assertThat(isWaiting(delivery)).isTrue();
			expiring.commit();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> delivery.get(60, TimeUnit.SECONDS))
				.withCauseInstanceOf(FenceLostException.class);
		}
	}

	@Test
	void retireWaitsForTheTransactionInDoubt() throws Exception {
		try (Connection inDoubt = holding(this.fence)) {
			Future<?> retiring = THREADS.submit(() -> this.store.retire(this.fence));
			assertThat(isWaiting(retiring)).isTrue();
			inDoubt.commit();
			retiring.get(60, TimeUnit.SECONDS);
		}
		commit(starting(newRun()));
	}

	@Test
	void transactionThatWaitsForARetiredSlotIsVoid() throws Exception {
		NewRun run = committedRun();
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> inDoubt;
		try (Connection retiring = database().callers().getConnection()) {
			retiring.setAutoCommit(false);
			retiring.createStatement()
				.executeUpdate("delete from durable_fence where slot = 0 and node_id = " + this.fence.nodeId());
			inDoubt = THREADS.submit(() -> database().transaction().executeWithoutResult((status) -> {
				begun.countDown();
				this.store.deliver(this.fence, result(run, 1));
			}));
			awaitLatch(begun);
			assertThat(isWaiting(inDoubt)).isTrue();
			retiring.createStatement()
				.executeUpdate("insert into durable_fence (node_id, slot) values (" + this.fence.nodeId() + ", 0)");
			retiring.commit();
		}
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> inDoubt.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(FenceLostException.class);
		assertThat(letters(run)).isEmpty();
	}

	@Test
	void eitherTheRenewalOrTheExpiryWins() throws Exception {
		for (int round = 0; round < 40; round++) {
			Fence late = join(Duration.ZERO);
			CyclicBarrier barrier = new CyclicBarrier(2);
			Future<Boolean> expired = THREADS.submit(() -> {
				barrier.await();
				return this.store.expire(late.nodeId());
			});
			Future<Boolean> renewed = THREADS.submit(() -> {
				barrier.await();
				return succeeds(() -> this.store.renew(late.nodeId(), LEASE));
			});
			assertThat(expired.get(60, TimeUnit.SECONDS)).isNotEqualTo(renewed.get(60, TimeUnit.SECONDS));
			assertThat(succeeds(() -> this.store.commit(late, UUID.randomUUID(), java.util.List.of())))
				.isEqualTo(renewed.get());
		}
	}

	@Test
	void noSlotSurvivesAnExpiryByBeingRetired() throws Exception {
		for (int round = 0; round < 40; round++) {
			Fence late = join(Duration.ZERO);
			CyclicBarrier barrier = new CyclicBarrier(2);
			Future<Boolean> expired = THREADS.submit(() -> {
				barrier.await();
				return this.store.expire(late.nodeId());
			});
			Future<Boolean> retired = THREADS.submit(() -> {
				barrier.await();
				return succeeds(() -> {
					this.store.retire(late);
					return true;
				});
			});
			retired.get(60, TimeUnit.SECONDS);
			assertThat(expired.get(60, TimeUnit.SECONDS)).isTrue();
			assertThat(node(late.nodeId()).fenced()).isFalse();
		}
	}

	@Test
	void renewalDoesNotWaitForWhatIsInFlight() throws Exception {
		try (Connection inFlight = holding(this.fence)) {
			Future<?> renewing = THREADS.submit(() -> this.store.renew(this.fence.nodeId(), LEASE));
			renewing.get(5, TimeUnit.SECONDS);
			inFlight.rollback();
		}
	}

	private static boolean succeeds(Callable<?> call) throws Exception {
		try {
			call.call();
			return true;
		}
		catch (FenceLostException ex) {
			return false;
		}
	}

	@Test
	void abandonmentWaitsForADeliveryAndLosesAgainstIt() throws Exception {
		NewRun run = committedRun();
		Fence other = new Fence(this.fence.nodeId(), 1);
		Future<Boolean> abandoned = delivering(run, other, false);
		assertThat(abandoned.get(60, TimeUnit.SECONDS)).isFalse();
		assertThat(letters(run)).hasSize(1);
	}

	@Test
	void abandonmentWinsAgainstADeliveryThatRollsBack() throws Exception {
		NewRun run = committedRun();
		Fence other = new Fence(this.fence.nodeId(), 1);
		Future<Boolean> abandoned = delivering(run, other, true);
		assertThat(abandoned.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(letters(run)).isEmpty();
		assertThatExceptionOfType(AttemptAbandonedException.class).isThrownBy(() -> deliver(other, result(run, 1)));
	}

	/** As a node does: it asks again until somebody has committed. */
	private boolean abandon(NewLetter letter) {
		while (true) {
			try {
				return this.store.abandon(this.fence, letter);
			}
			catch (StoreUnavailableException ex) {
				// who holds the key has not committed yet
			}
		}
	}

	private Future<Boolean> delivering(NewRun run, Fence slot, boolean rollback) {
		return database().transaction().execute((status) -> {
			this.store.deliver(slot, result(run, 1));
			Future<Boolean> abandoning = THREADS.submit(() -> abandon(abandoned(run, 1)));
			try {
				assertThat(isWaiting(abandoning)).isTrue();
			}
			catch (Exception ex) {
				fail("The abandonment did not wait", ex);
			}
			if (rollback) {
				status.setRollbackOnly();
			}
			return abandoning;
		});
	}

	@Test
	void closeThatAbandonsAnAttemptMeetsItsDelivery() {
		NewRun run = committedRun();
		Fence other = new Fence(this.fence.nodeId(), 1);
		database().transaction().executeWithoutResult((status) -> {
			this.store.deliver(other, result(run, 1));
			onAnotherThread(
					() -> assertThat(tryCommit(change(run).letter(abandoned(run, 1)).event(event(2)).update(closed())))
						.isEqualTo(Refusal.LOCKED));
		});
		assertThat(tryCommit(change(run).letter(abandoned(run, 1)).event(event(2)).update(closed())))
			.isEqualTo(Refusal.LETTERS_UNREAD);
	}

	@Test
	void claimSkipsRunsThatAnotherHasLocked() throws Exception {
		NewRun locked = parkedRun(PAST);
		NewRun free = parkedRun(PAST.plusSeconds(1));
		try (Connection connection = database().callers().getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement()
				.executeUpdate("update durable_workflow set wake_at = wake_at where run_id = '" + locked.runId() + "'");
			assertThat(this.store.claim(this.fence, filter("b1", 1))).hasSizeLessThanOrEqualTo(1)
				.doesNotContain(locked.runId());
			assertThat(row(locked).owner()).isNull();
			connection.rollback();
		}
		this.store.claim(this.fence, filter("b1", 10));
		assertThat(this.store.owned(this.fence.nodeId())).containsExactlyInAnyOrder(locked.runId(), free.runId());
	}

	@Test
	void letterThatIsCommittedAfterALaterOneIsFoundAllTheSame() {
		NewRun slow = committedRun();
		NewRun quick = committedRun();
		database().transaction().executeWithoutResult((status) -> {
			signal(slow.workflowId(), "go");
			onAnotherThread(() -> {
				signal(quick.workflowId(), "go");
				assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).contains(quick.runId())
					.doesNotContain(slow.runId());
			});
		});
		assertThat(this.store.runsWithLetters(this.fence.nodeId(), 10)).contains(slow.runId());
	}

	@Test
	void noLetterStaysHeldWhenItsRunHealsMeanwhile() throws Exception {
		Fence poller = new Fence(this.fence.nodeId(), 1);
		for (int round = 0; round < 20; round++) {
			NewRun run = committedRun();
			commit(change(run).update(stuck("b1", false, PAST)));
			signal(run.workflowId(), "go");
			CyclicBarrier barrier = new CyclicBarrier(2);
			Future<?> sorting = THREADS.submit(() -> {
				barrier.await();
				return this.store.sort(poller, 1000);
			});
			barrier.await();
			Refusal refusal = tryCommit(change(run).event(event(2)).update(new RunUpdate.Healed()));
			sorting.get(60, TimeUnit.SECONDS);
			if (refusal == null) {
				assertThat(letters(run)).extracting(Letter::state).containsExactly(LetterState.NEW);
			}
			else {
				assertThat(refusal).isEqualTo(Refusal.LOCKED);
			}
		}
	}

	@Test
	void whoGivesAnAttemptUpDoesNotWaitForACallerWhoCompletesItInALongTransaction() {
		NewRun run = committedRun();
		commit(change(run).activity(new ActivityRow(2, 1, PAST, true, null, null, true, null)));
		Fence poller = new Fence(this.fence.nodeId(), 1);
		database().transaction().executeWithoutResult((status) -> {
			assertThat(this.store.complete(result(run, 1), 2, 1)).isPresent();
			onAnotherThread(() -> {
				long begin = System.nanoTime();
				assertThatExceptionOfType(StoreUnavailableException.class)
					.isThrownBy(() -> this.store.abandon(poller, abandoned(run, 1)));
				assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
			});
		});
		assertThat(this.store.abandon(poller, abandoned(run, 1))).isFalse();
	}

	@Test
	void anOrderToRestartDoesNotWaitForALongTransactionThatHasStartedTheId() {
		NewRun run = committedRun();
		commit(change(run).letter(new NewLetter(run.firstRunId(), null, LetterKind.RESTART, "t", bytes("{}"), "k"))
			.event(event(2))
			.update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST, false, false, null, false)));
		this.store.sort(new Fence(this.fence.nodeId(), 1), 100);
		long order = this.store.deadRestarts(1_000)
			.stream()
			.filter((letter) -> letter.chain().equals(run.firstRunId()))
			.findFirst()
			.orElseThrow()
			.id();
		database().transaction().executeWithoutResult((status) -> {
			this.store.start(new RunStart(newRun(run.workflowId()), List.of(event(1)), false, false), List.of());
			onAnotherThread(() -> {
				long begin = System.nanoTime();
				assertThatExceptionOfType(IdTakenException.class).isThrownBy(() -> this.store.restart(order,
						new RunStart(newRun(run.workflowId()), List.of(event(1)), false, false)));
				assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
			});
		});
	}

}
