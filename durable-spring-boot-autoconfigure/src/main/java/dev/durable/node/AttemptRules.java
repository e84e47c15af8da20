package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.durable.RetryState;
import dev.durable.TimeoutType;
import dev.durable.history.ActivitySettings;
import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * What the settings of a call say about an attempt that has failed or takes too long.
 */
final class AttemptRules {

	private AttemptRules() {
	}

	/**
	 * Tell why no further attempt follows a failed one.
	 * @return the reason, or null if one follows
	 */
	static @Nullable RetryState end(Attempt attempt, FailureInfo failure, boolean retryable, Instant next) {
		ActivitySettings settings = attempt.settings();
		Instant deadline = attempt.deadline();
		if (isScheduleToStart(failure)) {
			return RetryState.TIMEOUT;
		}
		if (attempt.cancelRequested && failure.kind() == FailureKind.CANCELLED) {
			return RetryState.CANCELLED;
		}
		if (!retryable) {
			return RetryState.NON_RETRYABLE_FAILURE;
		}
		if (settings.retry().isLastAttempt(attempt.number)) {
			return RetryState.MAXIMUM_ATTEMPTS_REACHED;
		}
		if (attempt.cancelRequested) {
			return RetryState.CANCELLED;
		}
		return (deadline != null && !next.isBefore(deadline)) ? RetryState.TIMEOUT : null;
	}

	/**
	 * Return what the workflow gets to see of an activity for which no attempt follows.
	 */
	static FailureInfo last(Attempt attempt, FailureInfo failure, RetryState end) {
		FailureInfo cause = (end == RetryState.CANCELLED && failure.kind() != FailureKind.CANCELLED)
				? cancelled(failure) : failure;
		return cause.ofActivity(attempt.command().activity(), made(attempt, failure), end.name());
	}

	/*
	 * The attempt that waits, or that has not begun in time, was not made.
	 */
	private static int made(Attempt attempt, FailureInfo failure) {
		boolean begun = attempt.running && !isScheduleToStart(failure);
		return Math.max(begun ? attempt.number : attempt.number - 1, 0);
	}

	private static boolean isScheduleToStart(FailureInfo failure) {
		return failure.kind() == FailureKind.TIMEOUT && failure.type().equals(TimeoutType.SCHEDULE_TO_START.name());
	}

	static FailureInfo cancelled(@Nullable FailureInfo cause) {
		return new FailureInfo(FailureKind.CANCELLED, "", null, null, List.of(), false, null, 0, null, null, cause);
	}

	static boolean isRetryable(Attempt attempt, FailureInfo failure) {
		return !failure.nonRetryable() && !attempt.settings().retry().nonRetryable().contains(failure.type());
	}

	static FailureInfo unknown(Attempt attempt) {
		return FailureInfo.of(FailureKind.OUTCOME_UNKNOWN, attempt.command().activity(),
				"the node that ran attempt " + attempt.number + " is gone");
	}

	/**
	 * Describe a limit that has passed. Where the limit of all attempts has passed as
	 * well, that is the one.
	 */
	static FailureInfo timeout(Attempt attempt, TimeoutType asked, Instant now) {
		Instant deadline = attempt.deadline();
		TimeoutType type = (deadline != null && !now.isBefore(deadline)) ? TimeoutType.SCHEDULE_TO_CLOSE : asked;
		ActivitySettings settings = attempt.settings();
		String what = switch (type) {
			case SCHEDULE_TO_CLOSE -> "did not end within " + settings.scheduleToClose() + " of its call"
					+ ((attempt.lastFailure != null) ? "; the last attempt failed with " + attempt.lastFailure : "");
			case SCHEDULE_TO_START -> "did not begin within " + settings.scheduleToStart();
			case HEARTBEAT -> "was not heard of for " + settings.heartbeat();
			default -> "did not end within " + settings.startToClose();
		};
		return FailureInfo.of(FailureKind.TIMEOUT, type.name(), "Attempt " + Math.max(attempt.number, 1)
				+ " of activity '" + attempt.command().activity() + "' " + what);
	}

	/**
	 * Return which limit passes first for an attempt that does not run on a thread of
	 * this node, and when; or null if others will tell.
	 */
	static @Nullable Limit elsewhereLimit(Attempt attempt) {
		if (attempt.later) {
			return laterLimit(attempt);
		}
		Instant limit = attempt.routed ? attempt.offerLimit() : null;
		return (limit != null) ? new Limit(TimeoutType.SCHEDULE_TO_START, limit) : null;
	}

	/**
	 * Return which limit of an attempt that is to be completed later passes first, and
	 * when.
	 */
	static Limit laterLimit(Attempt attempt) {
		ActivitySettings settings = attempt.settings();
		Limit first = new Limit(TimeoutType.START_TO_CLOSE, Times.plus(attempt.due, settings.startToClose()));
		Instant deadline = attempt.deadline();
		if (deadline != null && deadline.isBefore(first.at())) {
			first = new Limit(TimeoutType.SCHEDULE_TO_CLOSE, deadline);
		}
		Duration silence = settings.heartbeat();
		if (silence != null) {
			Heartbeat heard = Heartbeat.read(attempt.details);
			Instant last = (heard != null) ? Times.later(heard.at(), attempt.due) : attempt.due;
			Instant end = Times.plus(last, silence);
			first = end.isBefore(first.at()) ? new Limit(TimeoutType.HEARTBEAT, end) : first;
		}
		return first;
	}

	/**
	 * A limit and when it passes.
	 */
	record Limit(TimeoutType type, Instant at) {
	}

}
