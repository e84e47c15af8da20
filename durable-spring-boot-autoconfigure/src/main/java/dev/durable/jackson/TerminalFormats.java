package dev.durable.jackson;

import java.util.List;
import java.util.UUID;

import dev.durable.history.Terminal;
import dev.durable.history.Terminal.ContinuedAsNew;
import dev.durable.history.Terminal.WorkflowCancelled;
import dev.durable.history.Terminal.WorkflowCompleted;
import dev.durable.history.Terminal.WorkflowFailed;
import dev.durable.history.Terminal.WorkflowTerminated;
import dev.durable.history.Terminal.WorkflowTimedOut;

/**
 * The stored forms of the ends of a run.
 */
final class TerminalFormats {

	static final List<EventFormat<? extends Terminal>> ALL = List.of(
			new EventFormat<>(WorkflowCompleted.class, (json, event) -> json.add("result", event.result()),
					(json) -> new WorkflowCompleted(json.payload("result"))),
			new EventFormat<>(WorkflowFailed.class,
					(json, event) -> json.object("failure", event.failure(), FailureFormat::write)
						.add("next", event.next())
						.addUnless(0L, "decidedAt", event.decidedAt()),
					(json) -> new WorkflowFailed(json.object("failure", FailureFormat::read),
							json.parsedOrNull("next", UUID::fromString), json.numberOrZero("decidedAt"))),
			new EventFormat<>(WorkflowCancelled.class, (json, event) -> json.add("reason", event.reason()),
					(json) -> new WorkflowCancelled(json.textOrNull("reason"))),
			new EventFormat<>(WorkflowTerminated.class,
					(json, event) -> json.add("reason", event.reason()).add("next", event.next()),
					(json) -> new WorkflowTerminated(json.text("reason"), json.parsedOrNull("next", UUID::fromString))),
			new EventFormat<>(WorkflowTimedOut.class,
					(json, event) -> json.add("timeout", event.timeout())
						.add("next", event.next())
						.addUnless(0L, "decidedAt", event.decidedAt()),
					(json) -> new WorkflowTimedOut(json.text("timeout"), json.parsedOrNull("next", UUID::fromString),
							json.numberOrZero("decidedAt"))),
			new EventFormat<>(ContinuedAsNew.class,
					(json, event) -> json.add("next", event.next()).add("arguments", event.arguments()),
					(json) -> new ContinuedAsNew(json.parsed("next", UUID::fromString), json.payload("arguments"))));

	private TerminalFormats() {
	}

}
