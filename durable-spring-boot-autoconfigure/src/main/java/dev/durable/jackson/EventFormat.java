package dev.durable.jackson;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.durable.history.Command.ActivityScheduled;
import dev.durable.history.Command.CallRefused;
import dev.durable.history.Command.SideEffectRecorded;
import dev.durable.history.Command.TimerCancelled;
import dev.durable.history.Command.TimerStarted;
import dev.durable.history.Event;
import dev.durable.history.Incoming.ActivityAttemptLost;
import dev.durable.history.Incoming.ActivityCompleted;
import dev.durable.history.Incoming.ActivityFailed;
import dev.durable.history.Incoming.SignalReceived;
import dev.durable.history.Incoming.TimerFired;
import dev.durable.history.Incoming.WorkflowStarted;
import dev.durable.history.Terminal.WorkflowCompleted;
import dev.durable.history.Terminal.WorkflowFailed;

/**
 * The stored form of one kind of event. What is stored is read for ever: fields are
 * added, never renamed.
 *
 * @param <E> the event
 * @param type the event
 * @param writer writes its fields
 * @param reader reads them
 */
record EventFormat<E extends Event>(Class<E> type, BiConsumer<JsonText, E> writer, Function<JsonFields, E> reader) {

	private static final List<EventFormat<?>> ALL = List.of(
			new EventFormat<>(WorkflowStarted.class,
					(json, event) -> json.add("grammar", event.grammar())
						.add("seed", event.seed())
						.add("type", event.type())
						.add("arguments", event.arguments()),
					(json) -> new WorkflowStarted(json.integer("grammar"), json.number("seed"), json.text("type"),
							json.payload("arguments"))),
			new EventFormat<>(ActivityCompleted.class,
					(json, event) -> json.add("activityId", event.activityId()).add("result", event.result()),
					(json) -> new ActivityCompleted(json.number("activityId"), json.payload("result"))),
			new EventFormat<>(ActivityFailed.class,
					(json, event) -> json.add("activityId", event.activityId())
						.object("failure", event.failure(), FailureFormat::write),
					(json) -> new ActivityFailed(json.number("activityId"),
							json.object("failure", FailureFormat::read))),
			new EventFormat<>(ActivityAttemptLost.class,
					(json, event) -> json.add("activityId", event.activityId()).add("attempt", event.attempt()),
					(json) -> new ActivityAttemptLost(json.number("activityId"), json.integer("attempt"))),
			new EventFormat<>(TimerFired.class, (json, event) -> json.add("timerId", event.timerId()),
					(json) -> new TimerFired(json.number("timerId"))),
			new EventFormat<>(SignalReceived.class,
					(json, event) -> json.add("name", event.name()).add("arguments", event.arguments()),
					(json) -> new SignalReceived(json.text("name"), json.payload("arguments"))),
			new EventFormat<>(ActivityScheduled.class,
					(json, event) -> json.add("activity", event.activity())
						.add("arguments", event.arguments())
						.object("settings", event.settings(), SettingsFormat::write),
					(json) -> new ActivityScheduled(json.text("activity"), json.payload("arguments"),
							json.object("settings", SettingsFormat::read))),
			new EventFormat<>(TimerStarted.class, (json, event) -> json.add("due", event.due()),
					(json) -> new TimerStarted(Instant.parse(json.text("due")))),
			new EventFormat<>(TimerCancelled.class, (json, event) -> json.add("timerId", event.timerId()),
					(json) -> new TimerCancelled(json.number("timerId"))),
			new EventFormat<>(SideEffectRecorded.class,
					(json, event) -> json.add("value", event.value())
						.object("failure", event.failure(), FailureFormat::write),
					(json) -> new SideEffectRecorded(json.payloadOrNull("value"),
							json.objectOrNull("failure", FailureFormat::read))),
			new EventFormat<>(CallRefused.class,
					(json, event) -> json.add("call", event.call())
						.object("failure", event.failure(), FailureFormat::write),
					(json) -> new CallRefused(json.text("call"), json.object("failure", FailureFormat::read))),
			new EventFormat<>(WorkflowCompleted.class, (json, event) -> json.add("result", event.result()),
					(json) -> new WorkflowCompleted(json.payload("result"))),
			new EventFormat<>(WorkflowFailed.class,
					(json, event) -> json.object("failure", event.failure(), FailureFormat::write),
					(json) -> new WorkflowFailed(json.object("failure", FailureFormat::read))));

	static final Map<String, EventFormat<?>> BY_KIND = ALL.stream()
		.collect(Collectors.toUnmodifiableMap((format) -> format.type().getSimpleName(), Function.identity()));

	void write(JsonText json, Event event) {
		this.writer.accept(json, this.type.cast(event));
	}

}
