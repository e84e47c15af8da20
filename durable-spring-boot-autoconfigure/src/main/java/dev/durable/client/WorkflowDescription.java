package dev.durable.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as it was when it was asked for.
 */
public interface WorkflowDescription {

	/**
	 * The id of the workflow.
	 * @return the workflow id
	 */
	String workflowId();

	/**
	 * The id of the run.
	 * @return the run id; the cursor for {@link WorkflowQuery#after(String)}
	 */
	String runId();

	/**
	 * The name of the workflow type.
	 * @return the name
	 */
	String type();

	/**
	 * The state of the run.
	 * @return the status
	 */
	WorkflowStatus status();

	/**
	 * Why the run cannot advance.
	 * @return the reason, or empty if it can or is closed
	 */
	Optional<StuckReason> stuckReason();

	/**
	 * What exactly keeps the run from advancing, and what to do.
	 * @return the text, or empty if it can advance or is closed
	 */
	Optional<String> stuckMessage();

	/**
	 * The failure that has closed the run.
	 * @return type and message of the failure, or empty if none has
	 */
	Optional<String> failure();

	/**
	 * The activities without final outcome.
	 * @return the activities in the order of their calls; empty for a closed run, and in
	 * the results of {@link WorkflowClient#list(WorkflowQuery)}
	 */
	List<PendingActivity> pendingActivities();

	/**
	 * The time of the start, by the clock of the database.
	 * @return the time, in microseconds
	 */
	Instant startedAt();

	/**
	 * The time of the end, by the clock of the database.
	 * @return the time, in microseconds, or empty if the run is open
	 */
	Optional<Instant> closedAt();

	/**
	 * What is noted on the run.
	 * @return the values by name, unmodifiable
	 */
	Map<String, Object> memo();

	/**
	 * The attributes by which the run can be searched.
	 * @return the values by name, unmodifiable
	 */
	Map<String, Object> attributes();

	/**
	 * The first run of the chain to which this run belongs.
	 * @return the run id of the first run; the same as {@link #runId()} for a first run
	 */
	String firstRunId();

	/**
	 * The workflow that has started this one as its child.
	 * @return the workflow id of the parent, or empty if there is none
	 */
	Optional<String> parentWorkflowId();

	/**
	 * The number of this run among the tries of the workflow.
	 * @return the attempt, counted from 1
	 */
	int attempt();

	/**
	 * The queue whose nodes run the workflow.
	 * @return the name of the queue
	 */
	String queue();

	/**
	 * What the run has in common with those with which it shares a limit.
	 * @return the concurrency key, or an empty text if it shares the limit with all runs
	 * of its type; empty if it has no limit
	 */
	Optional<String> concurrencyKey();

	/**
	 * Whether the run waits, before its first step, until fewer runs with its concurrency
	 * key execute.
	 * @return {@code true} if it waits for a place
	 */
	boolean isWaitingForPlace();

}
