package dev.durable.jackson;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.durable.history.UnreadableException;
import dev.durable.node.ExportedHistory;
import dev.durable.store.EventRow;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exported histories as JSON documents: one object with the run and its events, each with
 * its data as it is stored.
 */
public final class JacksonHistoryFormat {

	private static final int VERSION = 1;

	private final JsonMapper mapper = JacksonJsonText.EXACT;

	/**
	 * Write a history.
	 * @param history the history
	 * @return its JSON, indented
	 */
	public String write(ExportedHistory history) {
		ObjectNode document = this.mapper.createObjectNode();
		document.put("version", VERSION);
		document.put("workflowId", history.workflowId());
		document.put("runId", history.runId().toString());
		document.put("firstRunId", history.firstRunId().toString());
		document.put("type", history.type());
		document.put("startedAt", history.startedAt().toString());
		ArrayNode events = document.putArray("events");
		for (EventRow event : history.events()) {
			events.addObject()
				.put("seq", event.seq())
				.put("kind", event.kind())
				.put("at", event.at().toString())
				.set("data", this.mapper.readTree(event.data()));
		}
		return this.mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
	}

	/**
	 * Read a history.
	 * @param json what {@link #write} has returned, maybe of an earlier version
	 * @return the history
	 * @throws UnreadableException if it is no exported history
	 */
	public ExportedHistory read(String json) {
		try {
			JsonNode document = this.mapper.readTree(json);
			List<EventRow> events = new ArrayList<>();
			for (JsonNode event : document.required("events")) {
				events.add(new EventRow(event.required("seq").asLong(), event.required("kind").asString(),
						Instant.parse(event.required("at").asString()),
						this.mapper.writeValueAsBytes(event.required("data"))));
			}
			return new ExportedHistory(document.required("workflowId").asString(),
					UUID.fromString(document.required("runId").asString()),
					UUID.fromString(document.required("firstRunId").asString()), document.required("type").asString(),
					Instant.parse(document.required("startedAt").asString()), events);
		}
		catch (JacksonException | IllegalArgumentException | DateTimeException ex) {
			throw new UnreadableException("This is no exported history: " + ex.getMessage()
					+ ". Take what WorkflowReplayer.export has returned, as it is", ex);
		}
	}

}
