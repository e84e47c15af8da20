package dev.durable.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.client.StuckReason;
import dev.durable.engine.Run;
import dev.durable.engine.StuckException;
import dev.durable.history.EventCodec;
import dev.durable.history.Incoming;
import dev.durable.history.Recorded;
import dev.durable.history.UnreadableException;
import dev.durable.store.ActivityRow;
import dev.durable.store.EventRow;
import dev.durable.store.LoadedRun;
import dev.durable.store.RunRow;

/**
 * Brings a run into memory: replays its history, then lets it take what has come in the
 * meantime: letters first, then attempts that were lost with their node, then timers and
 * attempts that are due.
 */
final class Loading {

	private final ResidentRun owner;

	private final NodeContext node;

	Loading(ResidentRun owner, NodeContext node) {
		this.owner = owner;
		this.node = node;
	}

	/**
	 * Load the run, or drop it if this node does not own it (any more).
	 * @param unit takes what comes of it
	 * @param results results that only memory knows, by activity
	 */
	void load(Unit unit, Map<Long, Incoming> results) {
		LoadedRun loaded = this.node.store().load(this.owner.runId()).orElse(null);
		if (loaded == null || !owns(loaded.run())) {
			this.owner.drop();
			return;
		}
		Run run = new Run(this.owner.identity(), this.owner.type(), this.node.environment());
		this.owner.loaded(run, loaded.run().stuck());
		List<Recorded> fresh;
		try {
			fresh = run.replay(decode(loaded.history(), this.node.codec()));
		}
		catch (StuckException ex) {
			this.owner.stuck(ex, unit);
			return;
		}
		catch (UnreadableException ex) {
			this.owner.stuck(new StuckException(StuckReason.UNREADABLE_PAYLOAD,
					"[DURABLE-3] The history of workflow '" + this.owner.workflowId()
							+ "' has an event that this version cannot read: " + ex.getMessage()
							+ " Deploy the version that wrote it, or a newer one.",
					ex), unit);
			return;
		}
		fresh.forEach(unit::add);
		List<Recorded> suspicious = suspicious(run, fresh, loaded.activities());
		this.owner.inbox().take(loaded.letters(), unit);
		results.forEach((id, event) -> settle(id, event, unit));
		suspicious.forEach((scheduled) -> lose(scheduled, unit));
		fireTimers(unit);
		this.owner.attempts().beginDue(unit);
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
	private List<Recorded> suspicious(Run run, List<Recorded> fresh, List<ActivityRow> activityRows) {
		Map<Long, ActivityRow> rows = new HashMap<>();
		activityRows.forEach((row) -> rows.put(row.activityId(), row));
		Set<Recorded> begins = new HashSet<>(fresh);
		List<Recorded> suspicious = new ArrayList<>();
		for (Recorded scheduled : run.openActivities()) {
			if (begins.contains(scheduled) || this.owner.attempts().knows(scheduled.seq())) {
				continue;
			}
			ActivityRow row = rows.get(scheduled.seq());
			if (row == null || !this.owner.attempts().resume(scheduled, row)) {
				suspicious.add(scheduled);
			}
		}
		return suspicious;
	}

	private void settle(long activityId, Incoming event, Unit unit) {
		Run run = this.owner.run();
		if (run != null && run.isOpenActivity(activityId) && this.owner.takeTurn(event, unit)) {
			this.owner.attempts().forget(activityId, unit);
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

}
