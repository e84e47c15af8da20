package dev.durable.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
 * The rows of the in-memory store. Bytes are copied on the way in and on the way out;
 * everything else in them is immutable.
 */
final class MemoryTables {

	/** The order of the databases, which compare unsigned. */
	private static final Comparator<UUID> RUN_ORDER = (left, right) -> {
		int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
		return (high != 0) ? high
				: Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
	};

	final NavigableMap<UUID, RunRow> runs = new TreeMap<>(RUN_ORDER);

	final Map<String, UUID> open = new HashMap<>();

	final Map<UUID, NavigableMap<Long, EventRow>> histories = new HashMap<>();

	final NavigableMap<Long, Letter> letters = new TreeMap<>();

	final Map<UUID, NavigableMap<Long, ActivityRow>> activities = new HashMap<>();

	final NavigableMap<Long, MemoryNode> nodes = new TreeMap<>();

	final Set<Fence> fences = new HashSet<>();

	final Set<UUID> writeIds = new HashSet<>();

	private long lastLetter;

	static EventRow copy(EventRow row) {
		return new EventRow(row.seq(), row.kind(), StoreLimits.time(row.at()), row.data().clone());
	}

	static Letter copy(Letter row) {
		return new Letter(row.id(), row.chain(), row.runId(), row.kind(), row.name(), row.data().clone(), row.key(),
				row.state(), row.sentAt());
	}

	static Letter inState(Letter row, LetterState state) {
		return new Letter(row.id(), row.chain(), row.runId(), row.kind(), row.name(), row.data(), row.key(), state,
				row.sentAt());
	}

	static boolean isUnread(Letter letter) {
		return letter.state() == LetterState.NEW || letter.state() == LetterState.HELD;
	}

	static boolean isFor(RunRow run, Letter letter) {
		return isFor(run.runId(), run.firstRunId(), letter.runId(), letter.chain());
	}

	static boolean isFor(UUID runId, UUID chain, @Nullable UUID addressedRun, UUID addressedChain) {
		return addressedChain.equals(chain) && (addressedRun == null || addressedRun.equals(runId));
	}

	boolean isOpen(RunRow run) {
		return run.runId().equals(this.open.get(run.workflowId()));
	}

	Stream<RunRow> openRuns() {
		return this.runs.values().stream().filter(this::isOpen);
	}

	Stream<Letter> lettersFor(RunRow run, LetterState state) {
		return this.letters.values().stream().filter((letter) -> letter.state() == state && isFor(run, letter));
	}

	boolean hasNewLetter(RunRow run) {
		return lettersFor(run, LetterState.NEW).findAny().isPresent();
	}

	@Nullable Letter findKey(UUID chain, @Nullable String key) {
		if (key == null) {
			return null;
		}
		return this.letters.values()
			.stream()
			.filter((letter) -> letter.chain().equals(chain) && key.equals(letter.key()))
			.findAny()
			.orElse(null);
	}

	boolean insertLetter(NewLetter letter, Instant now) {
		if (findKey(letter.chain(), letter.key()) != null) {
			return false;
		}
		LetterState state = (letter.kind() == LetterKind.ABANDONED) ? LetterState.ANSWERED : LetterState.NEW;
		this.lastLetter++;
		this.letters.put(this.lastLetter, new Letter(this.lastLetter, letter.chain(), letter.runId(), letter.kind(),
				letter.name(), letter.data().clone(), letter.key(), state, now));
		return true;
	}

	void insertRun(NewRun run, @Nullable Long owner, @Nullable Instant wakeAt) {
		this.open.put(run.workflowId(), run.runId());
		this.runs.put(run.runId(), new RunRow(run.runId(), run.workflowId(), run.firstRunId(), run.type(),
				WorkflowStatus.RUNNING, null, owner, wakeAt, run.buildId(), StoreLimits.time(run.startedAt()), null));
	}

	void insertEvent(UUID runId, EventRow event) {
		this.histories.computeIfAbsent(runId, (id) -> new TreeMap<>()).put(event.seq(), copy(event));
	}

	void place(RunRow run, @Nullable StuckMark stuck, @Nullable Long owner, @Nullable Instant wakeAt) {
		this.runs.put(run.runId(), new RunRow(run.runId(), run.workflowId(), run.firstRunId(), run.type(), run.status(),
				stuck, owner, wakeAt, run.buildId(), run.startedAt(), run.closedAt()));
	}

	List<EventRow> history(UUID runId) {
		List<EventRow> events = new ArrayList<>();
		NavigableMap<Long, EventRow> stored = this.histories.get(runId);
		if (stored != null) {
			stored.values().forEach((event) -> events.add(copy(event)));
		}
		return events;
	}

	boolean isFenced(long nodeId) {
		return this.fences.stream().anyMatch((fence) -> fence.nodeId() == nodeId);
	}

	/**
	 * A node.
	 *
	 * @param registration what it said of itself
	 * @param leaseUntil when its lease ends
	 */
	record MemoryNode(NodeRegistration registration, Instant leaseUntil) {

	}

}
