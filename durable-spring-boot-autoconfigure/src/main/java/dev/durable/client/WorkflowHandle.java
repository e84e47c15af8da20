package dev.durable.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Speaks to a run of a workflow. A handle holds no resources and may be used by any
 * thread outside of workflow code.
 * <p>
 * Signals and what steers the run join the caller's transaction: they take effect if and
 * only if it commits. Without one they are durable when the call returns.
 * <p>
 * Waiting for a result or for the answer of an update cannot see what is not committed:
 * in a transaction that has itself started or signalled the run it throws
 * {@link IllegalStateException}. Start, commit, then wait.
 *
 * @param <R> the type of the result
 */
public interface WorkflowHandle<R extends @Nullable Object> {

	/**
	 * The id of the workflow.
	 * @return the workflow id
	 */
	String id();

	/**
	 * The id of the run to which the handle speaks.
	 * @return the run id; for a handle that is not bound to a run, that of the current
	 * run
	 * @throws WorkflowNotFound if there is no such run
	 */
	String runId();

	/**
	 * Wait until the run is closed, however long that takes.
	 * @return the result of the workflow method
	 * @throws WorkflowFailed if the run has not completed; its cause is the failure that
	 * has closed it
	 * @throws WorkflowNotFound if there is no such run, or if it is deleted meanwhile
	 * @throws IllegalStateException if the caller's transaction has itself started or
	 * signalled the run
	 */
	R result();

	/**
	 * Wait until the run is closed, but not longer than the limit.
	 * @param limit the longest time to wait; zero or negative does not wait
	 * @return the result of the workflow method
	 * @throws TimeoutException if the run was still open when the limit had passed; it
	 * goes on
	 * @throws WorkflowFailed if the run has not completed; its cause is the failure that
	 * has closed it
	 * @throws WorkflowNotFound if there is no such run
	 * @throws IllegalStateException if the caller's transaction has itself started or
	 * signalled the run
	 */
	R result(Duration limit) throws TimeoutException;

	/**
	 * The result, without waiting for it. Cancelling the future does nothing to the run.
	 * @return a future that completes when the run is closed: with the result, or with
	 * what {@link #result()} would throw
	 * @throws IllegalStateException if the caller's transaction has itself started or
	 * signalled the run
	 */
	CompletableFuture<R> resultAsync();

	/**
	 * Send a signal. It joins the caller's transaction; without one it is accepted when
	 * the call returns. An accepted signal is handled exactly once, after those that this
	 * caller has sent before.
	 * @param name the name of the signal
	 * @param args the arguments
	 * @throws WorkflowNotFound if there is no open run
	 * @throws IllegalArgumentException if the workflow type is known here and has no such
	 * signal, or the arguments do not fit; the message lists the known signals
	 */
	void signal(String name, @Nullable Object... args);

	/**
	 * Ask a query, of an open or a closed run. The answer comes from the committed
	 * history; nothing is recorded.
	 * @param <T> the type of the answer
	 * @param name the name of the query
	 * @param type the type as which the answer is read
	 * @param args the arguments
	 * @return the answer of the query method
	 * @throws WorkflowQueryFailed if the query method has thrown, there is no such query,
	 * or the arguments do not fit
	 * @throws WorkflowNotFound if there is no such run
	 */
	<T> @Nullable T query(String name, Class<T> type, @Nullable Object... args);

	/**
	 * Ask for an update and wait for its answer, however long that takes. It takes no
	 * part in the caller's transaction.
	 * @param <T> the type of the answer
	 * @param name the name of the update
	 * @param type the type as which the answer is read
	 * @param args the arguments
	 * @return the answer of the update method
	 * @throws WorkflowUpdateRejected if the validator has rejected it, there is no such
	 * update, or the arguments do not fit; then nothing was recorded
	 * @throws WorkflowUpdateFailed if the update method has thrown, or the run has closed
	 * before it answered
	 * @throws WorkflowNotFound if there is no open run
	 * @throws IllegalStateException if the caller's transaction has itself started or
	 * signalled the run
	 */
	<T> @Nullable T update(String name, Class<T> type, @Nullable Object... args);

	/**
	 * Ask the run to cancel: the call that it blocks on throws
	 * {@code dev.durable.CancelledFailure}, and the code may clean up. Does nothing if it
	 * was asked before or is closed.
	 * @throws WorkflowNotFound if there is no such run
	 */
	void cancel();

	/**
	 * Ask the run to cancel, and say why. See {@link #cancel()}.
	 * @param reason the reason, which the code of the workflow can read
	 * @throws WorkflowNotFound if there is no such run
	 */
	void cancel(String reason);

	/**
	 * Close the run at once. No code of the workflow runs any more, not to clean up
	 * either; children are treated by their policy. Does nothing if the run is closed.
	 * @param reason why; who waits for the result gets it
	 * @throws WorkflowNotFound if there is no such run
	 */
	void terminate(String reason);

	/**
	 * Hold the run: activities that are running end and keep their results, but no code
	 * of the workflow moves. Signals, updates and timers wait; queries are answered. Does
	 * nothing if the run is paused.
	 * @throws WorkflowNotFound if there is no open run
	 */
	void pause();

	/**
	 * Let a paused run go on. Does nothing if the run is not paused.
	 * @throws WorkflowNotFound if there is no open run
	 */
	void resume();

	/**
	 * Start over from an event of the history: a new run takes over what was recorded up
	 * to it and goes on from there. An open run is terminated. Signals that came later
	 * are delivered again; activities up to the event do not run again. Updates of an
	 * open run without an answer are answered by the new run if they were accepted up to
	 * the event, and fail otherwise. An open run that closes first, by itself or by
	 * another reset, is not reset: the order is kept as a {@link DeadLetter}.
	 * @param toSeq the position of the last event to take over, counted from 1; rounded
	 * down to the end of its turn
	 * @return a handle to the workflow, whose current run is the new one
	 * @throws WorkflowNotFound if there is no such run
	 * @throws IllegalArgumentException if the history has no such position
	 */
	WorkflowHandle<R> reset(long toSeq);

	/**
	 * Continue a run that has failed or timed out from its last good event, with the same
	 * id.
	 * @throws WorkflowNotFound if there is no such run
	 * @throws IllegalStateException if the run is in another state; the message names it
	 */
	void retry();

	/**
	 * Delete a closed run, with all that is stored of it.
	 * @throws WorkflowNotFound if there is no such run
	 * @throws IllegalStateException if the run is open: terminate it before
	 */
	void delete();

	/**
	 * Look at the run.
	 * @return the run as it is now
	 * @throws WorkflowNotFound if there is no such run
	 */
	WorkflowDescription describe();

	/**
	 * Read the whole history.
	 * @return the events in their order
	 * @throws WorkflowNotFound if there is no such run
	 */
	List<? extends HistoryEvent> history();

}
