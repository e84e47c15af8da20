package dev.durable.node;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.RunRow;

/**
 * What a node does for those who start and steer workflows; the typed client stands on
 * it. Ids and names have been checked by the caller. Called inside workflow code, each
 * method throws {@link IllegalStateException}.
 */
public interface WorkflowService {

	/**
	 * Start a run. Inside the caller's transaction it exists if and only if that commits;
	 * else it is durable on return.
	 * @param request what to start
	 * @return the run, or the open one under {@code USE_EXISTING}
	 * @throws dev.durable.client.WorkflowAlreadyStarted under {@code FAIL}, if the id has
	 * an open run
	 * @throws dev.durable.store.StoreUnavailableException if it is not known after 30 s
	 * whether the run was started; it may be started again with the same id
	 */
	StartedRun start(StartRequest request);

	/**
	 * Send a signal to the open run of a workflow id. Joins the caller's transaction.
	 * @param workflowId the workflow id
	 * @param name the signal
	 * @param arguments its arguments, as one array
	 * @throws dev.durable.client.WorkflowNotFound if there is no open run
	 * @throws IllegalArgumentException if this node knows the type and it has no such
	 * signal, or the arguments do not fit
	 */
	void signal(String workflowId, String name, Payload arguments);

	/**
	 * Answer a query from the committed history of a run, open or closed, by replay.
	 * @param runId the run
	 * @param name the query
	 * @param arguments its arguments, as one array
	 * @return the answer
	 * @throws dev.durable.client.WorkflowQueryFailed with what the query method has
	 * thrown as its cause
	 * @throws dev.durable.client.WorkflowNotFound if there is no such run
	 */
	Payload query(UUID runId, String name, Payload arguments);

	/**
	 * Return how a run ends, once it has, on whichever node.
	 * @param runId the run
	 * @return completed with the terminal event, or with {@link IllegalStateException} if
	 * this node stops before
	 */
	CompletableFuture<Terminal> result(UUID runId);

	/**
	 * Find the run that a workflow id stands for: the open one, else the latest.
	 * @param workflowId the workflow id
	 * @return the run
	 */
	Optional<RunRow> find(String workflowId);

	/**
	 * Find a run.
	 * @param runId the run
	 * @return the run
	 */
	Optional<RunRow> find(UUID runId);

	/**
	 * Describe a run.
	 * @param runId the run
	 * @return the description
	 * @throws dev.durable.client.WorkflowNotFound if there is no such run
	 */
	WorkflowDescription describe(UUID runId);

	/**
	 * Read the history of a run.
	 * @param runId the run
	 * @return its events
	 */
	List<Recorded> history(UUID runId);

	/**
	 * List runs, the latest started first.
	 * @param query the conditions
	 * @return a page
	 */
	List<WorkflowDescription> list(WorkflowQuery query);

}
