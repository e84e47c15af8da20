package dev.durable.jackson;

import java.util.List;
import java.util.UUID;

import dev.durable.history.Incoming;
import dev.durable.history.Incoming.ActivityAttemptLost;
import dev.durable.history.Incoming.ActivityCompleted;
import dev.durable.history.Incoming.ActivityFailed;
import dev.durable.history.Incoming.CancelRequested;
import dev.durable.history.Incoming.ChildCompleted;
import dev.durable.history.Incoming.ChildFailed;
import dev.durable.history.Incoming.ExternalSignalDelivered;
import dev.durable.history.Incoming.ExternalSignalFailed;
import dev.durable.history.Incoming.SignalReceived;
import dev.durable.history.Incoming.TimerFired;
import dev.durable.history.Incoming.UpdateAccepted;
import dev.durable.history.Incoming.WorkflowStarted;

/**
 * The stored forms of what happens to a run from outside its code.
 */
final class IncomingFormats {

	static final List<EventFormat<? extends Incoming>> ALL = List.of(
			new EventFormat<>(WorkflowStarted.class,
					(json, event) -> StartFormat.add(json.add("grammar", event.grammar())
						.add("seed", event.seed())
						.add("type", event.type())
						.add("arguments", event.arguments()), event.details()),
					(json) -> new WorkflowStarted(json.integer("grammar"), json.number("seed"), json.text("type"),
							json.payload("arguments"), StartFormat.of(json))),
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
					(json, event) -> json.add("name", event.name())
						.add("arguments", event.arguments())
						.map("headers", event.headers()),
					(json) -> new SignalReceived(json.text("name"), json.payload("arguments"), json.map("headers"))),
			new EventFormat<>(UpdateAccepted.class,
					(json, event) -> json.add("updateId", event.updateId())
						.add("name", event.name())
						.add("arguments", event.arguments())
						.map("headers", event.headers()),
					(json) -> new UpdateAccepted(json.text("updateId"), json.text("name"), json.payload("arguments"),
							json.map("headers"))),
			new EventFormat<>(ChildCompleted.class,
					(json, event) -> json.add("childId", event.childId()).add("result", event.result()),
					(json) -> new ChildCompleted(json.parsed("childId", UUID::fromString), json.payload("result"))),
			new EventFormat<>(ChildFailed.class,
					(json, event) -> json.add("childId", event.childId())
						.object("failure", event.failure(), FailureFormat::write),
					(json) -> new ChildFailed(json.parsed("childId", UUID::fromString),
							json.object("failure", FailureFormat::read))),
			new EventFormat<>(CancelRequested.class,
					(json, event) -> json.add("reason", event.reason()).add("timeout", event.timeout()),
					(json) -> new CancelRequested(json.textOrNull("reason"), json.textOrNull("timeout"))),
			new EventFormat<>(ExternalSignalDelivered.class, (json, event) -> json.add("requestId", event.requestId()),
					(json) -> new ExternalSignalDelivered(json.number("requestId"))),
			new EventFormat<>(ExternalSignalFailed.class,
					(json, event) -> json.add("requestId", event.requestId())
						.object("failure", event.failure(), FailureFormat::write),
					(json) -> new ExternalSignalFailed(json.number("requestId"),
							json.object("failure", FailureFormat::read))));

	private IncomingFormats() {
	}

}
