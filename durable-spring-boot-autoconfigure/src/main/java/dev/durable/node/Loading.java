package dev.durable.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.client.StuckReason;
import dev.durable.engine.Run;
import dev.durable.engine.RunLimiter;
import dev.durable.engine.StuckException;
import dev.durable.engine.WorkflowType;
import dev.durable.history.Command;
import dev.durable.history.ConcurrencyLimit;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.UnreadableException;
import dev.durable.store.ActivityRow;
import dev.durable.store.EventRow;
import dev.durable.store.LoadedRun;
import dev.durable.store.RunRow;
import dev.durable.store.RunUpdate;
import dev.durable.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a run into memory: carries out its orders, replays its history, then lets it
 * take what has come in the meantime: letters first, then attempts that were lost with
 * their node, then timers and attempts that are due.
 * <p>
 * A store that cannot be reached lets all of it be repeated. So nothing is asked of the
 * store once the history is replayed: what was lost would not be seen a second time.
 */
final class Loading {

	private final ResidentRun owner;

	private final NodeContext node;

	/** What was read already, for the first time that the run is loaded. */
	private @Nullable LoadedRun known;

	Loading(ResidentRun owner, NodeContext node, @Nullable LoadedRun known) {
		this.owner = owner;
		this.node = node;
		this.known = known;
	}

	/**
	 * Load the run, or drop it if this node does not own it (any more).
	 * @param unit takes what comes of it
	 * @param results results that only memory knows, by activity
	 */
	void load(Unit unit, Map<Long, Incoming> results) {
		LoadedRun loaded = loaded();
		if (loaded == null || !owns(loaded.run())) {
			this.owner.drop();
			return;
		}
		Facts facts = Facts.of(loaded, this.node.codec());
		this.owner.know(loaded.run(), facts);
		this.owner.inbox().takeOrders(loaded.letters(), unit);
		WorkflowType type = this.owner.type();
		if (unit.closing != null || type == null || this.owner.isHalted()) {
			return;
		}
		if (isToWait(type, loaded, unit)) {
			return;
		}
		List<Recorded> fresh = replay(loaded, type, unit);
		if (fresh == null) {
			return;
		}
		fresh.forEach((event) -> this.owner.record(event, unit));
		Run run = this.owner.run();
		if (run != null) {
			List<Recorded> suspicious = suspicious(run, fresh, loaded.activities(), facts.cancelled());
			this.owner.inbox().takeOthers(loaded.letters(), loaded::activities, unit);
			results.forEach((id, event) -> settle(id, event, unit));
			results.clear();
			ask(unit);
			suspicious.forEach((scheduled) -> lose(scheduled, unit));
			fireTimers(unit);
			this.owner.attempts().beginDue(unit);
		}
	}

	private @Nullable LoadedRun loaded() {
		LoadedRun first = this.known;
		this.known = null;
		if (first != null) {
			return first;
		}
		this.node.executor().passOn();
		return this.node.store().load(this.owner.runId()).orElse(null);
	}

	/*
	 * Who has started the run may not have had its code, and not have known of its limit.
	 */
	private boolean isToWait(WorkflowType type, LoadedRun loaded, Unit unit) {
		Incoming.WorkflowStarted started = this.owner.progress().started();
		RunLimiter limiter = type.limiter();
		if (limiter == null || started == null || loaded.history().size() > 1 || loaded.run().limit() != null
				|| started.details().continuedFrom() != null) {
			return false;
		}
		try {
			ConcurrencyLimit limit = limiter.limit(this.node.environment()
				.converter()
				.readArguments(started.arguments(), type.main().parameterTypes()));
			if (limit != null) {
				unit.update = new RunUpdate.Limited(limit);
			}
			return limit != null;
		}
		catch (UnreadableException ex) {
			return false;
		}
		catch (IllegalArgumentException ex) {
			this.owner.stuck(new StuckException(StuckReason.WORKFLOW_CODE_ERROR, "Workflow '" + this.owner.workflowId()
					+ "' cannot begin, as it is not known with which runs it shares a limit: " + ex.getMessage(), ex),
					unit);
			return true;
		}
	}

	private @Nullable List<Recorded> replay(LoadedRun loaded, WorkflowType type, Unit unit) {
		Run run = new Run(this.owner.identity(), type, this.node.environment());
		this.owner.loaded(run);
		long begin = this.node.executor().nanos();
		boolean done = false;
		try {
			List<Recorded> fresh = new ObservedTurns(this.owner, this.node).replay(run,
					decode(loaded.history(), this.node.codec()));
			done = true;
			return fresh;
		}
		catch (StuckException ex) {
			this.owner.stuck(ex, unit);
		}
		catch (UnreadableException ex) {
			this.owner.stuck(new StuckException(StuckReason.UNREADABLE_PAYLOAD,
					"[DURABLE-3] The history of workflow '" + this.owner.workflowId()
							+ "' has an event that this version cannot read: " + ex.getMessage()
							+ " Deploy the version that wrote it, or a newer one.",
					ex), unit);
		}
		catch (StoreUnavailableException ex) {
			// Asked which of two builds came first; what was replayed is a part of the
			// run
			this.owner.unwind();
			throw ex;
		}
		finally {
			this.node.listener().replayed(this.owner.typeName(), done, this.node.executor().nanos() - begin);
		}
		return null;
	}

	private boolean owns(RunRow row) {
		return !row.status().isClosed() && row.owner() != null && row.owner() == this.node.nodeId();
	}

	static List<Recorded> decode(List<EventRow> rows, EventCodec codec) {
		List<Recorded> events = new ArrayList<>(rows.size());
		for (EventRow row : rows) {
			events.add(new Recorded(row.seq(), row.at(), codec.decode(row.kind(), row.data())));
		}
		return events;
	}

	/*
	 * An open activity that this node does not run is one of three: its row says that it
	 * waits; or its attempt has a letter in the inbox; or it may have begun on a node
	 * that is gone.
	 */
	private List<Recorded> suspicious(Run run, List<Recorded> fresh, List<ActivityRow> activityRows,
			Set<Long> cancelled) {
		Map<Long, ActivityRow> rows = new HashMap<>();
		activityRows.forEach((row) -> rows.put(row.activityId(), row));
		Set<Recorded> begins = new HashSet<>(fresh);
		List<Recorded> suspicious = new ArrayList<>();
		for (Recorded scheduled : run.openActivities()) {
			if (!begins.contains(scheduled) && !this.owner.attempts().knows(scheduled.seq())
					&& !this.owner.attempts().resume(scheduled, rows.get(scheduled.seq()), cancelled)) {
				suspicious.add(scheduled);
			}
		}
		return suspicious;
	}

	/*
	 * Whether children were started and requests sent is seen in the store, so a crash
	 * between that and the event changes nothing. Those that are asked for just now are
	 * not there yet.
	 */
	private void ask(Unit unit) {
		Run run = this.owner.run();
		if (run == null) {
			return;
		}
		Set<Recorded> asked = new HashSet<>(unit.events);
		Questions questions = new Questions();
		for (Recorded child : run.openChildren()) {
			if (!asked.contains(child) && child.event() instanceof Command.ChildInitiated initiated) {
				questions.children().put(initiated.childId(), initiated.workflowId());
			}
		}
		for (Recorded request : run.openRequests()) {
			String receiver = Requests.receiver(request.event());
			if (!asked.contains(request) && receiver != null) {
				questions.requests().put(request.seq(), receiver);
			}
		}
		this.owner.ask(questions, List.of());
	}

	private void settle(long activityId, Incoming event, Unit unit) {
		Run run = this.owner.run();
		if (run != null && run.isOpenActivity(activityId) && this.owner.takeTurn(event, unit)) {
			unit.ended(this.owner.attempts().forget(activityId, unit), event);
		}
	}

	private void lose(Recorded scheduled, Unit unit) {
		Run run = this.owner.run();
		if (run != null && run.isOpenActivity(scheduled.seq())) {
			this.owner.attempts().lost(scheduled, unit);
		}
	}

	private void fireTimers(Unit unit) {
		Run run = this.owner.run();
		if (run != null) {
			this.owner.timers().fireDue(run, unit);
		}
	}

	/**
	 * What must be known of a history also where its code cannot replay it.
	 *
	 * @param length its length
	 * @param lastAt the time of its last event
	 * @param started its first event, or null if that cannot be read
	 * @param children whether it has started children
	 * @param cancelled the activities that were asked to end
	 * @param told the event that has told the code of its timeout, or null
	 * @param reset whether it begins with a part of the history of another run
	 */
	record Facts(long length, Instant lastAt, Incoming.@Nullable WorkflowStarted started, boolean children,
			Set<Long> cancelled, @Nullable Recorded told, boolean reset) {

		static Facts of(LoadedRun loaded, EventCodec codec) {
			Incoming.WorkflowStarted started = null;
			boolean children = false;
			Set<Long> cancelled = new HashSet<>();
			Recorded told = null;
			for (EventRow row : loaded.history()) {
				if (row.kind().equals(Incoming.WorkflowStarted.class.getSimpleName())) {
					started = (decode(row, codec) instanceof Incoming.WorkflowStarted event) ? event : null;
				}
				else if (row.kind().equals(Command.ActivityCancelRequested.class.getSimpleName())) {
					if (decode(row, codec) instanceof Command.ActivityCancelRequested cancel) {
						cancelled.add(cancel.activityId());
					}
				}
				else if (row.kind().equals(Incoming.CancelRequested.class.getSimpleName()) && told == null) {
					told = (decode(row, codec) instanceof Incoming.CancelRequested cancel && cancel.timeout() != null)
							? new Recorded(row.seq(), row.at(), cancel) : null;
				}
				children |= row.kind().equals(Command.ChildInitiated.class.getSimpleName());
			}
			EventRow last = loaded.history().isEmpty() ? null : loaded.history().get(loaded.history().size() - 1);
			boolean reset = last != null && loaded.history().get(0).at().isBefore(loaded.run().startedAt());
			return new Facts((last != null) ? last.seq() : 0, (last != null) ? last.at() : loaded.run().startedAt(),
					started, children, cancelled, told, reset);
		}

		private static @Nullable Object decode(EventRow row, EventCodec codec) {
			try {
				return codec.decode(row.kind(), row.data());
			}
			catch (UnreadableException ex) {
				return null;
			}
		}

	}

}
