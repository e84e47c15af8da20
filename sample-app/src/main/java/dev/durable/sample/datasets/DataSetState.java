package dev.durable.sample.datasets;

/**
 * What happens to a data set.
 */
public enum DataSetState {

	/** One batch after the other is processed. */
	RUNNING,
	/** Nothing is processed until it is resumed. */
	PAUSED,
	/** Not all batches are processed, and no more will be. Final. */
	CANCELLED,
	/** All batches are processed. Final. */
	COMPLETED

}
