package dev.durable;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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

	/**
	 * The queue whose nodes run the workflow.
	 * @return the name of the queue
	 */
	String queue();

	/**
	 * Whether the history has become so long that the code should
	 * {@linkplain Durable#continueAsNew continue as new} at the next good moment.
	 * @return {@code true} from 4,096 events or 4 MB on
	 */
	boolean continueAsNewSuggested();

	/**
	 * The workflow that has started this one as its child.
	 * @return the workflow id of the parent, or empty if there is none
	 */
	Optional<String> parentWorkflowId();

	/**
	 * What is noted on the run, by the start and by {@link Durable#memo} up to now.
	 * @return the values by name, unmodifiable
	 */
	Map<String, Object> memo();

	/**
	 * The attributes by which the run can be searched, set by the start and by
	 * {@link Durable#attribute} up to now.
	 * @return the values by name, unmodifiable
	 */
	Map<String, Object> attributes();

}
