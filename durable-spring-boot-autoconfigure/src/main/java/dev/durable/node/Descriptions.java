package dev.durable.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.client.WorkflowDescription;
import dev.durable.client.WorkflowNotFound;
import dev.durable.client.WorkflowQuery;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import dev.durable.history.PayloadConverter;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.UnreadableException;
import dev.durable.store.AttributeRow;
import dev.durable.store.EventRow;
import dev.durable.store.RunRow;
import dev.durable.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes runs to operators.
 */
final class Descriptions {

	private static final Logger logger = LoggerFactory.getLogger(Descriptions.class);

	private final Store store;

	private final EventCodec codec;

	private final PayloadConverter converter;

	Descriptions(Store store, EventCodec codec, PayloadConverter converter) {
		this.store = store;
		this.codec = codec;
		this.converter = converter;
	}

	WorkflowDescription describe(UUID runId) {
		RunRow row = this.store.run(runId).orElseThrow(() -> WorkflowNotFound.none(runId.toString()));
		List<Recorded> history = readable(Queries.history(this.store, runId));
		StartDetails details = (!history.isEmpty()
				&& history.get(0).event() instanceof Incoming.WorkflowStarted started) ? started.details()
						: StartDetails.NONE;
		return Description.of(row, history, this.store.activities(runId), new Description.Notes(
				this.store.attributes(List.of(runId)).getOrDefault(runId, List.of()), this.converter, () -> details));
	}

	/*
	 * A run may be stuck because this version cannot read one of its events, and must be
	 * found out about all the same.
	 */
	private List<Recorded> readable(List<EventRow> rows) {
		List<Recorded> events = new ArrayList<>(rows.size());
		for (EventRow row : rows) {
			try {
				events.add(new Recorded(row.seq(), row.at(), this.codec.decode(row.kind(), row.data())));
			}
			catch (UnreadableException ex) {
				logger.debug("Event {} is left out of a description", row.seq(), ex);
			}
		}
		return events;
	}

	/**
	 * List runs. What only their first events tell is read when it is asked for.
	 */
	List<WorkflowDescription> list(WorkflowQuery query) {
		WorkflowQuery stored = query;
		for (Map.Entry<String, Object> attribute : query.attributes().entrySet()) {
			Payload value = this.converter.write(attribute.getValue());
			stored = stored.attribute(attribute.getKey(), new String(value.json(), StandardCharsets.UTF_8));
		}
		List<RunRow> rows = this.store.list(stored);
		Map<UUID, List<AttributeRow>> attributes = rows.isEmpty() ? Map.of()
				: this.store.attributes(rows.stream().map(RunRow::runId).toList());
		return rows.stream()
			.<WorkflowDescription>map((row) -> Description.of(row,
					new Description.Notes(attributes.getOrDefault(row.runId(), List.of()), this.converter,
							() -> details(row.runId()))))
			.toList();
	}

	private StartDetails details(UUID runId) {
		for (EventRow first : this.store.history(runId, 0, 1)) {
			try {
				if (this.codec.decode(first.kind(), first.data()) instanceof Incoming.WorkflowStarted started) {
					return started.details();
				}
			}
			catch (UnreadableException ex) {
				return StartDetails.NONE;
			}
		}
		return StartDetails.NONE;
	}

}
