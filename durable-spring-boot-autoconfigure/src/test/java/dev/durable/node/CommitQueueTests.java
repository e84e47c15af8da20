package dev.durable.node;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.durable.node.CommitQueue.Entry;
import dev.durable.store.RunChange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which changes are committed.
 */
class CommitQueueTests {

	private static final int MAX = 100;

	private long nanos;

	private final CommitQueue queue = new CommitQueue(() -> this.nanos);

	@Test
	void whatWasJustTakenUpComesBehindOthersAndHasItsPlaceInEachBatch() {
		add(200, true);
		add(20, false);
		List<Entry> batch = this.queue.next(MAX);
		assertThat(batch).hasSize(20 + CommitQueue.BEHIND);
		assertThat(batch.subList(0, 20)).noneMatch((entry) -> entry.behind);
		add(1_000, false);
		assertThat(this.queue.next(MAX)).hasSize(MAX).filteredOn((entry) -> entry.behind).hasSize(CommitQueue.BEHIND);
	}

	@Test
	void batchIsFullWhenNobodyElseIsAtWork() {
		add(1, false);
		add(300, true);
		assertThat(this.queue.next(MAX)).hasSize(1 + CommitQueue.BEHIND);
		assertThat(this.queue.next(MAX)).hasSize(CommitQueue.BEHIND);
		this.nanos += TimeUnit.SECONDS.toNanos(1);
		assertThat(this.queue.next(MAX)).hasSize(MAX);
	}

	@Test
	void whatIsToGoAloneDoesSo() {
		add(2, false);
		Entry alone = entry(false);
		alone.alone = true;
		this.queue.add(alone);
		add(1, true);
		assertThat(this.queue.next(MAX)).hasSize(3).doesNotContain(alone);
		assertThat(this.queue.next(MAX)).containsExactly(alone);
		this.queue.add(alone);
		add(1, true);
		assertThat(this.queue.next(MAX)).containsExactly(alone);
		assertThat(this.queue.next(MAX)).hasSize(1);
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void oneAtATimeEachHasItsTurn() {
		add(2, true);
		add(2, false);
		assertThat(IntStream.range(0, 4).mapToObj((time) -> this.queue.next(1).get(0).behind)).containsExactly(false,
				false, true, true);
	}

	@Test
	void whatIsPutBackComesFirstInItsLine() {
		add(2, true);
		add(2, false);
		List<Entry> batch = this.queue.next(MAX);
		add(1, false);
		for (int i = batch.size() - 1; i >= 0; i--) {
			this.queue.addFirst(batch.get(i));
		}
		List<Entry> again = this.queue.next(MAX);
		assertThat(again).hasSize(5).containsSubsequence(batch.subList(0, 2)).containsSubsequence(batch.subList(2, 4));
		assertThat(again.subList(0, 2)).isEqualTo(batch.subList(0, 2));
	}

	private void add(int count, boolean behind) {
		IntStream.range(0, count).forEach((i) -> this.queue.add(entry(behind)));
	}

	private static Entry entry(boolean behind) {
		UUID runId = UUID.randomUUID();
		return new Entry(RunChange.of(runId, runId).build(), (outcome) -> {
		}, behind);
	}

}
