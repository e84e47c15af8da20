package dev.durable.jackson;

import java.time.Duration;

import dev.durable.history.ActivitySettings;

/**
 * The stored form of the options of a call.
 */
final class SettingsFormat {

	private SettingsFormat() {
	}

	static void write(JsonText json, ActivitySettings settings) {
		json.add("startToClose", settings.startToClose())
			.add("scheduleToClose", settings.scheduleToClose())
			.add("initialInterval", settings.initialInterval())
			.add("backoffCoefficient", settings.backoffCoefficient())
			.add("maximumInterval", settings.maximumInterval())
			.addUnless(0, "maximumAttempts", settings.maximumAttempts())
			.array("nonRetryable", settings.nonRetryable())
			.addUnless(0.0, "jitter", settings.jitter());
	}

	static ActivitySettings read(JsonFields json) {
		String scheduleToClose = json.textOrNull("scheduleToClose");
		return new ActivitySettings(duration(json, "startToClose"),
				(scheduleToClose != null) ? Duration.parse(scheduleToClose) : null, duration(json, "initialInterval"),
				json.decimal("backoffCoefficient"), duration(json, "maximumInterval"),
				json.integerOrZero("maximumAttempts"), json.list("nonRetryable"), json.decimalOrZero("jitter"));
	}

	private static Duration duration(JsonFields json, String name) {
		return Duration.parse(json.text(name));
	}

}
