package dev.durable.jackson;

import java.time.Duration;

import dev.durable.CancellationType;
import dev.durable.history.ActivitySettings;

/**
 * The stored form of the options of a call, those of its retry among them.
 */
final class SettingsFormat {

	private SettingsFormat() {
	}

	static void write(JsonText json, ActivitySettings settings) {
		json.add("startToClose", settings.startToClose()).add("scheduleToClose", settings.scheduleToClose());
		RetryFormat.write(json, settings.retry());
		json.add("scheduleToStart", settings.scheduleToStart())
			.add("heartbeat", settings.heartbeat())
			.addUnless(CancellationType.TRY_CANCEL, "cancellation", settings.cancellation())
			.add("queue", settings.queue());
	}

	static ActivitySettings read(JsonFields json) {
		return new ActivitySettings(json.parsed("startToClose", Duration::parse),
				json.parsedOrNull("scheduleToClose", Duration::parse),
				json.parsedOrNull("scheduleToStart", Duration::parse), json.parsedOrNull("heartbeat", Duration::parse),
				RetryFormat.read(json),
				json.parsedOr("cancellation", CancellationType::valueOf, CancellationType.TRY_CANCEL),
				json.textOrNull("queue"));
	}

}
