package dev.durable.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A run.
 *
 * @param id the workflow id
 * @param runId the run id
 * @param type the workflow type
 * @param status the status
 * @param stuck why it cannot advance, or null if it can
 * @param failure how it has failed, or null
 * @param queue the queue
 * @param concurrency the limit on runs that execute at once, or null for none
 * @param attempt the number of this run among the tries of the workflow
 * @param owner the node that has it in memory, or null
 * @param buildId the build that has started it
 * @param times its times
 * @param historyLength the number of its events
 * @param parentId the workflow id of its parent, or null
 * @param chain its chain
 * @param attributes its attributes, masked unless values are shown
 * @param memo its memo, masked unless values are shown
 * @param pendingActivities activities without outcome; the first 200
 * @param timers timers that are set; the first 200
 * @param children children that have not closed; the first 200
 * @param unread signals, updates and other letters that it has not read; the first 200
 */
public record WorkflowDescriptor(String id, String runId, String type, WorkflowStatus status, @Nullable Stuck stuck,
		@Nullable String failure, String queue, @Nullable Concurrency concurrency, int attempt, @Nullable Long owner,
		String buildId, Times times, long historyLength, @Nullable String parentId, Chain chain,
		Map<String, @Nullable Object> attributes, Map<String, @Nullable Object> memo, List<Activity> pendingActivities,
		List<Timer> timers, List<Child> children, List<Unread> unread) implements OperationResponseBody {

	/**
	 * Why a run cannot advance.
	 *
	 * @param reason the kind of trouble
	 * @param message what happened, and what to do
	 * @param buildId the build on which it was tried last
	 * @param tries how often it was tried in vain
	 */
	public record Stuck(StuckReason reason, String message, String buildId, int tries) {

	}

	/**
	 * The limit on runs of the type that execute at once.
	 *
	 * @param key what the runs have in common that share the limit, or an empty text if
	 * it is all of them
	 * @param limit how many may execute at once
	 * @param waiting whether this one waits until there is a place for it
	 */
	public record Concurrency(String key, int limit, boolean waiting) {

	}

	/**
	 * The times of a run, by the clock of the database.
	 *
	 * @param startedAt when it was started
	 * @param closedAt when it was closed, or null while it is open
	 * @param beginsAt before when no code moves, or null
	 * @param wakesAt when it is due while no node has it in memory, or null
	 * @param timesOutAt when it times out, or null for never
	 */
	public record Times(Instant startedAt, @Nullable Instant closedAt, @Nullable Instant beginsAt,
			@Nullable Instant wakesAt, @Nullable Instant timesOutAt) {

	}

	/**
	 * The runs that followed each other under the workflow id.
	 *
	 * @param firstRunId the first one
	 * @param continuedFrom the one before, or null
	 * @param runs all of them, the latest first; at most 200
	 */
	public record Chain(String firstRunId, @Nullable String continuedFrom, List<Link> runs) {

	}

	/**
	 * A run of a chain.
	 *
	 * @param runId the run id
	 * @param status its status
	 * @param startedAt when it was started
	 * @param closedAt when it was closed, or null while it is open
	 */
	public record Link(String runId, WorkflowStatus status, Instant startedAt, @Nullable Instant closedAt) {

	}

	/**
	 * An activity without outcome.
	 *
	 * @param id the place of its call in the history
	 * @param type the activity
	 * @param attempt the attempt that runs or is next
	 * @param scheduledAt when it was called
	 * @param nextAttemptAt when the next attempt begins, or null if one runs or is due
	 * @param lastFailure how the attempt before has failed, or null
	 */
	public record Activity(String id, String type, int attempt, Instant scheduledAt, @Nullable Instant nextAttemptAt,
			@Nullable String lastFailure) {

	}

	/**
	 * A timer that is set.
	 *
	 * @param id the place of its start in the history
	 * @param startedAt when it was set
	 * @param due when it fires
	 */
	public record Timer(String id, Instant startedAt, Instant due) {

	}

	/**
	 * A child that has not closed.
	 *
	 * @param id its workflow id
	 * @param type its workflow type
	 * @param startedAt when it was started
	 */
	public record Child(String id, String type, Instant startedAt) {

	}

	/**
	 * A letter that was not read yet.
	 *
	 * @param kind what it brings, for example {@code SIGNAL}
	 * @param name the name of the signal or update, or null
	 * @param sentAt when it was accepted
	 * @param held whether it was put aside until the run can take letters again
	 */
	public record Unread(String kind, @Nullable String name, Instant sentAt, boolean held) {

	}

}
