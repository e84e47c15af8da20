package dev.durable.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

/**
 * The commit of a batch to the in-memory store: all changes are looked at first, then all
 * or none is applied.
 */
final class MemoryCommit {

	private final MemoryTables tables;

	private final long nodeId;

	private final Instant now;

	private final List<RunChange> changes;

	private final Map<Integer, Refusal> refusals = new LinkedHashMap<>();

	MemoryCommit(MemoryTables tables, long nodeId, Instant now, List<RunChange> changes) {
		this.tables = tables;
		this.nodeId = nodeId;
		this.now = now;
		this.changes = changes;
	}

	Map<Integer, Refusal> run(UUID writeId) {
		Set<String> freed = freedIds();
		Set<String> begun = new HashSet<>();
		for (int index = 0; index < this.changes.size(); index++) {
			Refusal refusal = refusal(this.changes.get(index), freed, begun);
			if (refusal != null) {
				this.refusals.put(index, refusal);
			}
		}
		if (this.refusals.isEmpty()) {
			apply();
			this.tables.writeIds.add(writeId);
		}
		return this.refusals;
	}

	private void apply() {
		this.changes.stream().filter((change) -> change.start() == null).forEach(this::update);
		this.changes.forEach(this::start);
		this.changes.forEach(this::write);
		this.changes.stream().filter((change) -> change.start() != null).forEach(this::update);
		this.changes.forEach(this::tidy);
	}

	// Closed runs hand their workflow ids on within the batch
	private Set<String> freedIds() {
		Set<String> freed = new HashSet<>();
		for (RunChange change : this.changes) {
			RunRow run = this.tables.runs.get(change.runId());
			if (run != null && change.start() == null && change.update() instanceof RunUpdate.Closed) {
				freed.add(run.workflowId());
			}
		}
		return freed;
	}

	private @Nullable Refusal refusal(RunChange change, Set<String> freed, Set<String> begun) {
		if (change.due() != null && change.due().isAfter(this.now)) {
			return Refusal.TIMER_EARLY;
		}
		if (!StoreLimits.isStorable(change)) {
			return Refusal.REJECTED;
		}
		NewRun start = change.start();
		if (start != null && (isTaken(start, freed) || !begun.add(start.workflowId()))) {
			return Refusal.ID_TAKEN;
		}
		if (isConflict(change)) {
			return Refusal.CONFLICT;
		}
		if (change.update() instanceof RunUpdate.Closed && isUnread(change)) {
			return Refusal.LETTERS_UNREAD;
		}
		return null;
	}

	private boolean isTaken(NewRun start, Set<String> freed) {
		return this.tables.runs.containsKey(start.runId())
				|| (this.tables.open.containsKey(start.workflowId()) && !freed.contains(start.workflowId()));
	}

	private boolean isConflict(RunChange change) {
		RunRow run = this.tables.runs.get(change.runId());
		if (change.update() != null && change.start() == null
				&& (run == null || run.owner() == null || run.owner() != this.nodeId)) {
			return true;
		}
		NavigableMap<Long, EventRow> history = this.tables.histories.getOrDefault(change.runId(), new TreeMap<>());
		if (change.events().stream().anyMatch((event) -> history.containsKey(event.seq()))) {
			return true;
		}
		return Stream.concat(change.consumed().stream(), change.unreadable().stream()).anyMatch((id) -> {
			Letter letter = this.tables.letters.get(id);
			return letter == null || !MemoryTables.isUnread(letter);
		});
	}

	private boolean isUnread(RunChange closing) {
		Set<Long> read = new HashSet<>();
		this.changes.forEach((change) -> {
			read.addAll(change.consumed());
			read.addAll(change.unreadable());
		});
		boolean stored = this.tables.letters.values()
			.stream()
			.filter((letter) -> MemoryTables.isUnread(letter) && !read.contains(letter.id()))
			.anyMatch((letter) -> MemoryTables.isFor(closing.runId(), closing.chain(), letter.runId(), letter.chain()));
		return stored || this.changes.stream()
			.flatMap((change) -> change.letters().stream())
			.filter((letter) -> letter.kind() != LetterKind.ABANDONED)
			.filter((letter) -> this.tables.findKey(letter.chain(), letter.key()) == null)
			.anyMatch((letter) -> MemoryTables.isFor(closing.runId(), closing.chain(), letter.runId(), letter.chain()));
	}

	private void start(RunChange change) {
		if (change.start() != null) {
			this.tables.insertRun(change.start(), this.nodeId, null);
		}
	}

	private void write(RunChange change) {
		change.events().forEach((event) -> this.tables.insertEvent(change.runId(), event));
		change.consumed().forEach(this.tables.letters::remove);
		change.unreadable()
			.forEach((id) -> this.tables.letters.computeIfPresent(id,
					(key, letter) -> MemoryTables.inState(letter, LetterState.UNREADABLE)));
		change.letters().forEach((letter) -> this.tables.insertLetter(letter, this.now));
		NavigableMap<Long, ActivityRow> rows = this.tables.activities.computeIfAbsent(change.runId(),
				(id) -> new TreeMap<>());
		change.settled().forEach(rows::remove);
		change.activities().forEach((row) -> rows.put(row.activityId(), stored(row)));
	}

	private static ActivityRow stored(ActivityRow row) {
		String failure = (row.lastFailure() != null) ? StoreLimits.message(row.lastFailure()) : null;
		return new ActivityRow(row.activityId(), row.attempt(), StoreLimits.time(row.dueAt()), row.begun(), failure);
	}

	private void update(RunChange change) {
		RunRow run = this.tables.runs.get(change.runId());
		RunUpdate update = change.update();
		if (run == null || update == null) {
			return;
		}
		if (update instanceof RunUpdate.Closed closed) {
			close(run, closed.status(), closed.at());
		}
		else if (update instanceof RunUpdate.Parked parked) {
			this.tables.place(run, null, null, (parked.wakeAt() != null) ? StoreLimits.time(parked.wakeAt()) : null);
		}
		else if (update instanceof RunUpdate.Stuck stuck) {
			StuckMark mark = new StuckMark(stuck.mark().reason(), StoreLimits.message(stuck.mark().message()),
					stuck.mark().buildId(), stuck.mark().tries());
			this.tables.place(run, mark, stuck.park() ? null : run.owner(), StoreLimits.time(stuck.wakeAt()));
		}
		else {
			this.tables.place(run, null, run.owner(), null);
		}
	}

	private void close(RunRow run, WorkflowStatus status, Instant at) {
		this.tables.open.remove(run.workflowId());
		this.tables.runs.put(run.runId(), new RunRow(run.runId(), run.workflowId(), run.firstRunId(), run.type(),
				status, null, null, null, run.buildId(), run.startedAt(), StoreLimits.time(at)));
	}

	/**
	 * What follows from a change of a run: no activity rows of closed runs, no letters
	 * put aside for runs that can take them again.
	 */
	private void tidy(RunChange change) {
		if (change.update() instanceof RunUpdate.Closed) {
			this.tables.activities.remove(change.runId());
		}
		else if (change.update() instanceof RunUpdate.Parked || change.update() instanceof RunUpdate.Healed) {
			Map<Long, Letter> held = new HashMap<>(this.tables.letters);
			held.values()
				.stream()
				.filter((letter) -> letter.state() == LetterState.HELD && letter.chain().equals(change.chain()))
				.forEach((letter) -> this.tables.letters.put(letter.id(),
						MemoryTables.inState(letter, LetterState.NEW)));
		}
	}

}
