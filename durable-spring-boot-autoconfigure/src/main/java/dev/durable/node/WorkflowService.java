package dev.durable.node;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.DeadLetter;
import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowQuery;
import dev.durable.history.Payload;
import dev.durable.history.Recorded;
import dev.durable.history.Terminal;
import dev.durable.store.RunRow;
import org.jspecify.annotations.Nullable;

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
	 * Start a run with a signal, or signal the open one. The signal comes before anything
	 * that is sent later. Joins the caller's transaction.
	 * @param request what to start if there is no open run; its conflict policy is not
	 * looked at
	 * @param signal the signal
	 * @return the run that was started, or the open one
	 * @throws dev.durable.client.WorkflowAlreadyStarted if the reuse policy has something
	 * against a closed run
	 * @throws IllegalArgumentException as {@link #signal}
	 */
	StartedRun signalWithStart(StartRequest request, HandlerCall signal);

	/**
	 * Send a signal to the open run of a workflow id. Joins the caller's transaction.
	 * @param target the run
	 * @param signal the signal
	 * @throws dev.durable.client.WorkflowNotFound if there is no open run, or another
	 * than the one that is named
	 * @throws IllegalArgumentException if this node knows the type and it has no such
	 * signal, or the arguments do not fit
	 */
	void signal(Target target, HandlerCall signal);

	/**
	 * Send an update to the open run of a workflow id. Takes no part in the caller's
	 * transaction.
	 * @param target the run
	 * @param update the update; with the id of an earlier one of the chain, its answer is
	 * returned, also when the run has closed
	 * @return completed with what the handler returned; with
	 * {@link dev.durable.client.WorkflowUpdateRejected} if its validator threw;
	 * {@link dev.durable.client.WorkflowUpdateFailed} if it threw, cannot be read or its
	 * run closed before; {@link IllegalStateException} if this node stops before
	 * @throws dev.durable.client.WorkflowNotFound as {@link #signal}
	 * @throws IllegalArgumentException as {@link #signal}
	 */
	CompletableFuture<Payload> update(Target target, HandlerCall update);

	/**
	 * Start a run with an update, or update the open one, as {@link #signalWithStart},
	 * but apart from the caller's transaction.
	 * @param request what to start if there is no open run
	 * @param update the update
	 * @return as {@link #update}
	 */
	CompletableFuture<Payload> updateWithStart(StartRequest request, HandlerCall update);

	/**
	 * Ask a run to cancel. Joins the caller's transaction. Does nothing if it is closed.
	 * @param target the run
	 * @param reason why, or null
	 * @throws dev.durable.client.WorkflowNotFound if there is no such run
	 */
	void cancel(Target target, @Nullable String reason);

	/**
	 * End a run as it stands, without its code. Joins the caller's transaction.
	 * @param target the run
	 * @param reason why
	 * @throws dev.durable.client.WorkflowNotFound if there is no open run
	 */
	void terminate(Target target, String reason);

	/**
	 * Let no workflow code of a run move until it is resumed. Joins the caller's
	 * transaction.
	 * @param target the run
	 * @throws dev.durable.client.WorkflowNotFound if there is no open run
	 */
	void pause(Target target);

	/**
	 * Let a paused run go on. Joins the caller's transaction. Does nothing if it is not
	 * paused.
	 * @param target the run
	 * @throws dev.durable.client.WorkflowNotFound if there is no open run
	 */
	void resume(Target target);

	/**
	 * Go on from an earlier point of a history in a new run of the same chain. An open
	 * run is terminated; if it closes first, the order becomes a dead letter. Joins the
	 * caller's transaction.
	 * @param target the run; of a workflow id without an open run the latest
	 * @param toSeq the last event to keep, rounded down to the end of its turn; at least
	 * the start is kept
	 * @param reason why
	 * @return the new run
	 * @throws dev.durable.client.WorkflowNotFound if there is no such run
	 * @throws IllegalArgumentException if the position is below 1 or beyond the end
	 * @throws IllegalStateException if the run is closed and the workflow id has another
	 * open run
	 */
	UUID reset(Target target, long toSeq, String reason);

	/**
	 * Let a run that has failed or timed out go on from its last good event, in a new run
	 * of the same chain. Joins the caller's transaction.
	 * @param target the run; of a workflow id the latest
	 * @return the new run
	 * @throws dev.durable.client.WorkflowNotFound if there is no such run
	 * @throws IllegalStateException if it is open or has closed otherwise, or the
	 * workflow id has another open run
	 */
	UUID retry(Target target);

	/**
	 * Delete a closed run. Joins the caller's transaction.
	 * @param target the run; of a workflow id without an open run the latest
	 * @throws dev.durable.client.WorkflowNotFound if there is no such run
	 * @throws IllegalStateException if it is open
	 */
	void delete(Target target);

	/**
	 * Complete an activity by the token of its attempt. Joins the caller's transaction.
	 * @param token the token, from {@link dev.durable.ActivityContext#completeLater}
	 * @param result its result
	 * @throws IllegalArgumentException if it is no token
	 * @throws IllegalStateException if the attempt does not wait any more
	 */
	void completeActivity(String token, Payload result);

	/**
	 * Fail an attempt of an activity by its token: it is tried again as its policy says,
	 * unless the failure is not to be retried. Joins the caller's transaction.
	 * @param token the token
	 * @param failure the failure
	 * @throws IllegalArgumentException if it is no token
	 * @throws IllegalStateException if the attempt does not wait any more
	 */
	void failActivity(String token, ThrownFailure failure);

	/**
	 * Say that an attempt which is to be completed by its token is alive.
	 * @param token the token
	 * @param details what the next attempt may want to know
	 * @throws IllegalArgumentException if it is no token
	 * @throws dev.durable.ActivityAbandoned if the attempt does not wait any more
	 */
	void heartbeatActivity(String token, Payload details);

	/**
	 * List the letters of a workflow id that nobody could take or read, oldest first.
	 * @param workflowId the workflow id
	 * @return the letters
	 */
	List<DeadLetter> deadLetters(String workflowId);

	/**
	 * Give a dead letter to the open run of its workflow id. Joins the caller's
	 * transaction.
	 * @param deadLetterId its id
	 * @throws IllegalArgumentException if there is no such dead letter
	 * @throws dev.durable.client.WorkflowNotFound if its workflow id has no open run
	 * @throws IllegalStateException if it is an order to reset a run that has closed
	 */
	void redeliver(String deadLetterId);

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
	 * Return how a run ends, once it has, on whichever node. One that is not there is
	 * waited for: its start may not have committed yet, or it may only be ordered.
	 * @param runId the run
	 * @return completed with the terminal event, with
	 * {@link dev.durable.client.WorkflowNotFound} if the run is deleted while somebody
	 * waits, or with {@link IllegalStateException} if this node stops before
	 */
	CompletableFuture<Terminal> result(UUID runId);

	/**
	 * Return how a run ends of which the caller knows that it has been there, so that its
	 * start has committed: if it is there no more, it has been deleted.
	 * @param runId the run
	 * @return as {@link #result}, but completed with
	 * {@link dev.durable.client.WorkflowNotFound} also if the run was deleted before
	 */
	CompletableFuture<Terminal> resultOfKnown(UUID runId);

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
