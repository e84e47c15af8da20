package dev.durable.node;

import java.nio.charset.StandardCharsets;
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
import dev.durable.history.StartDetails;
import dev.durable.history.UnreadableException;
import dev.durable.store.AttributeRow;
import dev.durable.store.EventRow;
import dev.durable.store.RunRow;
import dev.durable.store.Store;

/**
 * Describes runs to operators.
 */
final class Descriptions {

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
		return describe(row, OpenItems.of(this.store, this.codec, runId));
	}

	WorkflowDescription describe(RunRow row, OpenItems open) {
		UUID runId = row.runId();
		return Description.of(row, open, this.store.activities(runId), new Description.Notes(
				this.store.attributes(List.of(runId)).getOrDefault(runId, List.of()), this.converter, open::details));
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
		return listStored(stored);
	}

	/**
	 * List runs by a query whose values of attributes are JSON texts.
	 */
	List<WorkflowDescription> listStored(WorkflowQuery stored) {
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
