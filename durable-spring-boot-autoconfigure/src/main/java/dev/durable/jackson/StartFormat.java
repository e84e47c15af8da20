package dev.durable.jackson;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import dev.durable.history.Admission;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.ParentRun;
import dev.durable.history.Precedence;
import dev.durable.history.StartDetails;

/**
 * The stored form of what a run was started with besides its arguments. What holds where
 * nothing is said is left out, in most runs all of it.
 */
final class StartFormat {

	private static final String FIELD = "details";

	private StartFormat() {
	}

	static JsonText add(JsonText json, StartDetails details) {
		return json.objectUnless(StartDetails.NONE, FIELD, details, StartFormat::write);
	}

	static StartDetails of(JsonFields json) {
		return json.objectOr(FIELD, StartFormat::read, StartDetails.NONE);
	}

	private static void write(JsonText json, StartDetails details) {
		json.addUnless(StartDetails.NONE.attempt(), "attempt", details.attempt())
			.addUnless(StartDetails.NONE.queue(), "queue", details.queue())
			.add("executionTimeout", details.executionTimeout())
			.add("executionDeadline", details.executionDeadline())
			.add("runTimeout", details.runTimeout())
			.object("retry", details.retry(), RetryFormat::write)
			.object("parent", details.parent(), StartFormat::writeParent)
			.map("memo", details.memo())
			.map("attributes", details.attributes())
			.map("headers", details.headers())
			.add("continuedFrom", details.continuedFrom())
			.object("limit", details.admission().limit(), StartFormat::writeLimit)
			.objectUnless(Precedence.NONE, "precedence", details.admission().precedence(),
					StartFormat::writePrecedence);
	}

	private static StartDetails read(JsonFields json) {
		return new StartDetails(json.integerOr("attempt", StartDetails.NONE.attempt()),
				json.textOr("queue", StartDetails.NONE.queue()), json.parsedOrNull("executionTimeout", Duration::parse),
				json.parsedOrNull("executionDeadline", Instant::parse),
				json.parsedOrNull("runTimeout", Duration::parse), json.objectOrNull("retry", RetryFormat::read),
				json.objectOrNull("parent", StartFormat::readParent), json.map("memo"), json.map("attributes"),
				json.map("headers"), json.parsedOrNull("continuedFrom", UUID::fromString), admission(json));
	}

	private static Admission admission(JsonFields json) {
		Precedence precedence = json.objectOrNull("precedence", StartFormat::readPrecedence);
		return new Admission(json.objectOrNull("limit", StartFormat::readLimit),
				(precedence != null) ? precedence : Precedence.NONE);
	}

	private static void writePrecedence(JsonText json, Precedence precedence) {
		json.addUnless(0, "priority", precedence.priority()).add("fairnessKey", precedence.fairnessKey());
	}

	private static Precedence readPrecedence(JsonFields json) {
		return new Precedence(json.integerOr("priority", 0), json.textOrNull("fairnessKey"));
	}

	private static void writeLimit(JsonText json, ConcurrencyLimit limit) {
		json.add("key", limit.key()).add("max", limit.max());
	}

	private static ConcurrencyLimit readLimit(JsonFields json) {
		return new ConcurrencyLimit(json.text("key"), json.integer("max"));
	}

	private static void writeParent(JsonText json, ParentRun parent) {
		json.add("chain", parent.chain()).add("workflowId", parent.workflowId()).add("runId", parent.runId());
	}

	private static ParentRun readParent(JsonFields json) {
		return new ParentRun(json.parsed("chain", UUID::fromString), json.text("workflowId"),
				json.parsed("runId", UUID::fromString));
	}

}
