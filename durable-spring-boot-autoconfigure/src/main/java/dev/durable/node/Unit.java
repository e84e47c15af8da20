package dev.durable.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.durable.history.Command;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.ActivityRow;
import dev.durable.store.EventRow;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
import dev.durable.store.RunChange;
import dev.durable.store.RunUpdate;
import org.jspecify.annotations.Nullable;

/**
 * What one run is about to commit: several turns, each one event at a time, and what
 * follows from them once they are durable.
 */
final class Unit {

	private static final int EVENTS_MAX = 500;

	/** What is to be written. */
	final List<Recorded> events = new ArrayList<>();

	final Set<Long> consumed = new HashSet<>();

	final List<Long> unreadable = new ArrayList<>();

	final List<NewLetter> letters = new ArrayList<>();

	final List<ActivityRow> rows = new ArrayList<>();

	final List<Long> settled = new ArrayList<>();

	@Nullable NewRun start;

	@Nullable Terminal terminal;

	@Nullable RunUpdate update;

	@Nullable Instant due;

	/** Results that only memory knows, by activity: kept if the unit is not committed. */
	final Map<Long, Incoming> results = new LinkedHashMap<>();

	/** What to do once it is durable. */
	final List<Recorded> scheduled = new ArrayList<>();

	final List<Attempt> toBegin = new ArrayList<>();

	final List<CompletableFuture<CommitOutcome>> starters = new ArrayList<>();

	/** Set by the committer. */
	volatile @Nullable CommitOutcome outcome;

	boolean isFull() {
		return this.events.size() >= EVENTS_MAX;
	}

	boolean isEmpty() {
		return this.events.isEmpty() && this.consumed.isEmpty() && this.unreadable.isEmpty() && this.letters.isEmpty()
				&& this.rows.isEmpty() && this.settled.isEmpty() && this.start == null && this.update == null;
	}

	void add(Recorded event) {
		this.events.add(event);
		if (event.event() instanceof Command.ActivityScheduled) {
			this.scheduled.add(event);
		}
	}

	void row(ActivityRow row) {
		this.rows.removeIf((other) -> other.activityId() == row.activityId());
		this.rows.add(row);
	}

	void settle(long activityId) {
		this.rows.removeIf((other) -> other.activityId() == activityId);
		this.settled.add(activityId);
	}

	void timerDue(Instant time) {
		this.due = (this.due == null || time.isAfter(this.due)) ? time : this.due;
	}

	/**
	 * Take the end back, since letters must become turns before it.
	 */
	void reopen() {
		this.terminal = null;
		this.update = null;
		this.outcome = null;
		this.events.removeIf((event) -> event.event() instanceof Terminal);
		this.letters.removeIf((letter) -> letter.kind() == LetterKind.ABANDONED);
	}

	RunChange change(ResidentRun run, EventCodec codec) {
		RunChange.Builder change = RunChange.of(run.runId(), run.chain()).start(this.start);
		for (Recorded event : this.events) {
			change.event(row(event, codec));
		}
		this.consumed.forEach(change::consume);
		this.unreadable.forEach(change::unreadable);
		this.letters.forEach(change::letter);
		this.rows.forEach(change::activity);
		this.settled.forEach(change::settled);
		if (this.update != null) {
			change.update(this.update);
		}
		if (this.due != null) {
			change.due(this.due);
		}
		return change.build();
	}

	static EventRow row(Recorded event, EventCodec codec) {
		return new EventRow(event.seq(), event.kind(), event.recordedAt(), codec.encode(event.event()));
	}

}
