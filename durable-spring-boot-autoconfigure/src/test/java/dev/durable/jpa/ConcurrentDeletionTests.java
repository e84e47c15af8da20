package dev.durable.jpa;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.durable.client.WorkflowStatus;
import dev.durable.store.NewRun;
import dev.durable.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Old runs that are deleted while others are at the same rows.
 */
abstract class ConcurrentDeletionTests extends ConcurrentPlaceTests {

	@Test
	void aRunIsDeletedAsAWholeOrNotAtAll() throws Exception {
		deleteAllOld();
		NewRun run = committedRun();
		commit(closing(run, WorkflowStatus.COMPLETED));
		try (Connection other = database().callers().getConnection()) {
			other.setAutoCommit(false);
			other.createStatement()
				.executeUpdate("update durable_history set kind = kind where run_id = '" + run.runId() + "'");
			Future<Integer> deleting = threads().submit(() -> this.store.deleteOld(Duration.ZERO, 100));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> deleting.get(60, TimeUnit.SECONDS))
				.withCauseInstanceOf(StoreUnavailableException.class);
			assertThat(row(run)).isNotNull();
			other.rollback();
		}
		assertThat(loaded(run).history()).hasSize(2);
		deleteAllOld();
		assertThat(this.store.run(run.runId())).isEmpty();
	}

	@Test
	void nodesThatDeleteAtOnceLeaveNothingAndNoLetters() throws Exception {
		List<UUID> runs = new ArrayList<>();
		List<String> keys = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			NewRun first = committedRun();
			String key = answeredRequest(first);
			NewRun next = continuedAsNew(first);
			commit(closing(next, WorkflowStatus.COMPLETED));
			runs.addAll(List.of(first.runId(), next.runId()));
			keys.add(key);
		}
		CyclicBarrier together = new CyclicBarrier(3);
		Callable<Void> node = () -> {
			together.await(60, TimeUnit.SECONDS);
			while (!this.store.existing(runs).isEmpty()) {
				tryDelete();
			}
			return null;
		};
		List<Future<Void>> nodes = List.of(threads().submit(node), threads().submit(node), threads().submit(() -> {
			together.await(60, TimeUnit.SECONDS);
			runs.forEach(this.store::delete);
			return null;
		}));
		for (Future<Void> each : nodes) {
			each.get(60, TimeUnit.SECONDS);
		}
		assertThat(this.store.sent(keys)).isEmpty();
		assertThat(runs).allSatisfy((run) -> assertThat(this.store.history(run, 0, 10)).isEmpty());
	}

	private void tryDelete() {
		try {
			this.store.deleteOld(Duration.ZERO, 7);
		}
		catch (StoreUnavailableException ex) {
			Thread.onSpinWait(); // Locked by another for too long
		}
	}

}
