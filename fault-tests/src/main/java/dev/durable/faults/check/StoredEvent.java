package dev.durable.faults.check;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import dev.durable.faults.check.World.Event;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored form of events, as far as the checks look at it.
 */
final class StoredEvent {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private StoredEvent() {
	}

	static Event read(long seq, String kind, Instant at, byte[] data) {
		JsonNode json = parse(data);
		return new Event(seq, kind, at, ref(kind, json), text(kind, json));
	}

	/**
	 * Tell signals apart that are still in an inbox.
	 * @param kind the kind of the letter
	 * @param data the event that it would become
	 * @return the sender and the number of a signal, else an empty text
	 */
	static String letter(String kind, byte[] data) {
		return (kind.equals("SIGNAL") && data.length > 0) ? arguments(parse(data)) : "";
	}

	private static long ref(String kind, JsonNode json) {
		return switch (kind) {
			case "ActivityCompleted", "ActivityFailed", "ActivityAttemptLost", "ActivityCancelRequested" ->
				json.path("activityId").asLong(0);
			case "TimerFired", "TimerCancelled" -> json.path("timerId").asLong(0);
			default -> 0;
		};
	}

	private static String text(String kind, JsonNode json) {
		return switch (kind) {
			case "ActivityScheduled" -> json.path("activity").asString("");
			case "ActivityAttemptLost" -> json.path("attempt").asString("");
			case "TimerStarted" -> json.path("due").asString("");
			case "SignalReceived" -> arguments(json);
			case "UpdateAccepted", "UpdateCompleted" -> json.path("updateId").asString("");
			case "WorkflowCompleted" -> json.path("result").asString("");
			case "ChildInitiated", "ChildCompleted", "ChildFailed" -> json.path("childId").asString("");
			default -> "";
		};
	}

	private static String arguments(JsonNode json) {
		StringBuilder text = new StringBuilder();
		json.path("arguments").forEach((argument) -> text.append(argument.asString("")));
		return text.toString();
	}

	private static JsonNode parse(byte[] data) {
		return MAPPER.readTree(new String(data, StandardCharsets.UTF_8));
	}

}
