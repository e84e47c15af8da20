package dev.durable.client;

import java.time.Instant;

/**
 * One event in the history of a run. Once recorded it never changes.
 */
public interface HistoryEvent {

	/**
	 * The position in the history.
	 * @return the position, counted from 1 without gaps
	 */
	long seq();

	/**
	 * What has happened.
	 * @return the simple name of the event, for example {@code WorkflowStarted} or
	 * {@code ActivityScheduled}
	 */
	String kind();

	/**
	 * The time of the event, by the clock of the database. It never decreases within a
	 * history.
	 * @return the time, in microseconds
	 */
	Instant recordedAt();

}
