package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import dev.durable.ActivityAbandoned;
import dev.durable.RetryState;
import dev.durable.TimeoutType;
import dev.durable.history.ActivitySettings;
import dev.durable.history.FailureInfo;
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

	private final ResidentRun owner;

	private final NodeContext node;

	private final AttemptLetters letters;

	private final AttemptCancels cancels;

	private final OwnAttempts own;

	private final AttemptRoutes routes;

	private final Map<Long, Attempt> open = new TreeMap<>();

	Attempts(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
		this.letters = new AttemptLetters(owner, node);
		this.own = new OwnAttempts(owner, node, this.letters);
		this.routes = new AttemptRoutes(this.open, owner, node);
		this.cancels = new AttemptCancels(this.open, owner, node, this.letters);
	}

	boolean anyRunning() {
		return this.open.values().stream().anyMatch(Attempt::isBusy);
	}

	boolean knows(long activityId) {
		return this.open.containsKey(activityId);
	}

	/**
	 * Return when the first attempt that does not run here needs something.
	 */
	@Nullable Instant nextDue() {
		return this.open.values()
			.stream()
			.filter((attempt) -> !attempt.isBusy() && !attempt.ended)
			.map(Attempt::nextDue)
			.filter(Objects::nonNull)
			.min(Instant::compareTo)
			.orElse(null);
	}

	private Attempt put(Recorded scheduled, int number, Instant due) {
		Attempt attempt = new Attempt(scheduled, this.owner.identity().startedAt(), number, due);
		this.open.put(attempt.activityId(), attempt);
		return attempt;
	}

	/**
	 * An activity was scheduled, durably: its first attempt may begin.
	 */
	void begin(Recorded scheduled) {
		Attempt attempt = put(scheduled, 1, scheduled.recordedAt());
		if (attempt.isInherited()) {
			attempt.number = Attempt.NOT_BEGUN;
		}
		else if (this.routes.queueOf(attempt) != null) {
			attempt.offered();
		}
		else {
			dispatch(attempt);
		}
	}

	/**
	 * The beginning of an attempt is recorded as far as it must be: run it.
	 */
	void dispatch(Attempt attempt) {
		attempt.cancelAlarm();
		attempt.running = true;
		attempt.execution = this.node.activities().begin(this.own, attempt);
		Instant limit = Times.earlier(attempt.beginLimit(), attempt.deadline());
		if (limit != null) {
			attempt.alarm = alarm(limit,
					new Message.AttemptOverdue(attempt.activityId(), attempt.number, TimeoutType.SCHEDULE_TO_START));
		}
	}

	private Runnable alarm(Instant at, Message message) {
		return this.node.executor()
			.schedule(Lane.TURN, Times.until(at, this.node.clock().now()), () -> this.owner.tell(message));
	}

	/**
	 * The run leaves this node before an attempt has begun: the next owner must know that
	 * it has not.
	 */
	void leaveUnbegun(Recorded scheduled, Unit unit) {
		unit.row(put(scheduled, Attempt.NOT_BEGUN, scheduled.recordedAt()).row(false));
	}

	/**
	 * Take up an activity that was open when its run was loaded.
	 * @return false if code of an attempt may have run on a node that is gone, and nobody
	 * may have seen its result or its token
	 */
	boolean resume(Recorded scheduled, @Nullable ActivityRow row, Set<Long> cancelled) {
		Attempt attempt = (row != null) ? put(scheduled, row.attempt(), row.dueAt())
				: put(scheduled, 1, scheduled.recordedAt());
		if (cancelled.contains(attempt.activityId())) {
			attempt.cancelled();
		}
		if (row == null) {
			attempt.number = attempt.isInherited() ? Attempt.NOT_BEGUN : 1;
			return attempt.isInherited();
		}
		attempt.hasRow = true;
		attempt.lastFailure = row.lastFailure();
		attempt.details = row.details();
		attempt.later = row.later();
		attempt.running = row.later();
		boolean elsewhere = row.later() ? row.routing() != null : this.routes.resume(attempt, row);
		return elsewhere || !row.begun();
	}

	/**
	 * An attempt may have begun on a node that is gone. It counts. One that runs here,
	 * for a run that was dropped from memory meanwhile, may still commit: it is given up
	 * first.
	 */
	void lost(Recorded scheduled, Unit unit) {
		Attempt attempt = this.open.get(scheduled.seq());
		Execution left = (attempt != null)
				? this.node.activities().find(this.owner.runId(), attempt.activityId(), attempt.number) : null;
		if (attempt != null && left != null && left.isTransactional()) {
			attempt.running = true;
			attempt.execution = left;
			attempt.givingUp = true;
			this.node.activities()
				.giveUp(this.owner, attempt, new Message.AttemptFailed(attempt.activityId(), attempt.number,
						AttemptRules.unknown(attempt), true, null), false);
		}
		else if (attempt != null
				&& this.owner.takeTurn(new Incoming.ActivityAttemptLost(attempt.activityId(), attempt.number), unit)) {
			attempt.running = true;
			failed(attempt, AttemptRules.unknown(attempt), true, null, unit);
		}
	}

	/**
	 * An attempt may be due.
	 */
	void due(long activityId, Unit unit) {
		Attempt attempt = this.open.get(activityId);
		if (attempt == null || attempt.running || attempt.unwanted || this.owner.isHalted()
				|| (this.node.isHandingOver() && !attempt.needsNoBegin())) {
			return;
		}
		attempt.cancelAlarm();
		Instant now = this.node.clock().now();
		Instant limit = Times.earlier(attempt.beginLimit(), attempt.deadline());
		if (attempt.cancelRequested) {
			end(attempt, AttemptRules.cancelled(null), RetryState.CANCELLED, unit);
		}
		else if (attempt.due.isAfter(now)) {
			arm(attempt);
		}
		else if (attempt.withdrawn || (limit != null && !limit.isAfter(now))) {
			end(attempt, AttemptRules.timeout(attempt, TimeoutType.SCHEDULE_TO_START, now), RetryState.TIMEOUT, unit);
		}
		else {
			record(attempt, unit);
		}
	}

	private void record(Attempt attempt, Unit unit) {
		boolean first = attempt.number == Attempt.NOT_BEGUN;
		attempt.number = Math.max(attempt.number, 1);
		if (this.routes.offer(attempt, unit)) {
			return;
		}
		if (first && !attempt.isInherited()) {
			attempt.hasRow = false;
			unit.settle(attempt.activityId());
		}
		else {
			unit.row(attempt.row(true));
		}
		attempt.running = true;
		unit.toBegin.add(attempt);
	}

	/**
	 * What was going to begin or to end is not recorded.
	 */
	void notRecorded(Unit unit) {
		unit.toBegin.forEach((attempt) -> attempt.running = false);
		unit.offered.forEach((attempt) -> attempt.running = false);
		unit.toCancel.forEach((attempt) -> attempt.unwanted = false);
	}

	/**
	 * An attempt was handed over and has not begun, since the node stops.
	 */
	void notBegun(Message.AttemptNotBegun message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null) {
			attempt.notBegun();
			unit.row(attempt.row(false));
		}
	}

	/**
	 * An attempt has ended or was completed by its token; its result is a letter.
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
		for (Attempt attempt : List.copyOf(this.open.values())) {
			due(attempt.activityId(), unit);
			AttemptRules.Limit limit = AttemptRules.elsewhereLimit(attempt);
			if (limit != null && !limit.at().isAfter(this.node.clock().now())) {
				overdue(new Message.AttemptOverdue(attempt.activityId(), attempt.number, limit.type()), unit);
			}
		}
	}

	void armAll() {
		this.open.values().stream().filter((attempt) -> !attempt.isBusy() && attempt.alarm == null).forEach(this::arm);
	}

	private void arm(Attempt attempt) {
		if (!attempt.running) {
			attempt.alarm = alarm(attempt.due, new Message.AttemptDue(attempt.activityId()));
		}
		else if (!attempt.ended && !attempt.givingUp) {
			AttemptRules.Limit limit = AttemptRules.elsewhereLimit(attempt);
			attempt.alarm = (limit != null)
					? alarm(limit.at(), new Message.AttemptOverdue(attempt.activityId(), attempt.number, limit.type()))
					: null;
		}
	}

	/**
	 * Return the attempt that a message is about, if it still counts.
	 */
	@Nullable Attempt running(long activityId, int number) {
		Attempt attempt = this.open.get(activityId);
		boolean counts = attempt != null && attempt.running && !attempt.unwanted && attempt.number == number;
		return counts ? attempt : null;
	}

	void completed(Message.AttemptCompleted message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null) {
			settle(attempt, message.event(), unit);
		}
	}

	/**
	 * An attempt has failed. One that may have been completed by its token fails only if
	 * it has not.
	 */
	void failed(Message.AttemptFailed message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null && attempt.later) {
			attempt.execution = null;
			attempt.givingUp = true;
			this.node.activities().giveUp(this.owner, attempt, message, false);
		}
		else if (attempt != null) {
			failed(attempt, message.failure(), message.retryable(), message.nextRetryMillis(), unit);
		}
	}

	void givenUp(Message.AttemptGivenUp message, Unit unit) {
		Message.AttemptFailed failed = message.failed();
		Attempt attempt = running(failed.activityId(), failed.attempt());
		if (attempt != null) {
			failed(attempt, failed.failure(), failed.retryable(), failed.nextRetryMillis(), unit);
		}
	}

	void failed(Attempt attempt, FailureInfo failure, boolean retryable, @Nullable Long nextRetryMillis, Unit unit) {
		ActivitySettings settings = attempt.settings();
		Duration wait = (nextRetryMillis != null) ? Duration.ofMillis(nextRetryMillis)
				: this.node.jitter(settings.retry().backoff(attempt.number), settings.retry().jitter());
		Instant next = Times.plus(this.node.clock().now(), wait);
		if (attempt.execution != null && attempt.execution.details() != null) {
			attempt.details = attempt.execution.details();
		}
		RetryState end = AttemptRules.end(attempt, failure, retryable, next);
		if (end != null) {
			end(attempt, failure, end, unit);
			return;
		}
		attempt.cancelAlarm();
		attempt.running = false;
		attempt.ended = false;
		attempt.givingUp = false;
		attempt.later = false;
		attempt.routed = false;
		attempt.execution = null;
		attempt.number++;
		attempt.due = next;
		attempt.lastFailure = failure.summary();
		this.owner.moved();
		if (!this.routes.offer(attempt, unit)) {
			unit.row(attempt.row(false));
		}
	}

	private void end(Attempt attempt, FailureInfo failure, RetryState end, Unit unit) {
		settle(attempt, new Incoming.ActivityFailed(attempt.activityId(), AttemptRules.last(attempt, failure, end)),
				unit);
	}

	/*
	 * A result that the code cannot take now, since the run is stuck or held, is kept as
	 * a letter: else every bug after an activity would repeat its effect. The letter has
	 * no key, since whoever has given the attempt up has that.
	 */
	private void settle(Attempt attempt, Incoming event, Unit unit) {
		forget(attempt.activityId(), unit);
		if (this.owner.isHalted() || !this.owner.takeTurn(event, unit)) {
			unit.letters.add(new NewLetter(this.owner.chain(), this.owner.runId(), LetterKind.RESULT, event.kind(),
					this.node.codec().encode(event), null));
		}
		else {
			unit.results.put(attempt.activityId(), event);
			unit.ended(attempt, event);
		}
	}

	AttemptLetters letters() {
		return this.letters;
	}

	/**
	 * The activity has a result: its row, if there may be one, goes with it.
	 * @return where it stood, or null if it is not known
	 */
	@Nullable Attempt forget(long activityId, Unit unit) {
		Attempt attempt = this.open.remove(activityId);
		if (attempt != null) {
			attempt.cancelAlarm();
			if (attempt.hasRow) {
				unit.settle(activityId);
			}
		}
		return attempt;
	}

	/**
	 * An attempt has taken longer than it may.
	 */
	void overdue(Message.AttemptOverdue message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt == null || attempt.ended || attempt.givingUp) {
			return;
		}
		if (attempt.routed && !attempt.later) {
			attempt.givingUp = true;
			this.node.routed().withdraw(this.owner, attempt);
			return;
		}
		Execution execution = attempt.execution;
		FailureInfo failure = AttemptRules.timeout(attempt, message.timeout(), this.node.clock().now());
		Message.AttemptFailed failed = new Message.AttemptFailed(attempt.activityId(), attempt.number, failure, true,
				null);
		if (message.timeout() == TimeoutType.SCHEDULE_TO_START) {
			if (execution != null && execution.abandonUnbegun()) {
				failed(attempt, failure, true, null, unit);
			}
		}
		else if (attempt.later || (execution != null && execution.isTransactional())) {
			attempt.cancelAlarm();
			attempt.givingUp = true;
			this.node.activities()
				.giveUp(this.owner, attempt, failed, attempt.later && message.timeout() == TimeoutType.HEARTBEAT);
		}
		else if (execution != null) {
			execution.abandon();
			failed(attempt, failure, true, null, unit);
		}
	}

	/**
	 * An attempt was heard of.
	 */
	void heard(Message.AttemptHeard message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null) {
			attempt.details = message.details();
			attempt.hasRow = true;
			if (!attempt.later) {
				unit.row(attempt.row(true));
			}
			else if (AttemptRules.laterLimit(attempt).at().isAfter(this.node.clock().now())) {
				attempt.givingUp = false;
				attempt.cancelAlarm();
			}
		}
	}

	/**
	 * An attempt is to be completed by its token, which is told when that is durable.
	 */
	void later(Message.AttemptLater message, Unit unit) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt == null) {
			message.durable().completeExceptionally(new ActivityAbandoned("", "it is over"));
			return;
		}
		attempt.later = true;
		attempt.due = message.begunAt();
		unit.row(attempt.row(true));
		unit.laters.add(message);
	}

	/**
	 * The code of an attempt that is to be completed by its token has returned.
	 */
	void left(Message.AttemptLeft message) {
		Attempt attempt = running(message.activityId(), message.attempt());
		if (attempt != null && attempt.later) {
			attempt.cancelAlarm();
			attempt.execution = null;
		}
	}

	AttemptRoutes routes() {
		return this.routes;
	}

	AttemptCancels cancels() {
		return this.cancels;
	}

	/**
	 * Return what keeps the attempts that still run from committing.
	 */
	List<NewLetter> abandonments() {
		List<NewLetter> letters = new ArrayList<>();
		for (Attempt attempt : this.open.values()) {
			if (attempt.execution != null && attempt.execution.isTransactional()) {
				letters.add(this.letters.abandonment(attempt.activityId(), attempt.number));
			}
		}
		return letters;
	}

	/**
	 * The run has left this node, or its instance has: nothing may wake it any more.
	 */
	void cancelAlarms() {
		this.open.values().forEach(Attempt::cancelAlarm);
	}

	List<Execution> executions() {
		List<Execution> running = new ArrayList<>();
		this.open.values().forEach((attempt) -> {
			if (attempt.execution != null) {
				running.add(attempt.execution);
			}
		});
		return running;
	}

}
