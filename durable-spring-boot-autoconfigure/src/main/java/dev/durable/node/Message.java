package dev.durable.node;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.TimeoutType;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.store.NewRun;
import org.jspecify.annotations.Nullable;

/**
 * What is told to a run in memory. Messages are hints or results: what must survive this
 * process is in the store, or is put there before anybody relies on it.
 */
sealed interface Message {

	/** Begin a run that has no history yet. */
	record Start(NewRun run, Incoming.WorkflowStarted event,
			CompletableFuture<CommitOutcome> durable) implements Message {
	}

	/** A timer may be due. */
	record TimerDue(long timerId) implements Message {
	}

	/** The time of the run may be up, or the grace after it. */
	record TimeUp() implements Message {
	}

	/** The next attempt of an activity may be due. */
	record AttemptDue(long activityId) implements Message {
	}

	/** Attempts that were not begun while this node took no work may begin. */
	record BeginDue() implements Message {
	}

	/** An attempt has taken longer than it may, to begin, to end, or to be heard of. */
	record AttemptOverdue(long activityId, int attempt, TimeoutType timeout) implements Message {
	}

	/** An attempt returned; a result that is committed already is a letter instead. */
	record AttemptCompleted(long activityId, int attempt, Incoming.ActivityCompleted event) implements Message {
	}

	/** An attempt failed; a retry may ask for a wait of its own, in milliseconds. */
	record AttemptFailed(long activityId, int attempt, FailureInfo failure, boolean retryable,
			@Nullable Long nextRetryMillis) implements Message {
	}

	/** An attempt failed, and nothing else can come of it any more. */
	record AttemptGivenUp(AttemptFailed failed) implements Message {
	}

	/** An attempt ended, or has been completed by its token: its result is a letter. */
	record AttemptEnded(long activityId, int attempt) implements Message {
	}

	/**
	 * An attempt is to be completed by its token, which must not be used before that is
	 * durable.
	 */
	record AttemptLater(long activityId, int attempt, Instant begunAt,
			CompletableFuture<Void> durable) implements Message {
	}

	/** The code of an attempt that is to be completed by its token has returned. */
	record AttemptLeft(long activityId, int attempt) implements Message {
	}

	/** An attempt was heard of; the details in their stored form. */
	record AttemptHeard(long activityId, int attempt, byte[] details) implements Message {
	}

	/** An attempt that was handed over has not begun and will not. */
	record AttemptNotBegun(long activityId, int attempt) implements Message {
	}

	/** Whether nobody has taken an attempt from its queue, nor ever will. */
	record AttemptWithdrawn(long activityId, int attempt, boolean withdrawn) implements Message {
	}

	/** What has become of children that were started and of requests that were sent. */
	record Outcomes(Questions asked, Set<UUID> started, Map<UUID, Incoming> ended,
			Set<Long> delivered) implements Message {
	}

	/** Leave memory if there is nothing to do. */
	record Park() implements Message {
	}

}
