package dev.durable.client;

import java.time.Instant;
import java.util.Optional;

/**
 * An activity that a run has called and that has no final outcome yet.
 */
public interface PendingActivity {

	/**
	 * The id of the call.
	 * @return the activity id, unique within its run
	 */
	String activityId();

	/**
	 * The name of the activity.
	 * @return the name, {@code Bean.method} unless it was set
	 */
	String type();

	/**
	 * The number of the attempt that runs, or that is next.
	 * @return the attempt, counted from 1
	 */
	int attempt();

	/**
	 * The time of the call.
	 * @return the time, by the clock of the database
	 */
	Instant scheduledAt();

	/**
	 * The time of the next attempt.
	 * @return the time, or empty if an attempt runs or is due already
	 */
	Optional<Instant> nextAttemptAt();

	/**
	 * The failure of the attempt before.
	 * @return type and message of the failure, or empty if none has failed
	 */
	Optional<String> lastFailure();

}
