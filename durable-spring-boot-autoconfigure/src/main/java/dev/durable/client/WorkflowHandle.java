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
 * Waiting for a result cannot see what is not committed: in a transaction that has itself
 * started or signalled the run it throws {@link IllegalStateException}. Start, commit,
 * then wait.
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
	 * @throws WorkflowFailed if the run has failed; its cause is the failure
	 * @throws WorkflowNotFound if there is no such run
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
	 * @throws WorkflowFailed if the run has failed; its cause is the failure
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
