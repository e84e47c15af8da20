package dev.durable.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.durable.client.WorkflowQuery;
import dev.durable.client.WorkflowStatus;

/**
 * What is read about runs, by anybody, without a lock: committed data only, or what the
 * caller's own transaction has written.
 */
public interface RunReader {

	/**
	 * Find the run that a workflow id stands for: the open one, else the one that has
	 * closed last. Starts that replace each other at the same moment are not always made
	 * in the order of their run ids.
	 * @param workflowId the workflow id
	 * @return the run
	 */
	Optional<RunRow> find(String workflowId);

	/**
	 * Find a run.
	 * @param runId the run
	 * @return the run
	 */
	Optional<RunRow> run(UUID runId);

	/**
	 * Read a part of a history, in order.
	 * @param runId the run
	 * @param afterSeq the position after which to begin, 0 for the beginning
	 * @param limit how many events at the most
	 * @return the events
	 */
	List<EventRow> history(UUID runId, long afterSeq, int limit);

	/**
	 * Read the last event of a history.
	 * @param runId the run
	 * @return the event
	 */
	Optional<EventRow> lastEvent(UUID runId);

	/**
	 * List runs, the latest started first.
	 * @param query the conditions; its cursor is the run id of the last of the page
	 * before, and the values of its attributes are compact JSON texts
	 * @return the runs, as many as its limit at the most
	 */
	List<RunRow> list(WorkflowQuery query);

	/**
	 * Count the runs by status.
	 * @return the counts; a status without runs may be missing
	 */
	Map<WorkflowStatus, Long> countByStatus();

	/**
	 * Count the open runs, in one look that reads the open ones only. Committed data,
	 * whatever the caller's transaction.
	 * @return the counts, of {@link OpenRuns#GROUPS_MAX} groups at the most
	 */
	OpenRuns countOpen();

	/**
	 * Read the runs of a chain, the latest first.
	 * @param workflowId the workflow id that they share
	 * @param firstRunId the first run of the chain
	 * @param limit how many at the most
	 * @return the runs
	 */
	List<RunRow> chain(String workflowId, UUID firstRunId, int limit);

	/**
	 * Find a run of a chain, whose first one may have been deleted: the first one, else
	 * the open one, else any. For rare cases: if only closed ones are left, all runs may
	 * have to be read to find one.
	 * @param firstRunId the first run of the chain
	 * @return the run
	 */
	Optional<RunRow> anyOf(UUID firstRunId);

	/**
	 * Read the activity rows of a run.
	 * @param runId the run
	 * @return the rows
	 */
	List<ActivityRow> activities(UUID runId);

	/**
	 * Read the attributes and memos of runs.
	 * @param runIds the runs
	 * @return their rows, by run; a run without any may be missing
	 */
	Map<UUID, List<AttributeRow>> attributes(Collection<UUID> runIds);

}
