package dev.durable.proxy;

import java.lang.reflect.Type;
import java.util.UUID;

import dev.durable.ApplicationFailure;
import dev.durable.CancelledFailure;
import dev.durable.TerminatedFailure;
import dev.durable.TimeoutFailure;
import dev.durable.TimeoutType;
import dev.durable.client.WorkflowFailed;
import dev.durable.engine.Failures;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * How a run has ended.
 *
 * @param workflowId its workflow id
 * @param runId the run
 * @param terminal its last event
 */
record Outcome(String workflowId, UUID runId, Terminal terminal) {

	/**
	 * Return the result of a run that has completed.
	 * @throws WorkflowFailed if it has not
	 */
	@Nullable Object result(WorkflowRuntime runtime, Type type) {
		if (this.terminal instanceof Terminal.WorkflowCompleted completed) {
			return runtime.read("The result of workflow '" + this.workflowId + "'", completed.result(), type);
		}
		throw new WorkflowFailed(this.workflowId, this.runId.toString(), failure(runtime.converter()));
	}

	private RuntimeException failure(PayloadConverter converter) {
		if (this.terminal instanceof Terminal.WorkflowFailed failed) {
			return Failures.restore(failed.failure(), converter);
		}
		if (this.terminal instanceof Terminal.WorkflowCancelled cancelled) {
			return new CancelledFailure(cancelled.reason());
		}
		if (this.terminal instanceof Terminal.WorkflowTerminated terminated) {
			return new TerminatedFailure(terminated.reason());
		}
		if (this.terminal instanceof Terminal.WorkflowTimedOut timedOut) {
			TimeoutType type = TimeoutType.valueOf(timedOut.timeout());
			return new TimeoutFailure(type,
					((type == TimeoutType.RUN) ? "The run timeout" : "The execution timeout") + " has passed", null);
		}
		return new ApplicationFailure("ContinuedAsNew", "The run goes on as run '" + this.terminal.next()
				+ "'. Ask a handle that is not bound to a run for the result");
	}

}
