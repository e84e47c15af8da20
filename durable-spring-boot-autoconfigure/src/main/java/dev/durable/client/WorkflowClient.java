package dev.durable.client;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Starts workflows and finds their runs again.
 * <p>
 * Starts and signals join the caller's Spring transaction: they take effect if and only
 * if it commits. Without a transaction they are durable when the call returns; if it
 * throws, nothing was started or sent, unless the outcome of the commit is unknown. A
 * start may be repeated with the same id.
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
	 * @param options sets id and policy
	 * @return a handle to the run, or to the open run with
	 * {@link WorkflowIdConflictPolicy#USE_EXISTING}
	 * @throws WorkflowAlreadyStarted if a run with the id is open and the policy is
	 * {@link WorkflowIdConflictPolicy#FAIL}
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
	 * @param options sets id and policy
	 * @return a handle to the run, or to the open run with
	 * {@link WorkflowIdConflictPolicy#USE_EXISTING}
	 * @throws WorkflowAlreadyStarted if a run with the id is open and the policy is
	 * {@link WorkflowIdConflictPolicy#FAIL}
	 * @throws IllegalArgumentException if the class is no known workflow, the block calls
	 * anything but the workflow method once, or the id is out of its limits
	 * @throws IllegalStateException if called inside workflow code
	 */
	<W> WorkflowHandle<@Nullable Void> startVoid(Class<W> type, VoidCall<W> call,
			Consumer<StartOptions.Builder> options);

	/**
	 * A typed view of a workflow: its signal methods send signals to the current run, its
	 * query methods ask it. Nothing is looked up before a method is called.
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
	 * A call of a workflow method that has a result.
	 *
	 * @param <W> the type of the workflow
	 * @param <R> the type of the result
	 */
	@FunctionalInterface
	interface Call<W, R extends @Nullable Object> {

		/**
		 * Call the workflow method, once.
		 * @param workflow takes the call and records it
		 * @return what the workflow method returns here, which means nothing
		 * @throws Exception because the workflow method may declare it; it is not thrown
		 */
		R on(W workflow) throws Exception;

	}

	/**
	 * A call of a workflow method without a result.
	 *
	 * @param <W> the type of the workflow
	 */
	@FunctionalInterface
	interface VoidCall<W> {

		/**
		 * Call the workflow method, once.
		 * @param workflow takes the call and records it
		 * @throws Exception because the workflow method may declare it; it is not thrown
		 */
		void on(W workflow) throws Exception;

	}

}
