package dev.durable.sample.datasets;

/**
 * What is to be processed.
 *
 * @param datasetId the id of the data set
 * @param batches how many batches it has
 */
public record DataSet(String datasetId, int batches) {

	/**
	 * The id of the workflow that processes the data set.
	 * @return the workflow id
	 */
	public String workflowId() {
		return "dataset-" + this.datasetId;
	}

}
