package dev.durable.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What must be known of an activity beyond the history: it waits for an attempt, a later
 * attempt than the first is running, it has been heard of, somebody else completes it, or
 * it is for the nodes of a queue.
 *
 * @param activityId the activity, by the position of its scheduling event
 * @param attempt the attempt that runs or is next, from 1; 0 stands for a first attempt
 * that was not begun
 * @param dueAt when the attempt may begin; of an attempt that is to be completed later,
 * when it has begun
 * @param begun whether code of the attempt may run on a node
 * @param lastFailure the last failure in one line, or null
 * @param details the stored form of what the last heartbeat said, or null
 * @param later whether the attempt has begun, and is to be completed by its token
 * @param routing what the nodes of its queue must know, or null if the attempt is made by
 * the owner of its run, or is left to its token
 */
public record ActivityRow(long activityId, int attempt, Instant dueAt, boolean begun, @Nullable String lastFailure,
		byte @Nullable [] details, boolean later, @Nullable Routing routing) {

	/**
	 * Make a row without details.
	 * @param activityId the activity
	 * @param attempt the attempt that runs or is next
	 * @param dueAt when the attempt may begin
	 * @param begun whether the attempt may have begun
	 * @param lastFailure the last failure in one line, or null
	 */
	public ActivityRow(long activityId, int attempt, Instant dueAt, boolean begun, @Nullable String lastFailure) {
		this(activityId, attempt, dueAt, begun, lastFailure, null, false, null);
	}

}
