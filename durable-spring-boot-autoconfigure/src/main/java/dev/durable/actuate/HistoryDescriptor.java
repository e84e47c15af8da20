package dev.durable.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A part of the history of a run.
 *
 * @param id the workflow id
 * @param runId the run id
 * @param events its events, in order
 * @param next after which position the next part begins, or null if this is the last one
 */
public record HistoryDescriptor(String id, String runId, List<Entry> events,
		@Nullable Long next) implements OperationResponseBody {

	/**
	 * An event.
	 *
	 * @param seq its position
	 * @param kind its kind
	 * @param at its time
	 * @param fields what it says, with values of users masked unless they are shown; null
	 * if this version cannot read it
	 */
	public record Entry(long seq, String kind, Instant at, @Nullable Map<String, @Nullable Object> fields) {

	}

}
