package dev.durable.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.store.ActivityRow;
import dev.durable.store.Answer;
import dev.durable.store.AttributeRow;
import dev.durable.store.EventRow;
import dev.durable.store.KeptLetter;
import dev.durable.store.LetterState;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.Routing;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import org.jspecify.annotations.Nullable;

/**
 * What one run is about to commit: several turns, each one event at a time, and what
 * follows from them once they are durable.
 */
final class Unit {

	private static final int ITEMS_MAX = 500;

	/** What is to be written. */
	final List<Recorded> events = new ArrayList<>();

	final Set<Long> consumed = new HashSet<>();

	final List<Long> unreadable = new ArrayList<>();

	final Map<Long, Kept> kept = new LinkedHashMap<>();

	final List<Answer> answers = new ArrayList<>();

	final List<NewLetter> letters = new ArrayList<>();

	final List<OutgoingLetter> outgoing = new ArrayList<>();

	final List<RunStart> children = new ArrayList<>();

	final List<ActivityRow> rows = new ArrayList<>();

	final List<Long> settled = new ArrayList<>();

	final List<AttributeRow> attributes = new ArrayList<>();

	@Nullable NewRun start;

	@Nullable Closing closing;

	@Nullable RunUpdate update;

	@Nullable Instant due;

	/** Results that only memory knows, by activity: kept if the unit is not committed. */
	final Map<Long, Incoming> results = new LinkedHashMap<>();

	/** What to tell once it is durable. */
	final List<EndedActivity> ended = new ArrayList<>();

	/** What to do once it is durable. */
	final List<Recorded> scheduled = new ArrayList<>();

	final List<Attempt> toBegin = new ArrayList<>();

	final List<Attempt> offered = new ArrayList<>();

	final List<Attempt> toCancel = new ArrayList<>();

	final Questions questions = new Questions();

	final List<Message.AttemptLater> laters = new ArrayList<>();

	final List<CompletableFuture<CommitOutcome>> starters = new ArrayList<>();

	/** Set by the committer. */
	volatile @Nullable CommitOutcome outcome;

	boolean isFull() {
		return this.events.size() + this.consumed.size() + this.kept.size() + this.unreadable.size() >= ITEMS_MAX;
	}

	/**
	 * Tell whether other runs may have letters because of this unit.
	 */
	boolean hasSentLetters() {
		return !this.letters.isEmpty() || !this.outgoing.isEmpty() || (this.closing != null
				&& (!this.closing.letters().isEmpty() || this.closing.update().lastWords() != null));
	}

	/**
	 * Tell whether runs may be due because of this unit that nobody owns.
	 */
	boolean letsOthersBegin() {
		return (this.closing != null && this.closing.update().freesPlace()) || this.update instanceof RunUpdate.Limited
				|| this.children.stream().anyMatch((child) -> child.run().limit() != null);
	}

	boolean isEmpty() {
		return this.start == null && this.closing == null && this.update == null && this.consumed.isEmpty()
				&& this.kept.isEmpty() && this.events.isEmpty() && this.unreadable.isEmpty() && this.answers.isEmpty()
				&& this.letters.isEmpty() && this.outgoing.isEmpty() && this.children.isEmpty() && this.rows.isEmpty()
				&& this.settled.isEmpty() && this.attributes.isEmpty();
	}

	boolean isTaken(long letterId) {
		return this.consumed.contains(letterId) || this.kept.containsKey(letterId)
				|| this.unreadable.contains(letterId);
	}

	/**
	 * Tell whether this unit takes the letter with a key, and keeps it.
	 */
	boolean keeps(String key) {
		return this.kept.values().stream().anyMatch((letter) -> key.equals(letter.key()));
	}

	void row(ActivityRow row) {
		this.rows.removeIf((other) -> other.activityId() == row.activityId());
		this.settled.remove(row.activityId());
		this.rows.add(row);
	}

	void settle(long activityId) {
		this.rows.removeIf((other) -> other.activityId() == activityId);
		this.settled.add(activityId);
	}

	/**
	 * A turn has taken the result of an activity.
	 */
	void ended(@Nullable Attempt attempt, Incoming result) {
		if (attempt != null) {
			this.ended.add(EndedActivity.of(attempt, result));
		}
	}

	void timerDue(Instant time) {
		this.due = (this.due == null || time.isAfter(this.due)) ? time : this.due;
	}

	/**
	 * Return the attempts that nodes may find in their queues because of this unit.
	 */
	List<Routing> offers() {
		return this.rows.stream().map(ActivityRow::routing).filter(Objects::nonNull).toList();
	}

	/**
	 * Take the end back, since letters must become turns before it.
	 */
	void reopen() {
		this.closing = null;
		this.update = null;
		this.outcome = null;
	}

	/**
	 * Return the answers that this unit gives, by key: those to letters that it takes
	 * itself, and to those that were taken before.
	 */
	Map<String, byte[]> answered() {
		Map<String, byte[]> answered = new HashMap<>();
		this.kept.values().forEach((letter) -> {
			if (letter.key() != null && letter.state() == LetterState.ANSWERED) {
				answered.put(letter.key(), letter.data());
			}
		});
		this.answers.forEach((answer) -> answered.put(answer.key(), answer.data()));
		return answered;
	}

	RunChange change(ResidentRun run, EventCodec codec) {
		RunChange.Builder change = RunChange.of(run.runId(), run.chain()).start(this.start);
		this.events.forEach((event) -> change.event(row(event, codec)));
		this.consumed.forEach(change::consume);
		this.unreadable.forEach(change::unreadable);
		writeAnswers(change);
		this.letters.forEach(change::letter);
		this.outgoing.forEach(change::send);
		this.children.forEach(change::starts);
		this.settled.forEach(change::settled);
		this.rows.forEach(change::activity);
		this.attributes.forEach(change::attribute);
		if (this.closing != null) {
			change.event(row(this.closing.end(), codec)).update(this.closing.update());
			this.closing.letters().forEach(change::letter);
			if (this.closing.successor() != null) {
				change.starts(this.closing.successor());
			}
		}
		else if (this.update != null) {
			change.update(this.update);
		}
		if (this.due != null) {
			change.due(this.due);
		}
		return change.build();
	}

	/*
	 * An update that is taken and answered in one unit is answered at once.
	 */
	private void writeAnswers(RunChange.Builder change) {
		Map<String, byte[]> own = new HashMap<>();
		this.answers.forEach((answer) -> own.put(answer.key(), answer.data()));
		this.kept.forEach((id, letter) -> {
			byte[] data = (letter.state() == LetterState.ACCEPTED) ? own.remove(String.valueOf(letter.key())) : null;
			change.keep((data != null) ? new KeptLetter(id, LetterState.ANSWERED, data)
					: new KeptLetter(id, letter.state(), letter.data()));
		});
		this.answers.stream().filter((answer) -> own.containsKey(answer.key())).forEach(change::answer);
	}

	static EventRow row(Recorded event, EventCodec codec) {
		return new EventRow(event.seq(), event.kind(), event.recordedAt(), codec.encode(event.event()));
	}

	/**
	 * A letter that is taken and kept.
	 *
	 * @param key its key
	 * @param state the state it gets
	 * @param data its answer, or empty
	 */
	record Kept(@Nullable String key, LetterState state, byte[] data) {
	}

}
