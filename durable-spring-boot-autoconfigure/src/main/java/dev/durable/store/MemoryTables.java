package dev.durable.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.durable.ParentClosePolicy;
import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowQuery;
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

	/** Orders closed runs of a workflow id. */
	static final Comparator<RunRow> CLOSED_LAST = Comparator.comparing(RunRow::closedAt)
		.thenComparing(RunRow::runId, RUN_ORDER);

	private static final Set<WorkflowStatus> ENDED_BADLY = EnumSet.of(WorkflowStatus.FAILED, WorkflowStatus.CANCELLED,
			WorkflowStatus.TERMINATED, WorkflowStatus.TIMED_OUT);

	final NavigableMap<UUID, RunRow> runs = new TreeMap<>(RUN_ORDER);

	final Map<String, UUID> open = new HashMap<>();

	/** When each build was first seen. */
	final Map<String, Instant> builds = new HashMap<>();

	/** The builds that have tried a stuck run before the one of its mark. */
	final Map<UUID, Set<String>> tried = new HashMap<>();

	/** How often a run was taken from a dead node since it last left its owner. */
	final Map<UUID, Integer> takeovers = new HashMap<>();

	/** The builds that have claimed runs last. */
	final Map<UUID, String> claimedBy = new HashMap<>();

	final MemoryPlaces places = new MemoryPlaces(this);

	final Map<UUID, ParentClosePolicy> closePolicies = new HashMap<>();

	final Map<UUID, NavigableMap<Long, EventRow>> histories = new HashMap<>();

	final Map<UUID, NavigableMap<String, AttributeRow>> attributes = new HashMap<>();

	final NavigableMap<Long, Letter> letters = new TreeMap<>();

	final Map<UUID, NavigableMap<Long, ActivityRow>> activities = new HashMap<>();

	final Set<AttemptRef> cancelRequests = new HashSet<>();

	final Map<String, Instant> attemptsNextAt = new HashMap<>();

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

	static ActivityRow copy(ActivityRow row) {
		String failure = (row.lastFailure() != null) ? StoreLimits.message(row.lastFailure()) : null;
		return new ActivityRow(row.activityId(), row.attempt(), StoreLimits.time(row.dueAt()), row.begun(), failure,
				(row.details() != null) ? row.details().clone() : null, row.later(), row.routing());
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

	static @Nullable Instant timeOrNull(@Nullable Instant time) {
		return (time != null) ? StoreLimits.time(time) : null;
	}

	static RunRow row(NewRun run, @Nullable Long owner, @Nullable Instant wakeAt) {
		return new RunRow(run.runId(), run.workflowId(), run.firstRunId(), run.type(), run.queue(),
				WorkflowStatus.RUNNING, null, owner, timeOrNull(wakeAt), timeOrNull(run.startAt()),
				timeOrNull(run.timeoutAt()), run.parentChain(), run.buildId(), StoreLimits.time(run.startedAt()), null,
				run.limit(), false);
	}

	static RunRow closed(RunRow run, RunUpdate.Closed closed) {
		return new RunRow(run.runId(), run.workflowId(), run.firstRunId(), run.type(), run.queue(), closed.status(),
				null, null, null, run.startAt(), run.timeoutAt(), run.parentChain(), run.buildId(), run.startedAt(),
				StoreLimits.time(closed.at()), run.limit(), false);
	}

	/**
	 * Tell whether the reuse policy of a run has something against closed runs.
	 * @param run the run
	 * @param rows rows of runs, among them all that are closed under its workflow id
	 * @return true if it must not be started
	 */
	static boolean isUsed(NewRun run, Stream<RunRow> rows) {
		if (run.reusePolicy() == WorkflowIdReusePolicy.ALLOW_DUPLICATE) {
			return false;
		}
		List<RunRow> used = rows.filter((row) -> row.status().isClosed() && row.workflowId().equals(run.workflowId()))
			.filter((row) -> !row.firstRunId().equals(run.firstRunId()))
			.sorted(CLOSED_LAST)
			.toList();
		if (used.isEmpty() || run.reusePolicy() == WorkflowIdReusePolicy.REJECT_DUPLICATE) {
			return !used.isEmpty();
		}
		return !ENDED_BADLY.contains(used.get(used.size() - 1).status());
	}

	boolean isOpen(RunRow run) {
		return run.runId().equals(this.open.get(run.workflowId()));
	}

	boolean isLoadedWithOthers(LoadedRun run) {
		return isOpen(run.run()) && run.isShort();
	}

	@Nullable RunRow openRun(String workflowId) {
		UUID runId = this.open.get(workflowId);
		return (runId != null) ? this.runs.get(runId) : null;
	}

	/**
	 * Find the run that a workflow id stands for.
	 */
	Optional<RunRow> find(String workflowId) {
		RunRow run = openRun(workflowId);
		return (run != null) ? Optional.of(run)
				: this.runs.values().stream().filter((row) -> row.workflowId().equals(workflowId)).max(CLOSED_LAST);
	}

	/**
	 * Find a run of a chain: the first one, else the open one, else any.
	 */
	Optional<RunRow> anyOf(UUID firstRunId) {
		return Stream.of(Stream.ofNullable(this.runs.get(firstRunId)), openRuns(), this.runs.values().stream())
			.flatMap((rows) -> rows)
			.filter((run) -> run.firstRunId().equals(firstRunId))
			.findFirst();
	}

	/**
	 * Return the chains whose first run exists, or an open one that has come after it.
	 */
	Set<UUID> begun(Collection<UUID> firstRunIds) {
		Set<UUID> begun = new HashSet<>(firstRunIds);
		Set<UUID> open = openRuns().map(RunRow::firstRunId).collect(Collectors.toSet());
		begun.removeIf((chain) -> !this.runs.containsKey(chain) && !open.contains(chain));
		return Set.copyOf(begun);
	}

	/**
	 * Return the runs of a chain, the latest first.
	 */
	Stream<RunRow> chain(String workflowId, UUID firstRunId) {
		return this.runs.descendingMap()
			.values()
			.stream()
			.filter((run) -> run.workflowId().equals(workflowId) && run.firstRunId().equals(firstRunId));
	}

	Stream<RunRow> openRuns() {
		return this.runs.values().stream().filter(this::isOpen);
	}

	boolean isTaken(NewRun run) {
		return this.runs.containsKey(run.runId()) || this.open.containsKey(run.workflowId());
	}

	void insertRun(NewRun run, @Nullable Long owner, Instant now) {
		boolean delayed = run.startAt() != null && run.startAt().isAfter(now);
		boolean waits = this.places.queue(run);
		Long first = waits ? null : owner;
		this.open.put(run.workflowId(), run.runId());
		this.runs.put(run.runId(),
				row(run, first, (first != null) ? null : delayed ? run.startAt() : now).limited(run.limit(), waits));
		ParentClosePolicy policy = (run.closePolicy() != null) ? run.closePolicy() : inherited(run);
		if (run.parentChain() != null && policy != null) {
			this.closePolicies.put(run.runId(), policy);
		}
		run.attributes().forEach((row) -> putAttribute(run.runId(), row));
	}

	private @Nullable ParentClosePolicy inherited(NewRun run) {
		return this.runs.values()
			.stream()
			.filter((other) -> other.firstRunId().equals(run.firstRunId()))
			.map((other) -> this.closePolicies.get(other.runId()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	void close(RunRow run, RunUpdate.Closed closed) {
		this.open.remove(run.workflowId());
		this.runs.put(run.runId(), closed(run, closed));
	}

	void place(RunRow run, @Nullable StuckMark stuck, @Nullable Long owner, @Nullable Instant wakeAt) {
		place(run, run.status(), stuck, owner, wakeAt);
	}

	void place(RunRow run, WorkflowStatus status, @Nullable StuckMark stuck, @Nullable Long owner,
			@Nullable Instant wakeAt) {
		this.runs.put(run.runId(), run.placed(status, stuck, owner, timeOrNull(wakeAt)));
	}

	/**
	 * Take note of what a commit says of a run that has been stuck, or is now.
	 */
	void note(RunRow before, @Nullable StuckMark mark, boolean owned) {
		if (!owned) {
			this.takeovers.remove(before.runId());
		}
		if (mark == null) {
			this.tried.remove(before.runId());
		}
		else if (before.stuck() != null && before.stuck().reason() != StuckReason.TAKEOVER_LOOP
				&& !before.stuck().buildId().isEmpty() && !before.stuck().buildId().equals(mark.buildId())) {
			this.tried.computeIfAbsent(before.runId(), (id) -> new HashSet<>()).add(before.stuck().buildId());
		}
	}

	boolean isSuspect(RunRow run) {
		return this.takeovers.getOrDefault(run.runId(), 0) >= Takeovers.MAX;
	}

	void free(RunRow run, boolean dead, String buildId, Instant now) {
		int count = dead ? this.takeovers.merge(run.runId(), 1, Integer::sum) : 0;
		if (count < Takeovers.MAX) {
			place(run, run.stuck(), null, now);
		}
		else {
			this.tried.remove(run.runId());
			place(run, new StuckMark(StuckReason.TAKEOVER_LOOP, Takeovers.message(count), buildId, count), null,
					now.plus(Takeovers.wait(count)));
		}
	}

	boolean deleteClosed(UUID runId) {
		RunRow run = this.runs.get(runId);
		if (run == null || isOpen(run)) {
			return false;
		}
		deleteRun(run);
		return true;
	}

	private void deleteRun(RunRow run) {
		this.tried.remove(run.runId());
		this.takeovers.remove(run.runId());
		this.claimedBy.remove(run.runId());
		this.runs.remove(run.runId());
		this.histories.remove(run.runId());
		this.attributes.remove(run.runId());
		this.closePolicies.remove(run.runId());
		if (this.runs.values().stream().noneMatch((other) -> other.firstRunId().equals(run.firstRunId()))) {
			this.letters.values().removeIf((letter) -> letter.chain().equals(run.firstRunId()));
		}
	}

	int deleteOld(Instant until, int limit) {
		List<RunRow> old = this.runs.values()
			.stream()
			.filter((run) -> run.closedAt() != null && run.closedAt().isBefore(until))
			.sorted(Comparator.comparing(RunRow::runId))
			.limit(limit)
			.toList();
		old.forEach(this::deleteRun);
		return old.size();
	}

	void insertEvent(UUID runId, EventRow event) {
		this.histories.computeIfAbsent(runId, (id) -> new TreeMap<>()).put(event.seq(), copy(event));
	}

	List<EventRow> history(UUID runId) {
		List<EventRow> events = new ArrayList<>();
		NavigableMap<Long, EventRow> stored = this.histories.get(runId);
		if (stored != null) {
			stored.values().forEach((event) -> events.add(copy(event)));
		}
		return events;
	}

	void putAttribute(UUID runId, AttributeRow row) {
		NavigableMap<String, AttributeRow> rows = this.attributes.computeIfAbsent(runId, (id) -> new TreeMap<>());
		if (row.json() != null) {
			rows.put(attributeKey(row.name(), row.memo()), row);
		}
		else {
			rows.remove(attributeKey(row.name(), row.memo()));
		}
	}

	Map<UUID, List<AttributeRow>> attributes(Collection<UUID> runIds) {
		Map<UUID, List<AttributeRow>> found = new HashMap<>();
		runIds.forEach((id) -> {
			Map<String, AttributeRow> rows = this.attributes.getOrDefault(id, new TreeMap<>());
			if (!rows.isEmpty()) {
				found.put(id, List.copyOf(rows.values()));
			}
		});
		return Map.copyOf(found);
	}

	private static String attributeKey(String name, boolean memo) {
		return (memo ? "memo " : "attribute ") + name;
	}

	/**
	 * Tell whether a listing has a run, wherever its pages begin.
	 * @param query what is listed
	 * @param run the run
	 * @return true if the run has all that is asked for
	 */
	boolean matches(WorkflowQuery query, RunRow run) {
		return query.typeName().map(run.type()::equals).orElse(true)
				&& query.status().map((status) -> status == run.status()).orElse(true)
				&& query.startedAfter().map(run.startedAt()::isAfter).orElse(true)
				&& query.startedBefore().map(run.startedAt()::isBefore).orElse(true)
				&& query.idPrefix().map(run.workflowId()::startsWith).orElse(true)
				&& (!query.isStuck() || run.stuck() != null) && hasAttributes(run.runId(), query.attributes());
	}

	/*
	 * By the JSON text that is stored. Parts of the memo do not count.
	 */
	private boolean hasAttributes(UUID runId, Map<String, ?> wanted) {
		NavigableMap<String, AttributeRow> rows = this.attributes.getOrDefault(runId, new TreeMap<>());
		return wanted.entrySet().stream().allMatch((entry) -> {
			AttributeRow row = rows.get(attributeKey(entry.getKey(), false));
			return row != null && entry.getValue().equals(row.json());
		});
	}

	boolean hasNewLetter(RunRow run, Predicate<LetterKind> kinds) {
		return newLetters(run).anyMatch((letter) -> kinds.test(letter.kind()));
	}

	/**
	 * Return the letters for a run that nobody has taken or put aside, the first one
	 * first.
	 */
	Stream<Letter> newLetters(RunRow run) {
		return this.letters.values()
			.stream()
			.filter((letter) -> letter.state() == LetterState.NEW && isFor(run, letter));
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

	/**
	 * Insert a letter for whichever run is open under its workflow id, if there is one
	 * and it is not another than the letter names.
	 * @param letter the letter
	 * @param now the time
	 * @return the run, also if the key was there already
	 */
	@Nullable RunRow insertLetter(OutgoingLetter letter, Instant now) {
		RunRow run = openRun(letter.workflowId());
		if (run == null || (letter.runId() != null && !letter.runId().equals(run.runId()))
				|| (letter.type() != null && !letter.type().equals(run.type()))) {
			return null;
		}
		insertLetter(new NewLetter(run.firstRunId(), letter.runId(), letter.kind(), letter.name(), letter.data(),
				letter.key()), now);
		return run;
	}

	void setState(Letter letter, LetterState state, byte[] data) {
		this.letters.put(letter.id(), new Letter(letter.id(), letter.chain(), letter.runId(), letter.kind(),
				letter.name(), data.clone(), letter.key(), state, letter.sentAt()));
	}

	/**
	 * Change the state of all letters of a chain that are in a given one.
	 * @param chain the chain
	 * @param from the state they are in
	 * @param to the state they get
	 */
	void setStates(UUID chain, LetterState from, LetterState to) {
		List<Letter> found = this.letters.values()
			.stream()
			.filter((letter) -> letter.state() == from && letter.chain().equals(chain))
			.toList();
		found.forEach((letter) -> setState(letter, to, (to == LetterState.ANSWERED) ? new byte[0] : letter.data()));
	}

	/**
	 * Put another slot in the place of one, unless that has happened before.
	 * @return the other one, which is there unless the first one was not
	 */
	Fence replace(Fence fence, Fence next) {
		if (this.fences.remove(fence)) {
			this.fences.add(next);
		}
		return next;
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

		boolean isOver(Instant now) {
			return !this.leaseUntil.isAfter(now);
		}

	}

}
