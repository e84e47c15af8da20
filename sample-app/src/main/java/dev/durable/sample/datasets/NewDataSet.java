package dev.durable.sample.datasets;

import dev.durable.sample.problems.Identifier;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * A data set as it comes in.
 *
 * @param datasetId the id of the data set
 * @param batches how many batches it has, or {@code null} for 100
 */
record NewDataSet(@NotNull(message = "is missing") @Identifier String datasetId,
		@Min(value = 1, message = BATCHES) @Max(value = 1_000_000, message = BATCHES) @Nullable Integer batches) {

	private static final String BATCHES = "must be a whole number between 1 and 1,000,000";

	private static final int BATCHES_DEFAULT = 100;

	DataSet toDataSet() {
		return new DataSet(this.datasetId, (this.batches != null) ? this.batches : BATCHES_DEFAULT);
	}

}
