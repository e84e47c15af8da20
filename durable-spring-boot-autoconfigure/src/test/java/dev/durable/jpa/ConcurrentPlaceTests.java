package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.client.WorkflowStatus;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.store.BatchRefusedException;
import dev.durable.store.Fence;
import dev.durable.store.Letter;
import dev.durable.store.LetterState;
import dev.durable.store.NewRun;
import dev.durable.store.RunChange;
import dev.durable.store.RunUpdate;
import dev.durable.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Places of runs under limits, where more than one transaction goes for them.
 */
abstract class ConcurrentPlaceTests extends ConcurrentStoreTests {

	@Test
	void nodesAtOnceNeverLetInMoreRunsThanTheLimit() throws Exception {
		int count = 24;
		List<NewRun> runs = started(new ConcurrencyLimit("key", 2), count);
		AtomicInteger in = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger left = new AtomicInteger(count);
		List<Future<?>> nodes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Fence node = join(LEASE);
			nodes.add(threads().submit(() -> {
				while (left.get() > 0) {
					for (UUID runId : claimOrNone(node)) {
						most.accumulateAndGet(in.incrementAndGet(), Math::max);
						NewRun run = runs.stream()
							.filter((each) -> each.runId().equals(runId))
							.findFirst()
							.orElseThrow();
						in.decrementAndGet();
						while (tryCommit(node, leaving(run, WorkflowStatus.COMPLETED)) != null) {
							Thread.onSpinWait();
						}
						left.decrementAndGet();
					}
				}
			}));
		}
		for (Future<?> node : nodes) {
			node.get(60, TimeUnit.SECONDS);
		}
		assertThat(most).hasValueBetween(1, 2);
		assertThat(database().places(this.type)).isZero();
	}

	/**
	 * A gate that is locked for too long is no more than a poll that has found nothing.
	 */
	private List<UUID> claimOrNone(Fence node) {
		try {
			return claim(node);
		}
		catch (StoreUnavailableException ex) {
			return List.of();
		}
	}

	@Test
	void theDatabaseItselfRefusesASecondRunInAPlaceAndAPlaceTooMany() throws Exception {
		NewRun run = started(new ConcurrencyLimit("key", 1));
		claim(this.fence);
		String values = "insert into durable_place (chain, type, concurrency_key, concurrency, place) values ('"
				+ UUID.randomUUID() + "', '" + this.type + "', 'key', 1, ";
		try (Connection connection = database().callers().getConnection()) {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> connection.createStatement().executeUpdate(values + "0)"))
				.matches((ex) -> ex.getSQLState().equals("23505"));
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> connection.createStatement().executeUpdate(values + "1)"))
				.matches((ex) -> ex.getSQLState().startsWith("235"));
		}
		assertThat(row(run).waiting()).isFalse();
	}

	@Test
	void aStartInALongTransactionHoldsUpNobodyWithTheSameKey() {
		ConcurrencyLimit limit = new ConcurrencyLimit("key", 1);
		NewRun slow = newRun().limited(limit);
		database().transaction().executeWithoutResult((status) -> {
			start(slow);
			onAnotherThread(() -> {
				NewRun quick = started(limit);
				assertThat(claim(this.fence)).containsExactly(quick.runId());
				commit(leaving(quick, WorkflowStatus.COMPLETED));
			});
		});
		assertThat(claim(this.fence)).containsExactly(slow.runId());
	}

	@Test
	void thePlaceOfARunThatAnOlderBuildHasClosedIsGivenAway() {
		ConcurrencyLimit limit = new ConcurrencyLimit("key", 1);
		List<NewRun> runs = started(limit, 2);
		claim(this.fence);
		commit(closing(runs.get(0), WorkflowStatus.COMPLETED));
		assertThat(claim(this.fence)).isEmpty();
		NewRun next = started(limit);
		assertThat(claim(this.fence)).isEmpty();
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		assertThat(row(next).waiting()).isTrue();
	}

	@Test
	void aPlaceIsNotLostThatIsGivenWhileLettersOfTheRunArePutAside() {
		List<NewRun> runs = started(new ConcurrencyLimit("key", 1), 2);
		claim(this.fence);
		signal(runs.get(1).workflowId(), "early");
		AtomicInteger put = new AtomicInteger();
		WatchedDataSource watched = new WatchedDataSource(database().engine(), (sql) -> {
			if (sql.contains("set state = 'HELD'") && put.incrementAndGet() == 1) {
				onAnotherThread(() -> commit(leaving(runs.get(0), WorkflowStatus.COMPLETED)));
			}
		});
		database().storeOn(watched).sort(new Fence(this.fence.nodeId(), 1), 100);
		assertThat(put).hasPositiveValue();
		assertThat(claim(this.fence)).containsExactly(runs.get(1).runId());
		assertThat(row(runs.get(1)).waiting()).isFalse();
		assertThat(letters(runs.get(1))).extracting(Letter::state).containsExactly(LetterState.HELD);
	}

	@Test
	void runsThatShareNoLimitCostNoStatementAndNoRow() {
		List<String> statements = Collections.synchronizedList(new ArrayList<>());
		JpaStore store = database().storeOn(new WatchedDataSource(database().engine(), statements::add));
		NewRun run = newRun();
		start(run);
		assertThat(store.claim(this.fence, filter("b1", 100))).containsExactly(run.runId());
		store.commit(this.fence, UUID.randomUUID(), List.of(starting(newRun()).build()));
		store.commit(this.fence, UUID.randomUUID(),
				List.of(change(run).event(event(2)).update(new RunUpdate.Parked(null)).build()));
		signal(run.workflowId(), "go");
		store.claim(this.fence, filter("b1", 100));
		store.commit(this.fence, UUID.randomUUID(),
				List.of(change(run).consume(letters(run).get(0).id())
					.event(event(3))
					.update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, PAST))
					.build()));
		store.sort(new Fence(this.fence.nodeId(), 1), 100);
		store.delete(run.runId());
		assertThat(statements).flatExtracting((sql) -> List.of(sql.split(";\n")))
			.hasSizeGreaterThan(10)
			.filteredOn((sql) -> sql.contains("durable_place") || sql.contains("durable_gate"))
			.allMatch((sql) -> sql.startsWith("insert into durable_workflow") || sql.startsWith("with others as"));
		assertThat(database().places(this.type)).isZero();
	}

	@Test
	void batchesThatCloseRunsWithTheSameKeysDoNotLockEachOtherOut() throws Exception {
		int rounds = 10;
		AtomicInteger refused = new AtomicInteger();
		for (int round = 0; round < rounds; round++) {
			List<List<RunChange>> batches = List.of(new ArrayList<>(), new ArrayList<>());
			Fence other = join(LEASE);
			for (int key = 0; key < 6; key++) {
				ConcurrencyLimit limit = new ConcurrencyLimit("key" + key + "-" + round, 2);
				List<NewRun> runs = started(limit, 1);
				assertThat(claim(this.fence)).hasSize(1);
				batches.get(0).add(leaving(runs.get(0), WorkflowStatus.COMPLETED).build());
				runs = started(limit, 1);
				assertThat(claim(other)).hasSize(1);
				batches.get(1).add(0, leaving(runs.get(0), WorkflowStatus.COMPLETED).build());
			}
			CyclicBarrier barrier = new CyclicBarrier(2);
			Future<?> second = threads().submit(() -> refused.addAndGet(close(other, batches.get(1), barrier)));
			refused.addAndGet(close(this.fence, batches.get(0), barrier));
			second.get(60, TimeUnit.SECONDS);
		}
		assertThat(refused).hasValueLessThan(rounds / 2);
		assertThat(database().places(this.type)).isZero();
	}

	private int close(Fence node, List<RunChange> changes, CyclicBarrier barrier) throws Exception {
		barrier.await(60, TimeUnit.SECONDS);
		for (int refused = 0; refused < 100; refused++) {
			try {
				if (this.store.commit(node, UUID.randomUUID(), changes).isCommitted()) {
					return refused;
				}
			}
			catch (BatchRefusedException | StoreUnavailableException ex) {
				// tried again
			}
		}
		throw new AssertionError("never committed");
	}

}
