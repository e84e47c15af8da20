package dev.durable.store;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

/**
 * The letters of the in-memory store. The store holds its lock around each call.
 */
final class MemoryLetters {

	private static final Set<LetterState> SETTLED = EnumSet.of(LetterState.ANSWERED, LetterState.DEAD,
			LetterState.UNREADABLE);

	private static final Set<LetterKind> MISSED = EnumSet.of(LetterKind.SIGNAL, LetterKind.UPDATE, LetterKind.RESET,
			LetterKind.RESTART);

	/** What is of use to the run alone for which it was. */
	private static final Set<LetterKind> OWN = EnumSet.of(LetterKind.RESULT, LetterKind.ATTEMPT_FAILED,
			LetterKind.RESET);

	private final MemoryTables tables;

	MemoryLetters(MemoryTables tables) {
		this.tables = tables;
	}

	Optional<SentLetter> send(OutgoingLetter letter, Instant now) {
		StoreLimits.require(letter);
		RunRow open = this.tables.openRun(letter.workflowId());
		boolean read = open != null && this.tables.letters.values()
			.stream()
			.noneMatch((other) -> MemoryTables.isUnread(other) && other.chain().equals(open.firstRunId()));
		RunRow run = this.tables.insertLetter(letter, now);
		if (run == null) {
			return Optional.empty();
		}
		boolean known = read && letter.key() == null;
		return Optional.of(new SentLetter(addressee(run),
				known ? MemoryTables.copy(this.tables.letters.lastEntry().getValue()) : null));
	}

	private static Addressee addressee(RunRow run) {
		return new Addressee(run.runId(), run.firstRunId());
	}

	Set<String> sent(Collection<String> keys) {
		Set<String> sent = new HashSet<>();
		for (Letter letter : this.tables.letters.values()) {
			if (letter.key() != null && keys.contains(letter.key())) {
				sent.add(letter.key());
			}
		}
		return Set.copyOf(sent);
	}

	List<Letter> settled(Collection<LetterRef> refs) {
		return refs.stream()
			.distinct()
			.flatMap((ref) -> Stream.ofNullable(this.tables.findKey(ref.chain(), ref.key())))
			.filter((letter) -> SETTLED.contains(letter.state()))
			.map(MemoryTables::copy)
			.toList();
	}

	Optional<Addressee> complete(NewLetter result, long activityId, int attempt, Instant now) {
		UUID runId = Objects.requireNonNull(result.runId(), "runId");
		StoreLimits.require("Letter name", result.name());
		if (waiting(runId, activityId, attempt) == null) {
			return Optional.empty();
		}
		RunRow run = Objects.requireNonNull(this.tables.runs.get(runId), "run");
		this.tables.insertLetter(new NewLetter(run.firstRunId(), runId, result.kind(), result.name(), result.data(),
				NewLetter.attemptKey(runId, activityId, attempt)), now);
		return Optional.of(addressee(run));
	}

	boolean heartbeat(UUID runId, long activityId, int attempt, byte[] details) {
		ActivityRow row = waiting(runId, activityId, attempt);
		if (row == null) {
			return false;
		}
		this.tables.activities.computeIfAbsent(runId, (id) -> new TreeMap<>())
			.put(activityId, new ActivityRow(activityId, attempt, row.dueAt(), row.begun(), row.lastFailure(),
					details.clone(), true, row.routing()));
		return true;
	}

	private @Nullable ActivityRow waiting(UUID runId, long activityId, int attempt) {
		NavigableMap<Long, ActivityRow> rows = this.tables.activities.getOrDefault(runId, new TreeMap<>());
		ActivityRow row = rows.get(activityId);
		RunRow run = this.tables.runs.get(runId);
		if (run == null || row == null || !row.later() || row.attempt() != attempt) {
			return null;
		}
		String key = NewLetter.attemptKey(runId, activityId, attempt);
		return (this.tables.findKey(run.firstRunId(), key) == null) ? row : null;
	}

	Optional<Letter> deadLetter(long letterId) {
		return Optional.ofNullable(this.tables.letters.get(letterId))
			.filter(MemoryLetters::isDead)
			.map(MemoryTables::copy);
	}

	private static boolean isDead(Letter letter) {
		return (letter.state() == LetterState.DEAD || letter.state() == LetterState.UNREADABLE)
				&& letter.kind() != LetterKind.RESTART;
	}

	List<Letter> deadLetters(String workflowId) {
		Set<UUID> chains = new TreeSet<>();
		this.tables.runs.values()
			.stream()
			.filter((run) -> run.workflowId().equals(workflowId))
			.forEach((run) -> chains.add(run.firstRunId()));
		return this.tables.letters.values()
			.stream()
			.filter((letter) -> isDead(letter) && chains.contains(letter.chain()))
			.map(MemoryTables::copy)
			.toList();
	}

	Optional<Addressee> redeliver(long letterId, String workflowId) {
		Letter letter = this.tables.letters.get(letterId);
		RunRow run = this.tables.openRun(workflowId);
		if (letter == null || !isDead(letter) || run == null) {
			return Optional.empty();
		}
		boolean own = run.runId().equals(letter.runId());
		Letter other = this.tables.findKey(run.firstRunId(), letter.key());
		if ((OWN.contains(letter.kind()) && !own) || (other != null && other.id() != letterId)) {
			return Optional.empty();
		}
		this.tables.letters.put(letterId, new Letter(letterId, run.firstRunId(), own ? letter.runId() : null,
				letter.kind(), letter.name(), letter.data(), letter.key(), LetterState.NEW, letter.sentAt()));
		return Optional.of(addressee(run));
	}

	List<Letter> deadRestarts(int limit) {
		return this.tables.letters.values()
			.stream()
			.filter(MemoryLetters::isDeadRestart)
			.limit(limit)
			.map(MemoryTables::copy)
			.toList();
	}

	static boolean isDeadRestart(Letter letter) {
		return letter.state() == LetterState.DEAD && letter.kind() == LetterKind.RESTART;
	}

	List<Letter> letters(UUID runId) {
		RunRow run = this.tables.runs.get(runId);
		return this.tables.letters.values()
			.stream()
			.filter((letter) -> run != null && MemoryTables.isUnread(letter) && MemoryTables.isFor(run, letter))
			.map(MemoryTables::copy)
			.toList();
	}

	int sort(int limit) {
		List<Letter> found = this.tables.letters.values()
			.stream()
			.filter((letter) -> letter.state() == LetterState.NEW && placeOf(letter) != LetterState.NEW)
			.limit(limit)
			.toList();
		int dead = 0;
		for (Letter letter : found) {
			LetterState state = placeOf(letter);
			if (state == LetterState.HELD || MISSED.contains(letter.kind())) {
				this.tables.setState(letter, state, letter.data());
				dead += (state == LetterState.DEAD) ? 1 : 0;
			}
			else {
				this.tables.letters.remove(letter.id());
			}
		}
		return dead;
	}

	private LetterState placeOf(Letter letter) {
		RunRow run = this.tables.openRuns().filter((open) -> MemoryTables.isFor(open, letter)).findAny().orElse(null);
		if (run == null) {
			return LetterState.DEAD;
		}
		boolean ends = letter.kind() == LetterKind.CANCEL && run.waiting();
		return (!letter.kind().isOrder() && !ends && !takesLetters(run)) ? LetterState.HELD : LetterState.NEW;
	}

	static boolean takesLetters(RunRow run) {
		return run.stuck() == null && run.status() != WorkflowStatus.PAUSED && !run.waiting();
	}

}
