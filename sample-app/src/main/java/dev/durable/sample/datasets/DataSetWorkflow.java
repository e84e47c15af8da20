package dev.durable.sample.datasets;

import dev.durable.Durable;
import dev.durable.QueryMethod;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * Processes a data set batch by batch. Before its history becomes too long, the run goes
 * on as a new one, to which it hands how far it has come.
 */
@Workflow
public class DataSetWorkflow {

	private final DataSetActivities activities;

	private @Nullable DataSet dataSet;

	private DataSetState state = DataSetState.RUNNING;

	private int completed;

	private boolean paused;

	private boolean cancelled;

	DataSetWorkflow(DataSetActivities activities) {
		this.activities = activities;
	}

	/**
	 * Process a data set.
	 * @param dataSet the data set
	 * @param completed how many of its batches are processed already
	 * @return how far it has come in the end
	 */
	@WorkflowMethod(id = "'dataset-' + #dataSet.datasetId")
	public Progress process(DataSet dataSet, int completed) {
		this.dataSet = dataSet;
		this.completed = completed;
		while (this.completed < dataSet.batches() && mayGoOn()) {
			if (Durable.info().continueAsNewSuggested()) {
				return Durable.continueAsNew(dataSet, this.completed);
			}
			this.activities.process(dataSet.workflowId(), this.completed + 1);
			this.completed++;
		}
		this.state = (this.completed < dataSet.batches()) ? DataSetState.CANCELLED : DataSetState.COMPLETED;
		return Progress.of(this.state, this.completed, dataSet.batches());
	}

	/**
	 * Let the data set rest, after the batch that is being processed.
	 */
	@SignalMethod
	public void pause() {
		this.paused = true;
	}

	/**
	 * Go on with a data set that rests.
	 */
	@SignalMethod
	public void resume() {
		this.paused = false;
	}

	/**
	 * Give the data set up, after the batch that is being processed.
	 */
	@SignalMethod
	public void cancel() {
		this.cancelled = true;
	}

	/**
	 * How far the data set has come.
	 * @return the progress, or {@code null} if the run has not begun
	 */
	@QueryMethod
	public @Nullable Progress progress() {
		return (this.dataSet != null) ? Progress.of(this.state, this.completed, this.dataSet.batches()) : null;
	}

	/**
	 * What is processed.
	 * @return the data set, or {@code null} if the run has not begun
	 */
	@QueryMethod
	public @Nullable DataSet dataSet() {
		return this.dataSet;
	}

	private boolean mayGoOn() {
		if (this.paused && !this.cancelled) {
			this.state = DataSetState.PAUSED;
			Durable.await(() -> !this.paused || this.cancelled);
			this.state = DataSetState.RUNNING;
		}
		return !this.cancelled;
	}

}
