package dev.durable.jackson;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.durable.CancellationType;
import dev.durable.ParentClosePolicy;
import dev.durable.history.Command;
import dev.durable.history.Command.ActivityCancelRequested;
import dev.durable.history.Command.ActivityScheduled;
import dev.durable.history.Command.AttributesUpserted;
import dev.durable.history.Command.CallRefused;
import dev.durable.history.Command.ChildCancelRequested;
import dev.durable.history.Command.ChildInitiated;
import dev.durable.history.Command.ExternalCancelInitiated;
import dev.durable.history.Command.ExternalSignalInitiated;
import dev.durable.history.Command.MemoUpserted;
import dev.durable.history.Command.SideEffectRecorded;
import dev.durable.history.Command.TimerCancelled;
import dev.durable.history.Command.TimerStarted;
import dev.durable.history.Command.UpdateCompleted;
import dev.durable.history.Command.VersionMarked;

/**
 * The stored forms of what workflow code asks for.
 */
final class CommandFormats {

	static final List<EventFormat<? extends Command>> ALL = List.of(
			new EventFormat<>(ActivityScheduled.class,
					(json, event) -> json.add("activity", event.activity())
						.add("arguments", event.arguments())
						.object("settings", event.settings(), SettingsFormat::write)
						.map("headers", event.headers()),
					(json) -> new ActivityScheduled(json.text("activity"), json.payload("arguments"),
							json.object("settings", SettingsFormat::read), json.map("headers"))),
			new EventFormat<>(TimerStarted.class, (json, event) -> json.add("due", event.due()),
					(json) -> new TimerStarted(json.parsed("due", Instant::parse))),
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
			new EventFormat<>(ActivityCancelRequested.class,
					(json, event) -> json.add("activityId", event.activityId()),
					(json) -> new ActivityCancelRequested(json.number("activityId"))),
			new EventFormat<>(ChildInitiated.class, CommandFormats::write, CommandFormats::readChildInitiated),
			new EventFormat<>(ChildCancelRequested.class,
					(json, event) -> json.add("childId", event.childId()).add("initiated", event.initiated()),
					(json) -> new ChildCancelRequested(json.parsed("childId", UUID::fromString),
							json.number("initiated"))),
			new EventFormat<>(ExternalSignalInitiated.class,
					(json, event) -> json.add("workflowId", event.workflowId())
						.add("signal", event.signal())
						.add("arguments", event.arguments())
						.map("headers", event.headers()),
					(json) -> new ExternalSignalInitiated(json.text("workflowId"), json.text("signal"),
							json.payload("arguments"), json.map("headers"))),
			new EventFormat<>(ExternalCancelInitiated.class,
					(json, event) -> json.add("workflowId", event.workflowId()),
					(json) -> new ExternalCancelInitiated(json.text("workflowId"))),
			new EventFormat<>(VersionMarked.class,
					(json, event) -> json.add("changeId", event.changeId())
						.add("version", event.version())
						.add("build", event.build()),
					(json) -> new VersionMarked(json.text("changeId"), json.integer("version"),
							json.textOrNull("build"))),
			new EventFormat<>(AttributesUpserted.class,
					(json, event) -> json.add("name", event.name()).add("value", event.value()),
					(json) -> new AttributesUpserted(json.text("name"), json.payloadOrNull("value"))),
			new EventFormat<>(MemoUpserted.class,
					(json, event) -> json.add("name", event.name()).add("value", event.value()),
					(json) -> new MemoUpserted(json.text("name"), json.payloadOrNull("value"))),
			new EventFormat<>(UpdateCompleted.class,
					(json, event) -> json.add("updateId", event.updateId())
						.add("result", event.result())
						.object("failure", event.failure(), FailureFormat::write),
					(json) -> new UpdateCompleted(json.text("updateId"), json.payloadOrNull("result"),
							json.objectOrNull("failure", FailureFormat::read))));

	private CommandFormats() {
	}

	private static void write(JsonText json, ChildInitiated event) {
		StartFormat
			.add(json.add("childId", event.childId())
				.add("workflowId", event.workflowId())
				.add("type", event.type())
				.add("arguments", event.arguments()), event.details())
			.addUnless(ParentClosePolicy.TERMINATE, "closePolicy", event.closePolicy())
			.addUnless(CancellationType.WAIT, "cancellation", event.cancellation());
	}

	private static ChildInitiated readChildInitiated(JsonFields json) {
		return new ChildInitiated(json.parsed("childId", UUID::fromString), json.text("workflowId"), json.text("type"),
				json.payload("arguments"), StartFormat.of(json),
				json.parsedOr("closePolicy", ParentClosePolicy::valueOf, ParentClosePolicy.TERMINATE),
				json.parsedOr("cancellation", CancellationType::valueOf, CancellationType.WAIT));
	}

}
