package dev.durable.client;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Starts workflows and finds their runs again.
 * <p>
 * Starts, signals and the outcomes of activities join the caller's Spring transaction:
 * they take effect if and only if it commits. Without a transaction they are durable when
 * the call returns; if it throws, nothing was started or sent, unless the outcome of the
 * commit is unknown. A start may be repeated with the same id.
 * <p>
 * Inside workflow code every method throws an {@link IllegalStateException} that names
 * what to do instead.
 */
public interface WorkflowClient {

	/**
	 * Start a run of a workflow that has a result. The id comes from the workflow
	 * method's id expression.
	 * @param <W> the type of the workflow
	 * @param <R> the type of the result
	 * @param type the workflow class
	 * @param call calls the workflow method with the arguments of the run; it is recorded
	 * and not carried out here
	 * @return a handle to the run
	 * @throws WorkflowAlreadyStarted if a run with the id is open
	 * @throws IllegalArgumentException if the class is no known workflow, the block calls
	 * anything but the workflow method once, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W, R extends @Nullable Object> WorkflowHandle<R> start(Class<W> type, Call<W, R> call);

	/**
	 * Start a run of a workflow that has a result, with options.
	 * @param <W> the type of the workflow
	 * @param <R> the type of the result
	 * @param type the workflow class
	 * @param call calls the workflow method with the arguments of the run; it is recorded
	 * and not carried out here
	 * @param options sets id, policies and more
	 * @return a handle to the run, or to the open run with
	 * {@link WorkflowIdConflictPolicy#USE_EXISTING}
	 * @throws WorkflowAlreadyStarted if a run with the id is open and the policy is
	 * {@link WorkflowIdConflictPolicy#FAIL}, or only closed runs have it and the reuse
	 * policy refuses another
	 * @throws IllegalArgumentException if the class is no known workflow, the block calls
	 * anything but the workflow method once, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W, R extends @Nullable Object> WorkflowHandle<R> start(Class<W> type, Call<W, R> call,
			Consumer<StartOptions.Builder> options);

	/**
	 * Start a run of a workflow without a result. The id comes from the workflow method's
	 * id expression.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param call calls the workflow method with the arguments of the run; it is recorded
	 * and not carried out here
	 * @return a handle to the run
	 * @throws WorkflowAlreadyStarted if a run with the id is open
	 * @throws IllegalArgumentException if the class is no known workflow, the block calls
	 * anything but the workflow method once, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W> WorkflowHandle<@Nullable Void> startVoid(Class<W> type, VoidCall<W> call);

	/**
	 * Start a run of a workflow without a result, with options.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param call calls the workflow method with the arguments of the run; it is recorded
	 * and not carried out here
	 * @param options sets id, policies and more
	 * @return a handle to the run, or to the open run with
	 * {@link WorkflowIdConflictPolicy#USE_EXISTING}
	 * @throws WorkflowAlreadyStarted if a run with the id is open and the policy is
	 * {@link WorkflowIdConflictPolicy#FAIL}, or only closed runs have it and the reuse
	 * policy refuses another
	 * @throws IllegalArgumentException if the class is no known workflow, the block calls
	 * anything but the workflow method once, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W> WorkflowHandle<@Nullable Void> startVoid(Class<W> type, VoidCall<W> call,
			Consumer<StartOptions.Builder> options);

	/**
	 * Start a run of a workflow by the name of its type, which this application need not
	 * know.
	 * @param type the name of the workflow type
	 * @param options sets id, policies and more
	 * @param args the arguments of the workflow method
	 * @return a handle to the run, whose result is read as what it is without a given
	 * type
	 * @throws WorkflowAlreadyStarted if the id is in use and the policies refuse another
	 * run
	 * @throws IllegalArgumentException if the type is known here and the arguments do not
	 * fit, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	WorkflowHandle<@Nullable Object> start(String type, Consumer<StartOptions.Builder> options,
			@Nullable Object... args);

	/**
	 * Send a signal, and start a run to receive it if none with the id is open. Both take
	 * effect together. A new run gets the signal before anything that comes later; an
	 * open run gets the signal only.
	 * @param <W> the type of the workflow
	 * @param <R> the type of the result
	 * @param type the workflow class
	 * @param start calls the workflow method with the arguments of the run; it is
	 * recorded and not carried out here
	 * @param signal calls a signal method with the arguments of the signal; it is
	 * recorded and not carried out here
	 * @param options sets id, reuse policy and more; of the conflict policies
	 * {@code TERMINATE_EXISTING} is refused, since the open run is the one to speak to
	 * @return a handle to the run that gets the signal
	 * @throws WorkflowAlreadyStarted if only closed runs have the id and the reuse policy
	 * refuses another
	 * @throws IllegalArgumentException if the class is no known workflow, a block calls
	 * anything but its one method once, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W, R extends @Nullable Object> WorkflowHandle<R> signalWithStart(Class<W> type, Call<W, R> start,
			VoidCall<W> signal, Consumer<StartOptions.Builder> options);

	/**
	 * Ask for an update, start a run to answer it if none with the id is open, and wait
	 * for the answer. It takes no part in the caller's transaction.
	 * @param <W> the type of the workflow
	 * @param <U> the type of the answer
	 * @param type the workflow class
	 * @param start calls the workflow method with the arguments of the run; it is
	 * recorded and not carried out here
	 * @param update calls an update method with the arguments of the update; it is
	 * recorded and not carried out here
	 * @param options sets id, reuse policy and more; of the conflict policies
	 * {@code TERMINATE_EXISTING} is refused, since the open run is the one to speak to
	 * @return the answer of the update method
	 * @throws WorkflowUpdateRejected if the validator has rejected it
	 * @throws WorkflowUpdateFailed if the update method has thrown, or the run has closed
	 * before it answered
	 * @throws WorkflowAlreadyStarted if only closed runs have the id and the reuse policy
	 * refuses another
	 * @throws IllegalArgumentException if the class is no known workflow, a block calls
	 * anything but its one method once, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code, or in a transaction
	 * that has itself started or signalled the run
	 */
	<W, U extends @Nullable Object> U updateWithStart(Class<W> type, Call<W, ?> start, Call<W, U> update,
			Consumer<StartOptions.Builder> options);

	/**
	 * A typed view of a workflow: its signal methods send signals to the current run, its
	 * query methods ask it, its update methods change it and wait for the answer. Nothing
	 * is looked up before a method is called.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param id the workflow id
	 * @return the stub, which may be kept and shared between threads
	 * @throws IllegalArgumentException if the class is no known workflow or the id is out
	 * of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W> W stub(Class<W> type, String id);

	/**
	 * A typed view of a workflow, with options. See {@link #stub(Class, String)}.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param id the workflow id
	 * @param options binds the stub to one run, or makes its next signal or update
	 * idempotent
	 * @return the stub, which may be kept and shared between threads unless an id for the
	 * next signal or update is set
	 * @throws IllegalArgumentException if the class is no known workflow or an id is out
	 * of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W> W stub(Class<W> type, String id, Consumer<StubOptions.Builder> options);

	/**
	 * A handle to the current run of a workflow: the open one, otherwise the latest.
	 * Nothing is looked up before the handle is used.
	 * @param <R> the type of the result
	 * @param id the workflow id
	 * @param resultType the type as which the result is read
	 * @return the handle
	 * @throws IllegalArgumentException if the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<R> WorkflowHandle<R> handle(String id, Class<R> resultType);

	/**
	 * A handle to one certain run. Nothing is looked up before the handle is used.
	 * @param <R> the type of the result
	 * @param id the workflow id
	 * @param runId the run id
	 * @param resultType the type as which the result is read
	 * @return the handle
	 * @throws IllegalArgumentException if an id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<R> WorkflowHandle<R> handle(String id, String runId, Class<R> resultType);

	/**
	 * List runs, from the newest to the oldest. The list is current: it shows what has
	 * been committed before the call.
	 * @param query which runs, and how many at most
	 * @return the runs; fewer than the query's limit mean that there are no more
	 * @throws IllegalStateException if called inside workflow code
	 */
	List<WorkflowDescription> list(WorkflowQuery query);

	/**
	 * List what was sent to a workflow and could not be delivered.
	 * @param workflowId the workflow id
	 * @return the letters, in the order in which they were accepted
	 * @throws IllegalArgumentException if the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	List<DeadLetter> deadLetters(String workflowId);

	/**
	 * Send a dead letter again, to the run that is open now. It joins the caller's
	 * transaction.
	 * @param deadLetterId the id of the letter
	 * @throws IllegalArgumentException if there is no such letter
	 * @throws WorkflowNotFound if its workflow has no open run
	 * @throws IllegalStateException if called inside workflow code, or if the letter is
	 * an order to reset a run that has closed
	 */
	void redeliver(String deadLetterId);

	/**
	 * Complete an activity whose method has left its outcome to someone else, see
	 * {@code ActivityContext.completeLater()}. It joins the caller's transaction.
	 * @param token the token of the activity
	 * @param result the result of the activity
	 * @throws IllegalArgumentException if the token cannot be one
	 * @throws IllegalStateException if the attempt no longer waits: it has been completed
	 * or has failed, its time is over, or its run is closed; or if called inside workflow
	 * code
	 */
	void completeActivity(String token, @Nullable Object result);

	/**
	 * Fail the attempt of an activity whose method has left its outcome to someone else.
	 * It is retried by the policy, unless the failure or the policy says that no attempt
	 * can help. It joins the caller's transaction.
	 * @param token the token of the activity
	 * @param failure what the attempt fails with
	 * @throws IllegalArgumentException if the token cannot be one
	 * @throws IllegalStateException if the attempt no longer waits: it has been completed
	 * or has failed, its time is over, or its run is closed; or if called inside workflow
	 * code
	 */
	void failActivity(String token, Throwable failure);

	/**
	 * Tell that the work of an activity whose method has left its outcome to someone else
	 * goes on, and leave details for the attempt that may follow.
	 * @param token the token of the activity
	 * @param details how far the work has come, or {@code null} to keep what was told
	 * before
	 * @throws dev.durable.CancelledFailure if the activity is asked to end
	 * @throws dev.durable.ActivityAbandoned if the attempt no longer counts
	 * @throws IllegalArgumentException if the token cannot be one
	 * @throws IllegalStateException if called inside workflow code
	 */
	void heartbeatActivity(String token, @Nullable Object details);

	/**
	 * A call of a method of a workflow that has a result.
	 *
	 * @param <W> the type of the workflow
	 * @param <R> the type of the result
	 */
	@FunctionalInterface
	interface Call<W, R extends @Nullable Object> {

		/**
		 * Call the method, once.
		 * @param workflow takes the call and records it
		 * @return what the method returns here, which means nothing
		 * @throws Exception because the method may declare it; it is not thrown
		 */
		R on(W workflow) throws Exception;

	}

	/**
	 * A call of a method of a workflow without a result.
	 *
	 * @param <W> the type of the workflow
	 */
	@FunctionalInterface
	interface VoidCall<W> {

		/**
		 * Call the method, once.
		 * @param workflow takes the call and records it
		 * @throws Exception because the method may declare it; it is not thrown
		 */
		void on(W workflow) throws Exception;

	}

}
