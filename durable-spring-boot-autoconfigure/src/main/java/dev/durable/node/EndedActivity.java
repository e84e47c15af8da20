package dev.durable.node;

import dev.durable.history.Incoming;

/**
 * An activity whose end a turn has taken.
 *
 * @param activity the activity
 * @param failed whether the workflow gets a failure
 * @param attempts how many attempts there were
 */
record EndedActivity(String activity, boolean failed, int attempts) {

	static EndedActivity of(Attempt attempt, Incoming event) {
		boolean failed = event instanceof Incoming.ActivityFailed;
		return new EndedActivity(attempt.command().activity(), failed, Math.max(attempt.number, 1));
	}

}
