package dev.durable.sample.datasets;

/**
 * How far a data set has come.
 *
 * @param state what happens to it
 * @param progress the percentage of its batches that are processed, rounded down
 * @param completedBatches how many batches are processed
 */
public record Progress(DataSetState state, int progress, int completedBatches) {

	private static final long PERCENT = 100;

	static Progress of(DataSetState state, int completed, int batches) {
		return new Progress(state, (int) (PERCENT * completed / batches), completed);
	}

}
