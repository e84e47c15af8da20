package dev.durable.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What must be known of an activity beyond the history: it waits for an attempt, or a
 * later attempt than the first is running.
 *
 * @param activityId the activity, by the position of its scheduling event
 * @param attempt the attempt that runs or is next, from 1; 0 stands for a first attempt
 * that was not begun
 * @param dueAt when the attempt may begin
 * @param begun whether the attempt may have begun
 * @param lastFailure the last failure in one line, or null
 */
public record ActivityRow(long activityId, int attempt, Instant dueAt, boolean begun, @Nullable String lastFailure) {

}
