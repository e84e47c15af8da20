package dev.durable.client;

import java.time.Instant;
import java.util.List;
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
	 * @return type and message of the failure, or empty if the run has not failed
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

}
