package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.RetryState;
import dev.durable.TimeoutType;
import dev.durable.history.ActivitySettings;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.store.ActivityRow;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import org.jspecify.annotations.Nullable;

/**
 * The open activities of a run in memory: which attempt runs, which one waits, and what a
 * failure means under the settings of the call.
 */
final class Attempts {

	private static final int NOT_BEGUN = 0;

	private final ResidentRun owner;

	private final NodeContext node;

	private final Map<Long, Attempt> open = new TreeMap<>();

	Attempts(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	boolean anyRunning() {
		return this.open.values().stream().anyMatch((attempt) -> attempt.running && !attempt.ended);
	}

	boolean knows(long activityId) {
		return this.open.containsKey(activityId);
	}

	/**
	 * Return when the first attempt that waits is due.
	 */
	@Nullable Instant nextDue() {
		return this.open.values()
			.stream()
			.filter((attempt) -> !attempt.running)
			.map((attempt) -> attempt.due)
			.min(Instant::compareTo)
			.orElse(null);
	}

	/**
	 * An activity was scheduled, durably: its first attempt may begin.
	 */
	void begin(Recorded scheduled) {
		Attempt attempt = new Attempt(scheduled, 1, scheduled.recordedAt());
		this.open.put(attempt.activityId(), attempt);
		dispatch(attempt);
	}

	/**
	 * The beginning of an attempt is recorded as far as it must be: run it.
	 */
	void dispatch(Attempt attempt) {
		attempt.cancelAlarm();
		attempt.running = true;
		attempt.execution = this.node.activities().begin(this.owner, attempt);
	}

	/**
	 * The run leaves this node before an attempt has begun: the next owner must know that
	 * it has not.
	 */
	void leaveUnbegun(Recorded scheduled, Unit unit) {
		Attempt attempt = new Attempt(scheduled, NOT_BEGUN, scheduled.recordedAt());
		this.open.put(attempt.activityId(), attempt);
		unit.row(row(attempt, false));
	}

	/**
	 * Take up an activity whose row says where it stands.
	 * @return false if the attempt in the row may have begun on a node that is gone
	 */
	boolean resume(Recorded scheduled, ActivityRow row) {
		Attempt attempt = new Attempt(scheduled, row.attempt(), row.dueAt());
		attempt.lastFailure = row.lastFailure();
		this.open.put(attempt.activityId(), attempt);
		return !row.begun();
	}

	/**
	 * An attempt may have begun on a node that is gone. It counts.
	 */
	void lost(Recorded scheduled, Unit unit) {
		Attempt attempt = this.open.computeIfAbsent(scheduled.seq(),
				(id) -> new Attempt(scheduled, 1, scheduled.recordedAt()));
		this.owner.takeTurn(new Incoming.ActivityAttemptLost(attempt.activityId(), attempt.number), unit);
		FailureInfo unknown = FailureInfo.of(FailureKind.OUTCOME_UNKNOWN, attempt.command().activity(),
				"the node that ran attempt " + attempt.number + " is gone");
		failed(attempt, unknown, true, null, unit);
	}

	/**
	 * An attempt may be due.
	 */
	void due(long activityId, Unit unit) {
		Attempt attempt = this.open.get(activityId);
		if (attempt == null || attempt.running || this.node.isStopping() || this.owner.isStuck()) {
			return;
		}
		attempt.cancelAlarm();
		if (attempt.due.isAfter(this.node.clock().now())) {
			arm(attempt);
		}
		else if (attempt.number == NOT_BEGUN) {
			attempt.number = 1;
			unit.settle(activityId);
			unit.toBegin.add(attempt);
			attempt.running = true;
		}
		else {
			unit.row(row(attempt, true));
			unit.toBegin.add(attempt);
			attempt.running = true;
		}
	}

	/**
	 * An attempt was handed over and has not begun, since the node stops.
	 */
	void notBegun(Message.AttemptNotBegun message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null) {
			attempt.running = false;
			attempt.execution = null;
			attempt.number = (attempt.number == 1) ? NOT_BEGUN : attempt.number;
			unit.row(row(attempt, false));
		}
	}

	/**
	 * A transactional attempt has ended; its result is a letter.
	 */
	void ended(Message.AttemptEnded message) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null) {
			attempt.ended = true;
		}
	}

	/**
	 * Begin all that is due.
	 */
	void beginDue(Unit unit) {
		List.copyOf(this.open.keySet()).forEach((activityId) -> due(activityId, unit));
	}

	void armAll() {
		this.open.values().stream().filter((attempt) -> !attempt.running && attempt.alarm == null).forEach(this::arm);
	}

	private void arm(Attempt attempt) {
		Duration wait = Duration.between(this.node.clock().now(), attempt.due);
		attempt.alarm = this.node.executor()
			.schedule(Lane.TURN, wait.isNegative() ? Duration.ZERO : wait,
					() -> this.owner.tell(new Message.AttemptDue(attempt.activityId())));
	}

	/**
	 * Return the attempt that a message is about, if it still counts.
	 */
	@Nullable Attempt running(long activityId, int number) {
		Attempt attempt = this.open.get(activityId);
		return (attempt != null && attempt.running && attempt.number == number) ? attempt : null;
	}

	void completed(Message.AttemptCompleted message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null) {
			settle(attempt, message.event(), unit);
		}
	}

	void failed(Message.AttemptFailed message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null) {
			failed(attempt, message.failure(), message.retryable(), message.nextRetryMillis(), unit);
		}
	}

	private void failed(Attempt attempt, FailureInfo failure, boolean retryable, @Nullable Long nextRetryMillis,
			Unit unit) {
		ActivitySettings settings = attempt.settings();
		Instant now = this.node.clock().now();
		Duration wait = (nextRetryMillis != null) ? Duration.ofMillis(nextRetryMillis)
				: this.node.jitter(settings.backoff(attempt.number), settings.jitter());
		Instant deadline = attempt.deadline();
		RetryState end = null;
		if (!retryable) {
			end = RetryState.NON_RETRYABLE_FAILURE;
		}
		else if (settings.isLastAttempt(attempt.number)) {
			end = RetryState.MAXIMUM_ATTEMPTS_REACHED;
		}
		else if (deadline != null && !now.plus(wait).isBefore(deadline)) {
			end = RetryState.TIMEOUT;
		}
		if (end != null) {
			FailureInfo last = failure.ofActivity(attempt.command().activity(), attempt.number, end.name());
			Incoming.ActivityFailed event = new Incoming.ActivityFailed(attempt.activityId(), last);
			settle(attempt, event, unit);
		}
		else {
			attempt.cancelAlarm();
			attempt.running = false;
			attempt.execution = null;
			attempt.number++;
			attempt.due = now.plus(wait);
			attempt.lastFailure = failure.summary();
			unit.row(row(attempt, false));
		}
	}

	private ActivityRow row(Attempt attempt, boolean begun) {
		return new ActivityRow(attempt.activityId(), attempt.number, attempt.due, begun, attempt.lastFailure);
	}

	/*
	 * A result that the code cannot take now, since the run is stuck, is kept as a
	 * letter: else every bug after an activity would repeat its effect.
	 */
	private void settle(Attempt attempt, Incoming event, Unit unit) {
		forget(attempt.activityId(), unit);
		if (this.owner.isStuck() || !this.owner.takeTurn(event, unit)) {
			unit.letters.add(resultLetter(attempt.activityId(), attempt.number, event));
		}
		else {
			unit.results.put(attempt.activityId(), event);
		}
	}

	NewLetter resultLetter(long activityId, int number, Incoming event) {
		return new NewLetter(this.owner.chain(), this.owner.runId(), LetterKind.RESULT, event.kind(),
				this.node.codec().encode(event), NewLetter.attemptKey(this.owner.runId(), activityId, number));
	}

	NewLetter abandonment(long activityId, int number) {
		return new NewLetter(this.owner.chain(), this.owner.runId(), LetterKind.ABANDONED, "", new byte[0],
				NewLetter.attemptKey(this.owner.runId(), activityId, number));
	}

	/**
	 * The activity has a result: its row, if there may be one, goes with it.
	 */
	void forget(long activityId, Unit unit) {
		Attempt attempt = this.open.remove(activityId);
		if (attempt != null) {
			attempt.cancelAlarm();
			if (attempt.number != 1) {
				unit.settle(activityId);
			}
		}
	}

	/**
	 * An attempt has taken longer than it may.
	 */
	void overdue(Message.AttemptOverdue message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt == null || attempt.execution == null) {
			return;
		}
		if (attempt.execution.isTransactional()) {
			this.node.activities()
				.giveUp(this.owner, attempt, abandonment(attempt.activityId(), attempt.number), timeout(attempt));
		}
		else {
			attempt.execution.abandon();
			failed(attempt, timeout(attempt), true, null, unit);
		}
	}

	private FailureInfo timeout(Attempt attempt) {
		Instant deadline = attempt.deadline();
		boolean all = deadline != null && !this.node.clock().now().isBefore(deadline);
		TimeoutType type = all ? TimeoutType.SCHEDULE_TO_CLOSE : TimeoutType.START_TO_CLOSE;
		return FailureInfo.of(FailureKind.TIMEOUT, type.name(), "Attempt " + attempt.number + " of activity '"
				+ attempt.command().activity() + "' did not end within "
				+ (all ? attempt.settings().scheduleToClose() + " of its call" : attempt.settings().startToClose()));
	}

	/**
	 * The run closes: no attempt that still runs may commit any more.
	 */
	void abandonAll(Unit unit) {
		for (Attempt attempt : this.open.values()) {
			if (attempt.execution != null && attempt.execution.isTransactional()) {
				unit.letters.add(abandonment(attempt.activityId(), attempt.number));
			}
		}
	}

	/**
	 * The run has left this node, or its instance has: nothing may wake it any more.
	 */
	void cancelAlarms() {
		this.open.values().forEach(Attempt::cancelAlarm);
	}

	List<ActivityRunner.Execution> executions() {
		List<ActivityRunner.Execution> running = new ArrayList<>();
		this.open.values().forEach((attempt) -> {
			if (attempt.execution != null) {
				running.add(attempt.execution);
			}
		});
		return running;
	}

}
