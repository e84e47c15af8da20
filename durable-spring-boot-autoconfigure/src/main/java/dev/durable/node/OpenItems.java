package dev.durable.node;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.CancellationType;
import dev.durable.history.Command;
import dev.durable.history.Event;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.StartDetails;
import dev.durable.history.Terminal;
import dev.durable.history.UnreadableException;
import dev.durable.store.EventRow;
import dev.durable.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What a history tells of a run without its code: what it has asked for and has no answer
 * yet, and how it has ended. Events that cannot be read are passed over, so that a run
 * which is stuck on one can be looked at.
 */
final class OpenItems {

	private static final int PAGE = 100;

	private final Map<Long, Recorded> activities = new LinkedHashMap<>();

	private final Map<Long, Recorded> timers = new LinkedHashMap<>();

	private final Map<UUID, Recorded> children = new LinkedHashMap<>();

	private StartDetails details = StartDetails.NONE;

	private @Nullable String failure;

	private long length;

	private OpenItems() {
	}

	static OpenItems of(Store store, EventCodec codec, UUID runId) {
		OpenItems items = new OpenItems();
		List<EventRow> page;
		do {
			page = store.history(runId, items.length, PAGE);
			page.forEach((row) -> items.add(row, codec));
		}
		while (page.size() == PAGE);
		return items;
	}

	private void add(EventRow row, EventCodec codec) {
		this.length = row.seq();
		try {
			Event event = codec.decode(row.kind(), row.data());
			if (event instanceof Command command) {
				add(new Recorded(row.seq(), row.at(), event), command);
			}
			else if (event instanceof Incoming incoming) {
				add(incoming);
			}
			else if (event instanceof Terminal terminal) {
				add(terminal);
			}
		}
		catch (UnreadableException ex) {
			// what it asks for or answers is not known here
		}
	}

	private void add(Recorded recorded, Command command) {
		if (command instanceof Command.ActivityScheduled) {
			this.activities.put(recorded.seq(), recorded);
		}
		else if (command instanceof Command.TimerStarted) {
			this.timers.put(recorded.seq(), recorded);
		}
		else if (command instanceof Command.ChildInitiated initiated) {
			this.children.put(initiated.childId(), recorded);
		}
		else if (command instanceof Command.TimerCancelled cancelled) {
			this.timers.remove(cancelled.timerId());
		}
		else if (command instanceof Command.ActivityCancelRequested cancelled) {
			cancelled(cancelled.activityId());
		}
	}

	/*
	 * Nothing more is recorded of an activity that is given up with its cancellation.
	 */
	private void cancelled(long activityId) {
		Recorded recorded = this.activities.get(activityId);
		if (recorded != null && recorded.event() instanceof Command.ActivityScheduled scheduled
				&& scheduled.settings().cancellation() == CancellationType.TRY_CANCEL) {
			this.activities.remove(activityId);
		}
	}

	private void add(Incoming incoming) {
		if (incoming instanceof Incoming.WorkflowStarted started) {
			this.details = started.details();
		}
		else if (incoming instanceof Incoming.ActivityCompleted completed) {
			this.activities.remove(completed.activityId());
		}
		else if (incoming instanceof Incoming.ActivityFailed failed) {
			this.activities.remove(failed.activityId());
		}
		else if (incoming instanceof Incoming.TimerFired fired) {
			this.timers.remove(fired.timerId());
		}
		else if (incoming instanceof Incoming.ChildCompleted completed) {
			this.children.remove(completed.childId());
		}
		else if (incoming instanceof Incoming.ChildFailed failed) {
			this.children.remove(failed.childId());
		}
	}

	private void add(Terminal terminal) {
		if (terminal instanceof Terminal.WorkflowFailed failed) {
			this.failure = failed.failure().summary();
		}
		else if (terminal instanceof Terminal.WorkflowTimedOut timedOut) {
			this.failure = "TIMEOUT: " + timedOut.timeout();
		}
		else if (terminal instanceof Terminal.WorkflowTerminated terminated) {
			this.failure = "TERMINATED: " + terminated.reason();
		}
	}

	List<Recorded> activities() {
		return List.copyOf(this.activities.values());
	}

	List<RunDetails.Timer> timers() {
		return this.timers.values()
			.stream()
			.map((started) -> new RunDetails.Timer(started.seq(), started.recordedAt(), due(started)))
			.toList();
	}

	private static Instant due(Recorded started) {
		return (started.event() instanceof Command.TimerStarted timer) ? timer.due() : started.recordedAt();
	}

	List<RunDetails.Child> children() {
		return this.children.values()
			.stream()
			.filter((recorded) -> recorded.event() instanceof Command.ChildInitiated)
			.map((recorded) -> child(recorded, (Command.ChildInitiated) recorded.event()))
			.toList();
	}

	private static RunDetails.Child child(Recorded recorded, Command.ChildInitiated initiated) {
		return new RunDetails.Child(recorded.seq(), recorded.recordedAt(), initiated.workflowId(), initiated.type());
	}

	StartDetails details() {
		return this.details;
	}

	@Nullable String failure() {
		return this.failure;
	}

	long length() {
		return this.length;
	}

}
