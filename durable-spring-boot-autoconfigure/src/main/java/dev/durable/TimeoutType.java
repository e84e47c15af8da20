package dev.durable;

/**
 * Which limit has passed.
 */
public enum TimeoutType {

	/** The limit of one attempt of an activity. */
	START_TO_CLOSE,
	/** The limit of an activity from its call to its final outcome. */
	SCHEDULE_TO_CLOSE,
	/** The limit of an activity's wait for the start of an attempt. */
	SCHEDULE_TO_START,
	/** The limit between two heartbeats of an attempt of an activity. */
	HEARTBEAT,
	/** The limit of one run of a workflow. */
	RUN,
	/** The limit of a workflow, all runs of its chain included. */
	EXECUTION,
	/** The limit of a wait in workflow code, see {@link Promise#get}. */
	WAIT

}
