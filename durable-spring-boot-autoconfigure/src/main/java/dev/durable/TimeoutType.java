package dev.durable;

/**
 * Which limit has passed.
 */
public enum TimeoutType {

	/** The limit of one attempt of an activity. */
	START_TO_CLOSE,
	/** The limit of an activity from its call to its final outcome. */
	SCHEDULE_TO_CLOSE,
	/** The limit of a wait in workflow code, see {@link Promise#get}. */
	WAIT

}
