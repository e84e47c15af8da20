package dev.durable.node;

import java.util.concurrent.CompletableFuture;

import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * What is told to a run in memory. Messages are hints or results: what must survive this
 * process is in the store, or is put there before anybody relies on it.
 */
sealed interface Message {

	/** Begin a run that has no history yet. */
	record Start(Incoming.WorkflowStarted event, CompletableFuture<CommitOutcome> durable) implements Message {
	}

	/** A timer may be due. */
	record TimerDue(long timerId) implements Message {
	}

	/** The next attempt of an activity may be due. */
	record AttemptDue(long activityId) implements Message {
	}

	/** An attempt has taken longer than it may. */
	record AttemptOverdue(long activityId, int attempt) implements Message {
	}

	/** An attempt returned; a result that is committed already is a letter instead. */
	record AttemptCompleted(long activityId, int attempt, Incoming.ActivityCompleted event) implements Message {
	}

	/** An attempt failed; a retry may ask for a wait of its own, in milliseconds. */
	record AttemptFailed(long activityId, int attempt, FailureInfo failure, boolean retryable,
			@Nullable Long nextRetryMillis) implements Message {
	}

	/** A transactional attempt ended: its result is a letter. */
	record AttemptEnded(long activityId, int attempt) implements Message {
	}

	/** An attempt that was handed over has not begun and will not. */
	record AttemptNotBegun(long activityId, int attempt) implements Message {
	}

	/** Leave memory if there is nothing to do. */
	record Park() implements Message {
	}

}
