package dev.durable.engine;

import java.util.Collection;

import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.FailureInfo;
import dev.durable.history.Incoming;
import dev.durable.history.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of a history and the bytes of their payloads, as they are stored, so
 * that live and replay count the same.
 */
final class Volume {

	private static final long EVENTS_SUGGESTED = 4_096;

	private static final long BYTES_SUGGESTED = 4L * 1024 * 1024;

	private long bytes;

	void add(Event event) {
		if (event instanceof Incoming incoming) {
			this.bytes += size(incoming);
		}
		else if (event instanceof Command command) {
			this.bytes += size(command);
		}
	}

	/**
	 * Tell whether the run should continue as new.
	 * @param events the number of events at the current turn
	 */
	boolean suggestsContinueAsNew(long events) {
		return events >= EVENTS_SUGGESTED || this.bytes >= BYTES_SUGGESTED;
	}

	private static long size(Incoming event) {
		if (event instanceof Incoming.WorkflowStarted started) {
			return size(started.arguments()) + size(started.details().memo().values())
					+ size(started.details().attributes().values());
		}
		if (event instanceof Incoming.ActivityCompleted completed) {
			return size(completed.result());
		}
		if (event instanceof Incoming.ActivityFailed failed) {
			return size(failed.failure());
		}
		if (event instanceof Incoming.SignalReceived signal) {
			return size(signal.arguments());
		}
		if (event instanceof Incoming.UpdateAccepted update) {
			return size(update.arguments());
		}
		if (event instanceof Incoming.ChildCompleted completed) {
			return size(completed.result());
		}
		return (event instanceof Incoming.ChildFailed failed) ? size(failed.failure()) : 0;
	}

	private static long size(Command command) {
		if (command instanceof Command.ActivityScheduled scheduled) {
			return size(scheduled.arguments());
		}
		if (command instanceof Command.SideEffectRecorded effect) {
			return size(effect.value()) + size(effect.failure());
		}
		if (command instanceof Command.ChildInitiated child) {
			return size(child.arguments()) + size(child.details().memo().values())
					+ size(child.details().attributes().values());
		}
		if (command instanceof Command.ExternalSignalInitiated signal) {
			return size(signal.arguments());
		}
		if (command instanceof Command.AttributesUpserted attribute) {
			return size(attribute.value());
		}
		if (command instanceof Command.MemoUpserted memo) {
			return size(memo.value());
		}
		return (command instanceof Command.UpdateCompleted update) ? size(update.result()) + size(update.failure()) : 0;
	}

	private static long size(Collection<Payload> payloads) {
		return payloads.stream().mapToLong(Payload::size).sum();
	}

	private static long size(@Nullable Payload payload) {
		return (payload != null) ? payload.size() : 0;
	}

	private static long size(@Nullable FailureInfo failure) {
		return (failure != null) ? size(failure.details()) + size(failure.cause()) : 0;
	}

}
