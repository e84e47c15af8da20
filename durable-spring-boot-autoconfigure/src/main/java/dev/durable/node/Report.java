package dev.durable.node;

import java.time.Duration;

/**
 * Tells the listener of a node what a unit has made durable.
 */
final class Report {

	private Report() {
	}

	static void durable(ResidentRun run, Unit unit, NodeListener listener) {
		if (listener == NodeListener.NONE) {
			return;
		}
		if (unit.start != null) {
			listener.started(unit.start.type());
		}
		unit.ended.forEach((ended) -> listener.activityEnded(ended.activity(), ended.failed(), ended.attempts()));
		if (!unit.unreadable.isEmpty()) {
			listener.deadLetters(false, unit.unreadable.size());
		}
		if (unit.closing != null) {
			closed(run, unit.closing, listener);
		}
	}

	private static void closed(ResidentRun run, Closing closing, NodeListener listener) {
		Duration duration = Duration.between(run.identity().startedAt(), closing.update().at());
		listener.closed(run.typeName(), closing.update().status(), duration.isNegative() ? Duration.ZERO : duration);
		if (closing.successor() != null) {
			listener.started(closing.successor().run().type());
		}
	}

}
