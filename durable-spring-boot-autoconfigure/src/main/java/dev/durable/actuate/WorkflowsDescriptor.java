package dev.durable.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.durable.client.StuckReason;
import dev.durable.client.WorkflowStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of runs.
 *
 * @param workflows the runs, the latest started first
 * @param counts how many runs there are in all, by status
 * @param next the cursor of the next page, or null if this is the last one
 */
public record WorkflowsDescriptor(List<Summary> workflows, Map<WorkflowStatus, Long> counts,
		@Nullable String next) implements OperationResponseBody {

	/**
	 * A run in a list.
	 *
	 * @param id the workflow id
	 * @param runId the run id
	 * @param type the workflow type
	 * @param status the status
	 * @param stuck why it cannot advance, or null if it can
	 * @param queue the queue
	 * @param startedAt when it was started
	 * @param closedAt when it was closed, or null while it is open
	 * @param attributes its attributes, masked unless values are shown
	 */
	public record Summary(String id, String runId, String type, WorkflowStatus status, @Nullable StuckReason stuck,
			String queue, Instant startedAt, @Nullable Instant closedAt, Map<String, @Nullable Object> attributes) {

	}

}
