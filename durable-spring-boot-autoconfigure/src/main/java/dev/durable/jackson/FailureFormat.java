package dev.durable.jackson;

import dev.durable.history.FailureInfo;
import dev.durable.history.FailureKind;

/**
 * The stored form of a failure.
 */
final class FailureFormat {

	private FailureFormat() {
	}

	static void write(JsonText json, FailureInfo failure) {
		json.add("kind", failure.kind().name())
			.addUnless("", "type", failure.type())
			.add("message", failure.message())
			.add("stack", failure.stack())
			.array("details", failure.details())
			.addUnless(false, "nonRetryable", failure.nonRetryable())
			.add("declared", failure.declared())
			.addUnless(0, "attempts", failure.attempts())
			.add("retryState", failure.retryState())
			.add("workflowId", failure.workflowId())
			.object("cause", failure.cause(), FailureFormat::write);
	}

	static FailureInfo read(JsonFields json) {
		return new FailureInfo(json.parsed("kind", FailureKind::valueOf), json.textOr("type", ""),
				json.textOrNull("message"), json.textOrNull("stack"), json.list("details"), json.flag("nonRetryable"),
				json.textOrNull("declared"), json.integerOr("attempts", 0), json.textOrNull("retryState"),
				json.textOrNull("workflowId"), json.objectOrNull("cause", FailureFormat::read));
	}

}
