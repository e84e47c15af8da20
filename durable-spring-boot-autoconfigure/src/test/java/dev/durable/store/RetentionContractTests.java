package dev.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.durable.client.WorkflowStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Closed runs that are deleted because they are old.
 */
public abstract class RetentionContractTests extends EndContractTests {

	protected void deleteAllOld() {
		int deleted;
		do {
			deleted = this.store.deleteOld(Duration.ZERO, 100);
		}
		while (deleted > 0);
	}

	private NewRun closed(WorkflowStatus status) {
		NewRun run = described(newRun(), new AttributeRow("a", false, "1"));
		commit(starting(run));
		commit(closing(run, status));
		return run;
	}

	@Test
	void whatHasClosedBeforeIsDeletedWithAllThatBelongsToIt() {
		List<UUID> runs = new ArrayList<>();
		for (WorkflowStatus status : WorkflowStatus.values()) {
			if (status.isClosed()) {
				runs.add(closed(status).runId());
			}
		}
		deleteAllOld();
		assertThat(this.store.existing(runs)).isEmpty();
		assertThat(this.store.attributes(runs)).isEmpty();
		assertThat(runs).allSatisfy((run) -> assertThat(this.store.history(run, 0, 10)).isEmpty());
	}

	@Test
	void openRunsAndThoseThatHaveClosedLaterAreKeptWhole() {
		NewRun open = described(newRun(), new AttributeRow("a", false, "1"));
		commit(starting(open));
		NewRun paused = pausedRun(true, null);
		NewRun young = committedRun();
		Instant later = Instant.now().plusSeconds(600);
		commit(change(young).event(event(2)).update(new RunUpdate.Closed(WorkflowStatus.COMPLETED, later)));
		deleteAllOld();
		assertThat(this.store.existing(List.of(open.runId(), paused.runId(), young.runId()))).hasSize(3);
		assertThat(this.store.attributes(List.of(open.runId()))).isNotEmpty();
		assertThat(this.store.history(young.runId(), 0, 10)).hasSize(2);
	}

	@Test
	void aRunThatIsNotOldEnoughIsKept() {
		NewRun run = committedRun();
		commit(change(run).event(event(2)).update(new RunUpdate.Closed(WorkflowStatus.FAILED, Instant.now())));
		this.store.deleteOld(Duration.ofHours(1), 100);
		assertThat(row(run)).isNotNull();
	}

	@Test
	void noMoreAreDeletedThanTheLimitAndTheOldestFirst() {
		deleteAllOld();
		List<UUID> runs = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			runs.add(closed(WorkflowStatus.COMPLETED).runId());
		}
		assertThat(this.store.deleteOld(Duration.ZERO, 2)).isEqualTo(2);
		assertThat(this.store.existing(runs)).containsExactly(runs.get(2));
		assertThat(this.store.deleteOld(Duration.ZERO, 2)).isOne();
		assertThat(this.store.deleteOld(Duration.ZERO, 2)).isZero();
	}

	@Test
	void lettersOfAChainAreKeptWhileOneOfItsRunsIs() {
		NewRun first = committedRun();
		String key = answeredRequest(first);
		NewRun next = continuedAsNew(first);
		deleteAllOld();
		assertThat(this.store.run(first.runId())).isEmpty();
		assertThat(this.store.sent(List.of(key))).containsExactly(key);
		commit(closing(next, WorkflowStatus.COMPLETED));
		deleteAllOld();
		assertThat(this.store.sent(List.of(key))).isEmpty();
	}

	@Test
	void aChainHasBegunWhoseFirstRunIsDeletedWhileAnotherIsOpen() {
		NewRun first = committedRun();
		NewRun next = continuedAsNew(first);
		NewRun single = committedRun();
		List<UUID> chains = List.of(first.runId(), next.runId(), single.runId(), newRunId());
		assertThat(this.store.begun(chains)).containsExactlyInAnyOrder(first.runId(), next.runId(), single.runId());
		assertThat(this.store.delete(first.runId())).isTrue();
		assertThat(this.store.begun(chains)).containsExactlyInAnyOrder(first.runId(), next.runId(), single.runId());
		assertThat(this.store.existing(chains)).containsExactlyInAnyOrder(next.runId(), single.runId());
		assertThat(this.store.begun(List.of())).isEmpty();
		commit(closing(next, WorkflowStatus.COMPLETED));
		assertThat(this.store.delete(next.runId())).isTrue();
		assertThat(this.store.begun(chains)).containsExactly(single.runId());
	}

	@Test
	void anyRunOfAChainIsFoundWhateverIsLeftOfIt() {
		NewRun first = committedRun();
		NewRun next = continuedAsNew(first);
		NewRun last = continuedAsNew(next);
		assertThat(this.store.anyOf(first.runId())).contains(row(first));
		this.store.delete(first.runId());
		assertThat(this.store.anyOf(first.runId())).contains(row(last));
		commit(closing(last, WorkflowStatus.COMPLETED));
		this.store.delete(last.runId());
		assertThat(this.store.anyOf(first.runId())).contains(row(next));
		this.store.delete(next.runId());
		assertThat(this.store.anyOf(first.runId())).isEmpty();
	}

}
