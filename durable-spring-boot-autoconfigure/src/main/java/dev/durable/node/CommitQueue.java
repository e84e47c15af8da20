package dev.durable.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import dev.durable.store.RunChange;
import org.jspecify.annotations.Nullable;

/**
 * The changes that wait to be committed. Runs that were just taken up come behind those
 * that are at work: when thousands are due at once, whoever starts one or waits for a
 * result has a small batch to wait for, not a full one. They have a place in each batch
 * all the same. Not safe for threads.
 */
final class CommitQueue {

	/** What those behind take of a batch while others are at work. */
	static final int BEHIND = 32;

	/** For so long after others had something to commit they are expected to be back. */
	private static final long AT_WORK_NANOS = Duration.ofSeconds(1).toNanos();

	private final LongSupplier nanos;

	private final Deque<Entry> first = new ArrayDeque<>();

	private final Deque<Entry> behind = new ArrayDeque<>();

	private @Nullable Long lastNanos;

	CommitQueue(LongSupplier nanos) {
		this.nanos = nanos;
	}

	void add(Entry entry) {
		if (entry.behind) {
			this.behind.add(entry);
		}
		else {
			this.first.add(entry);
			this.lastNanos = this.nanos.getAsLong();
		}
	}

	/**
	 * Put back what was taken.
	 */
	void addFirst(Entry entry) {
		(entry.behind ? this.behind : this.first).addFirst(entry);
	}

	boolean isEmpty() {
		return this.first.isEmpty() && this.behind.isEmpty();
	}

	/**
	 * Take the next batch. What is to go alone does so.
	 * @param max how many at most
	 */
	List<Entry> next(int max) {
		List<Entry> batch = new ArrayList<>();
		int kept = (max > BEHIND) ? Math.min(BEHIND, this.behind.size()) : 0;
		take(this.first, batch, max - kept);
		take(this.behind, batch, areOthersAtWork() ? Math.min(max, batch.size() + BEHIND) : max);
		return batch;
	}

	private boolean areOthersAtWork() {
		return this.lastNanos != null && this.nanos.getAsLong() - this.lastNanos < AT_WORK_NANOS;
	}

	private static void take(Deque<Entry> from, List<Entry> batch, int max) {
		while (batch.size() < max && !from.isEmpty()
				&& (batch.isEmpty() || !(batch.get(0).alone || from.peek().alone))) {
			batch.add(from.remove());
		}
	}

	List<Entry> removeAll() {
		List<Entry> all = new ArrayList<>(this.first);
		all.addAll(this.behind);
		this.first.clear();
		this.behind.clear();
		return all;
	}

	/**
	 * A change that is to be committed.
	 */
	static final class Entry {

		final RunChange change;

		final Consumer<CommitOutcome> then;

		final boolean behind;

		/** Whether it must not go together with others. */
		boolean alone;

		int lockedTries;

		/**
		 * Create it.
		 * @param change the change
		 * @param then told the outcome
		 * @param behind whether it comes behind others
		 */
		Entry(RunChange change, Consumer<CommitOutcome> then, boolean behind) {
			this.change = change;
			this.then = then;
			this.behind = behind;
		}

	}

}
