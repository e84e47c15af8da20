package dev.durable.node;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import dev.durable.history.FailureKind;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.store.ActivityRow;
import dev.durable.store.NewLetter;
import dev.durable.store.Routing;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts of a run are for the nodes of a queue: those whose call names one, and
 * those of activities with a limit, which is kept where attempts are taken. The others
 * are made by the owner of the run, without any row.
 */
final class AttemptRoutes {

	private final Map<Long, Attempt> open;

	private final ResidentRun owner;

	private final NodeContext node;

	AttemptRoutes(Map<Long, Attempt> open, ResidentRun owner, NodeContext node) {
		this.open = open;
		this.owner = owner;
		this.node = node;
	}

	/**
	 * Return the queue that an attempt is for, or null if it is for the owner of its run.
	 */
	@Nullable String queueOf(Attempt attempt) {
		String queue = attempt.settings().queue();
		if (queue != null) {
			return queue;
		}
		RegisteredActivity activity = this.node.registry().activities().get(attempt.command().activity());
		return (activity != null && activity.limit() != null) ? this.owner.progress().details().queue() : null;
	}

	/**
	 * Offer an attempt to its queue, if it has one.
	 * @return false if it is for the owner of its run
	 */
	boolean offer(Attempt attempt, Unit unit) {
		String queue = queueOf(attempt);
		if (queue != null) {
			unit.row(attempt.offer(queue, this.owner.progress().precedence()));
			unit.offered.add(attempt);
		}
		return queue != null;
	}

	/**
	 * Take up an attempt of a run that was loaded.
	 * @return false if its row is of no queue
	 */
	boolean resume(Attempt attempt, ActivityRow row) {
		Routing routing = row.routing();
		if (routing == null) {
			return false;
		}
		attempt.offered();
		switch (routing.state()) {
			case OFFERED -> attempt.taken = false;
			case TAKEN -> attempt.taken = true;
			case ENDED -> attempt.ended = true;
			case WITHDRAWN -> {
				attempt.withdrawn = true;
				attempt.running = false;
			}
		}
		if (attempt.cancelRequested && attempt.running) {
			requestCancel(attempt);
		}
		return true;
	}

	/**
	 * Ask for the end of an attempt. Until it is known whether a node has taken it, the
	 * run stays here: nobody else would hear that none has.
	 */
	void requestCancel(Attempt attempt) {
		attempt.givingUp = true;
		this.node.routed().requestCancel(this.owner, attempt);
	}

	/**
	 * Offer the activities that were just scheduled for the nodes of a queue.
	 */
	void offerScheduled(Unit unit) {
		for (Recorded scheduled : unit.scheduled) {
			Attempt attempt = first(scheduled);
			String queue = queueOf(attempt);
			if (queue != null && !attempt.isInherited()) {
				unit.row(attempt.offer(queue, this.owner.progress().precedence()));
			}
		}
	}

	/**
	 * Tell whether an activity that was just scheduled is for this node.
	 */
	boolean isOwn(Recorded scheduled) {
		Attempt attempt = first(scheduled);
		return queueOf(attempt) == null || attempt.isInherited();
	}

	/**
	 * Return when the first of the attempts that are just being offered must have been
	 * taken, or null if none has such a limit.
	 */
	@Nullable Instant nextLimit(List<Recorded> scheduled) {
		return scheduled.stream()
			.filter((each) -> !isOwn(each))
			.map((each) -> first(each).offerLimit())
			.filter(Objects::nonNull)
			.min(Instant::compareTo)
			.orElse(null);
	}

	private Attempt first(Recorded scheduled) {
		return new Attempt(scheduled, this.owner.identity().startedAt(), 1, scheduled.recordedAt());
	}

	/**
	 * Return the attempt of an activity whose outcome is a letter, if the letter has the
	 * key of the attempt and the code still wants to know.
	 */
	@Nullable Attempt elsewhere(long activityId, @Nullable String key) {
		Attempt attempt = this.open.get(activityId);
		boolean counts = attempt != null && !attempt.unwanted && (attempt.later || attempt.routed)
				&& NewLetter.attemptKey(this.owner.runId(), activityId, attempt.number).equals(key);
		return counts ? attempt : null;
	}

	/**
	 * An attempt has failed by its token, or on the node that has taken it from its
	 * queue, or with that node.
	 */
	void failedElsewhere(Attempt attempt, Incoming.ActivityFailed event, @Nullable Long nextRetryMillis,
			List<ActivityRow> rows, Unit unit) {
		if (event.failure().kind() == FailureKind.OUTCOME_UNKNOWN
				&& !this.owner.takeTurn(new Incoming.ActivityAttemptLost(attempt.activityId(), attempt.number), unit)) {
			return;
		}
		rows.stream()
			.filter((row) -> row.activityId() == event.activityId() && row.details() != null)
			.forEach((row) -> attempt.details = row.details());
		this.owner.attempts()
			.failed(attempt, event.failure(), AttemptRules.isRetryable(attempt, event.failure()), nextRetryMillis,
					unit);
	}

	/**
	 * Nobody has taken an attempt from its queue in time, or before it was cancelled; or
	 * somebody has.
	 */
	void withdrawn(Message.AttemptWithdrawn message, Unit unit) {
		Attempt attempt = this.owner.attempts().running(message.activityId(), message.attempt());
		if (attempt == null || !attempt.routed || attempt.later) {
			return;
		}
		attempt.givingUp = false;
		attempt.taken = !message.withdrawn();
		attempt.withdrawn = message.withdrawn();
		if (message.withdrawn()) {
			attempt.running = false;
			this.owner.attempts().due(message.activityId(), unit);
		}
	}

	/**
	 * A node that has taken an attempt from its queue leaves it to whoever has its token.
	 */
	void leftElsewhere(long activityId, Supplier<List<ActivityRow>> rows) {
		Attempt attempt = this.open.get(activityId);
		if (attempt == null || !attempt.routed) {
			return;
		}
		for (ActivityRow row : rows.get()) {
			if (row.activityId() == activityId && row.later() && row.attempt() == attempt.number) {
				attempt.cancelAlarm();
				attempt.later = true;
				attempt.routed = false;
				attempt.due = row.dueAt();
				attempt.details = row.details();
			}
		}
	}

}
