package dev.durable.sample.runs;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.durable.client.WorkflowAlreadyStarted;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowClient.Call;
import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.client.WorkflowNotFound;
import dev.durable.sample.problems.RefusedException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Starts, asks and signals workflows for clients of the web.
 */
@Component
public class Runs {

	private final WorkflowClient workflows;

	Runs(WorkflowClient workflows) {
		this.workflows = workflows;
	}

	/**
	 * Start a workflow, once: what is asked for again changes nothing, whether the run is
	 * open or closed.
	 * @param <W> the type of the workflow
	 * @param <T> the type of the answer
	 * @param type the workflow class
	 * @param start calls the workflow method
	 * @param query calls a query method, if the id is in use
	 * @param same whether the answer fits what is asked for now
	 * @throws RefusedException if the id is in use for something else
	 */
	public <W, T> void startOnce(Class<W> type, Call<W, ?> start, Function<W, @Nullable T> query, Predicate<T> same) {
		try {
			this.workflows.start(type, start, (options) -> options.reusePolicy(WorkflowIdReusePolicy.REJECT_DUPLICATE));
		}
		catch (WorkflowAlreadyStarted ex) {
			if (!same.test(ask(type, ex.workflowId(), query))) {
				throw RefusedException.conflict("'" + ex.workflowId() + "' is known, with other details");
			}
		}
	}

	/**
	 * Ask a workflow, open or closed.
	 * @param <W> the type of the workflow
	 * @param <T> the type of the answer
	 * @param type the workflow class
	 * @param id the workflow id
	 * @param query calls a query method
	 * @return the answer
	 * @throws RefusedException if there is no such workflow, or it has nothing to say yet
	 */
	public <W, T> T ask(Class<W> type, String id, Function<W, @Nullable T> query) {
		try {
			T answer = query.apply(this.workflows.stub(type, id));
			if (answer == null) {
				throw RefusedException.unavailable("'" + id + "' has not begun");
			}
			return answer;
		}
		catch (WorkflowNotFound ex) {
			throw RefusedException.notFound("There is no '" + id + "'");
		}
	}

	/**
	 * Signal an open workflow.
	 * @param <W> the type of the workflow
	 * @param type the workflow class
	 * @param id the workflow id
	 * @param signal calls a signal method
	 * @throws RefusedException if there is no such workflow, or it is closed
	 */
	public <W> void signal(Class<W> type, String id, Consumer<W> signal) {
		try {
			signal.accept(this.workflows.stub(type, id));
		}
		catch (WorkflowNotFound ex) {
			throw exists(id) ? RefusedException.conflict("'" + id + "' has ended")
					: RefusedException.notFound("There is no '" + id + "'");
		}
	}

	private boolean exists(String id) {
		try {
			this.workflows.handle(id, Object.class).describe();
			return true;
		}
		catch (WorkflowNotFound ex) {
			return false;
		}
	}

}
