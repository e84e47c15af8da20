package dev.durable.sample.datasets;

import dev.durable.Activity;
import dev.durable.sample.effects.Effects;

import org.springframework.transaction.annotation.Transactional;

/**
 * Processes batches, each in a transaction that commits together with the record of it.
 */
@Activity
@Transactional
public class DataSetActivities {

	private final Effects effects;

	DataSetActivities(Effects effects) {
		this.effects = effects;
	}

	/**
	 * Process one batch.
	 * @param workflowId the data set, by its workflow id
	 * @param batch the number of the batch, from 1
	 */
	public void process(String workflowId, int batch) {
		this.effects.record(workflowId, "batch-" + batch);
	}

}
