package dev.durable.node;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.store.EventRow;

/**
 * The history of a run with all that is needed to replay it elsewhere.
 *
 * @param workflowId the business key
 * @param runId the run
 * @param firstRunId the first run of its chain
 * @param type the workflow type
 * @param startedAt when it was started
 * @param events its events, from the first
 */
public record ExportedHistory(String workflowId, UUID runId, UUID firstRunId, String type, Instant startedAt,
		List<EventRow> events) {

	public ExportedHistory {
		events = List.copyOf(events);
	}

}
