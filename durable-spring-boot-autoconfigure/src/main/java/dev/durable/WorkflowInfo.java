package dev.durable;

import java.time.Instant;

/**
 * What a workflow may know about its own run. The values are the same on replay.
 */
public interface WorkflowInfo {

	/**
	 * The id of the workflow: the business key.
	 * @return the workflow id, 1 to 200 characters
	 */
	String workflowId();

	/**
	 * The id of this run, unique for ever.
	 * @return the run id
	 */
	String runId();

	/**
	 * The id of the first run of the chain to which this run belongs.
	 * @return the run id of the first run; the same as {@link #runId()} for a first run
	 */
	String firstRunId();

	/**
	 * The name of the workflow type.
	 * @return the name, see {@link Workflow#name()}
	 */
	String type();

	/**
	 * The time at which the run was started, by the clock of the database.
	 * @return the start time, in microseconds
	 */
	Instant startedAt();

	/**
	 * The number of events in the history at the current turn.
	 * @return the number of events, at least 1
	 */
	long historyLength();

	/**
	 * The number of this run among the tries of the workflow.
	 * @return the attempt, counted from 1
	 */
	int attempt();

}
