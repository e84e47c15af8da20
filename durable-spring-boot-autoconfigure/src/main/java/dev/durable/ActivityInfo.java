package dev.durable;

/**
 * What an activity may know about the call that it serves.
 */
public interface ActivityInfo {

	/**
	 * The id of the workflow that has called the activity.
	 * @return the workflow id
	 */
	String workflowId();

	/**
	 * The id of the run that has called the activity.
	 * @return the run id
	 */
	String runId();

	/**
	 * The id of the call, unique within its run and the same in all attempts.
	 * @return the activity id
	 */
	String activityId();

	/**
	 * The name of the activity.
	 * @return the name, {@code Bean.method} unless it was set
	 */
	String type();

}
