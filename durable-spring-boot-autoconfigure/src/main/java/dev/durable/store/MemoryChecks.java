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

import org.jspecify.annotations.Nullable;

/**
 * What the in-memory store has against the changes of a batch, found before any of them
 * is applied.
 */
final class MemoryChecks {

	private final MemoryTables tables;

	private final long nodeId;

	private final Instant now;

	private final List<RunChange> changes;

	private final Map<Integer, Refusal> refusals = new LinkedHashMap<>();

	private final Map<UUID, RunRow> closing = new HashMap<>();

	private final Set<String> freed = new HashSet<>();

	private final Set<String> begun = new HashSet<>();

	private final Set<UUID> inserted = new HashSet<>();

	private final Set<Long> taken = new HashSet<>();

	MemoryChecks(MemoryTables tables, long nodeId, Instant now, List<RunChange> changes) {
		this.tables = tables;
		this.nodeId = nodeId;
		this.now = now;
		this.changes = changes;
	}

	Map<Integer, Refusal> refusals() {
		this.changes.forEach(this::lookAhead);
		forEach(this::own);
		forEach(this::others);
		forEach(this::rest);
		return this.refusals;
	}

	private void forEach(Check check) {
		for (int index = 0; index < this.changes.size(); index++) {
			Refusal refusal = check.refusal(this.changes.get(index));
			if (refusal != null) {
				this.refusals.putIfAbsent(index, refusal);
			}
		}
	}

	/**
	 * Closed runs hand their workflow ids on, and letters their keys, within the batch.
	 */
	private void lookAhead(RunChange change) {
		this.taken.addAll(change.consumed());
		this.taken.addAll(change.unreadable());
		change.kept().forEach((letter) -> this.taken.add(letter.id()));
		RunRow run = (change.start() != null) ? MemoryTables.row(change.start(), this.nodeId, null)
				: this.tables.runs.get(change.runId());
		if (run != null && change.update() instanceof RunUpdate.Closed closed) {
			this.closing.put(run.runId(), MemoryTables.closed(run, closed));
			if (this.tables.isOpen(run)) {
				this.freed.add(run.workflowId());
			}
		}
	}

	private @Nullable Refusal own(RunChange change) {
		if (change.due() != null && change.due().isAfter(this.now)) {
			return Refusal.TIMER_EARLY;
		}
		if (!StoreLimits.isStorable(change)) {
			return Refusal.REJECTED;
		}
		if (change.start() == null) {
			return null;
		}
		if (isTaken(change.start())) {
			return Refusal.ID_TAKEN;
		}
		return begin(change.start());
	}

	private @Nullable Refusal others(RunChange change) {
		for (RunStart start : change.starts()) {
			boolean refused = isTaken(start.run());
			if (refused && !start.optional()) {
				return Refusal.ID_TAKEN;
			}
			if (!refused && begin(start.run()) != null) {
				return Refusal.ID_USED;
			}
		}
		return null;
	}

	private boolean isTaken(NewRun run) {
		String workflowId = run.workflowId();
		return this.tables.runs.containsKey(run.runId()) || this.inserted.contains(run.runId())
				|| this.begun.contains(workflowId)
				|| (this.tables.open.containsKey(workflowId) && !this.freed.contains(workflowId));
	}

	private @Nullable Refusal begin(NewRun run) {
		this.inserted.add(run.runId());
		if (!this.closing.containsKey(run.runId())) {
			this.begun.add(run.workflowId());
		}
		Stream<RunRow> rows = Stream.concat(this.tables.runs.values().stream(), this.closing.values().stream());
		return MemoryTables.isUsed(run, rows) ? Refusal.ID_USED : null;
	}

	private @Nullable Refusal rest(RunChange change) {
		if (isConflict(change)) {
			return Refusal.CONFLICT;
		}
		boolean awaits = change.update() instanceof RunUpdate.Closed closed && closed.awaitsInbox();
		return (awaits && isUnread(change)) ? Refusal.LETTERS_UNREAD : null;
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
		Stream<Long> kept = change.kept().stream().map(KeptLetter::id);
		return Stream.of(change.consumed().stream(), change.unreadable().stream(), kept)
			.flatMap((ids) -> ids)
			.anyMatch((id) -> {
				Letter letter = this.tables.letters.get(id);
				return letter == null || !MemoryTables.isUnread(letter);
			});
	}

	private boolean isUnread(RunChange closing) {
		boolean stored = this.tables.letters.values()
			.stream()
			.filter((letter) -> MemoryTables.isUnread(letter) && !this.taken.contains(letter.id()))
			.anyMatch((letter) -> MemoryTables.isFor(closing.runId(), closing.chain(), letter.runId(), letter.chain()));
		return stored || this.changes.stream()
			.flatMap((change) -> change.letters().stream())
			.filter((letter) -> letter.kind() != LetterKind.ABANDONED && !isKeyThere(letter))
			.anyMatch((letter) -> MemoryTables.isFor(closing.runId(), closing.chain(), letter.runId(), letter.chain()));
	}

	private boolean isKeyThere(NewLetter letter) {
		Letter stored = this.tables.findKey(letter.chain(), letter.key());
		return stored != null && this.changes.stream().noneMatch((change) -> change.consumed().contains(stored.id()));
	}

	/**
	 * Looks at one change.
	 */
	@FunctionalInterface
	private interface Check {

		@Nullable Refusal refusal(RunChange change);

	}

}
