package dev.durable.jackson;

import java.time.Duration;

import dev.durable.history.RetrySettings;

/**
 * The stored form of how often something is tried again, in an object of its own or among
 * the fields of another.
 */
final class RetryFormat {

	private RetryFormat() {
	}

	static void write(JsonText json, RetrySettings retry) {
		json.add("initialInterval", retry.initialInterval())
			.add("backoffCoefficient", retry.backoffCoefficient())
			.add("maximumInterval", retry.maximumInterval())
			.addUnless(0, "maximumAttempts", retry.maximumAttempts())
			.array("nonRetryable", retry.nonRetryable())
			.addUnless(0.0, "jitter", retry.jitter());
	}

	static RetrySettings read(JsonFields json) {
		return new RetrySettings(json.parsed("initialInterval", Duration::parse), json.decimal("backoffCoefficient"),
				json.parsed("maximumInterval", Duration::parse), json.integerOr("maximumAttempts", 0),
				json.list("nonRetryable"), json.decimalOrZero("jitter"));
	}

}
