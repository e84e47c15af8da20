package dev.durable.store;

import java.util.UUID;

/**
 * One attempt of an activity of a run.
 *
 * @param runId the run
 * @param activityId the activity, by the position of its scheduling event
 * @param attempt the number of the attempt
 */
public record AttemptRef(UUID runId, long activityId, int attempt) {

}
