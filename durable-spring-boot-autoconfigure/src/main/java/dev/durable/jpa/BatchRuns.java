package dev.durable.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import dev.durable.client.StuckReason;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import dev.durable.store.StoreLimits;
import dev.durable.store.StuckMark;
import org.jspecify.annotations.Nullable;

/**
 * The rows of runs in a batch. Only to pause and to resume change whether a run is
 * paused.
 */
final class BatchRuns {

	/** The width of the column. */
	private static final int TRIED_MAX = 4_000;

	/*
	 * A build that has tried a stuck run is remembered when another one tries it, too,
	 * but not one whose nodes have died of something. A run that leaves this node has not
	 * ended it.
	 */
	private static final String UPDATE = """
			update durable_workflow
			   set status = coalesce(?, status),
			       closed_at = ?,
			       open_key = case when ? then open_key end,
			       owner = case when ? then owner end,
			       wake_at = ?,
			       takeovers = case when ? then takeovers else 0 end,
			       stuck_reason = ?,
			       stuck_message = ?,
			       stuck_tried = case
			                        when cast(? as varchar) is null then null
			                        when coalesce(stuck_build, '') in ('', ?) then stuck_tried
			                        when stuck_reason = '%s' then stuck_tried
			                        else right(coalesce(stuck_tried, '\n') || stuck_build || '\n', %d)
			                     end,
			       stuck_build = ?,
			       stuck_tries = ?,
			       write_id = ?
			 where run_id = ?
			   and owner = ?
			""".formatted(StuckReason.TAKEOVER_LOOP, TRIED_MAX);

	private static final String LIMIT = """
			update durable_workflow
			   set concurrency_key = ?,
			       concurrency = ?,
			       awaits_place = true,
			       owner = null,
			       takeovers = 0,
			       wake_at = ?,
			       stuck_reason = null,
			       stuck_message = null,
			       stuck_tried = null,
			       stuck_build = null,
			       stuck_tries = 0,
			       write_id = ?
			 where run_id = ?
			   and owner = ?
			""";

	private static final String QUEUE = """
			insert into durable_place (chain, type, concurrency_key, concurrency)
			select first_run_id, type, concurrency_key, concurrency
			  from durable_workflow
			 where run_id = ?
			   and awaits_place
			   and not exists (
			    select 1
			      from durable_place
			     where chain = first_run_id)
			""";

	private static final String PAUSE = """
			update durable_workflow
			   set status = 'PAUSED',
			       owner = case when ? then owner end,
			       takeovers = case when ? then takeovers else 0 end,
			       wake_at = ?,
			       write_id = ?
			 where run_id = ?
			   and owner = ?
			""";

	private final Batch batch;

	BatchRuns(Batch batch) {
		this.batch = batch;
	}

	/**
	 * Update and start runs: those that are there, those of the changes, and at last
	 * those that they start, as a run may begin and close in one change, and go on in
	 * another.
	 * @return the runs that were started beside those of the changes
	 */
	List<RunStart> write() throws SQLException {
		update((change) -> change.start() == null);
		List<Start> own = new ArrayList<>();
		List<Start> others = new ArrayList<>();
		List<RunChange> changes = this.batch.changes();
		for (int index = 0; index < changes.size(); index++) {
			RunChange change = changes.get(index);
			if (change.start() != null) {
				own.add(new Start(index, new RunStart(change.start(), List.of(), true, false)));
			}
			for (RunStart other : change.starts()) {
				others.add(new Start(index, other));
			}
		}
		start(own);
		update((change) -> change.start() != null);
		return start(others);
	}

	private void update(Predicate<RunChange> which) throws SQLException {
		BatchRows updated = this.batch.rows(UPDATE);
		BatchRows paused = this.batch.rows(PAUSE);
		BatchRows limited = this.batch.rows(LIMIT);
		List<RunChange> changes = this.batch.changes();
		for (int index = 0; index < changes.size(); index++) {
			RunChange change = changes.get(index);
			if (change.update() == null || !which.test(change)) {
				continue;
			}
			if (change.update() instanceof RunUpdate.Paused pause) {
				paused.need(index, !pause.park(), !pause.park(), SqlText.time(pause.wakeAt()), this.batch.writeId(),
						change.runId(), this.batch.nodeId());
			}
			else if (change.update() instanceof RunUpdate.Limited limit) {
				limited.need(index, limit.limit().key(), limit.limit().max(), SqlText.time(this.batch.now()),
						this.batch.writeId(), change.runId(), this.batch.nodeId());
			}
			else {
				updated.need(index, values(change.runId(), change.update()));
			}
		}
		updated.run();
		paused.run();
		limited.run();
		queue(which);
	}

	private void queue(Predicate<RunChange> which) throws SQLException {
		for (RunChange change : this.batch.changes()) {
			if (change.update() instanceof RunUpdate.Limited && which.test(change)) {
				this.batch.update(QUEUE, change.runId());
			}
		}
	}

	private @Nullable Object[] values(UUID runId, RunUpdate update) {
		String status = null;
		Instant closedAt = null;
		Instant wakeAt = null;
		boolean owned = false;
		StuckMark mark = null;
		if (update instanceof RunUpdate.Closed closed) {
			status = closed.status().name();
			closedAt = closed.at();
		}
		else if (update instanceof RunUpdate.Parked parked) {
			wakeAt = parked.wakeAt();
		}
		else if (update instanceof RunUpdate.Resumed) {
			status = "RUNNING";
			wakeAt = this.batch.now();
		}
		else if (update instanceof RunUpdate.Stuck stuck) {
			mark = stuck.mark();
			wakeAt = stuck.wakeAt();
			owned = !stuck.park();
		}
		else {
			owned = true;
		}
		String build = (mark != null) ? mark.buildId() : null;
		return new @Nullable Object[] { status, SqlText.time(closedAt), closedAt == null, owned, SqlText.time(wakeAt),
				owned, (mark != null) ? mark.reason().name() : null,
				(mark != null) ? StoreLimits.message(mark.message()) : null, build, build, build,
				(mark != null) ? mark.tries() : 0, this.batch.writeId(), runId, this.batch.nodeId() };
	}

	private List<RunStart> start(List<Start> starts) throws SQLException {
		if (starts.isEmpty()) {
			return List.of();
		}
		List<RunStart> runs = starts.stream().map(Start::start).toList();
		Set<UUID> taken = new HashSet<>(this.batch.dialect()
			.insertRuns(this.batch.connection(), runs, this.batch.nodeId(), this.batch.writeId()));
		List<RunStart> inserted = runs.stream().filter((start) -> !taken.contains(start.run().runId())).toList();
		Set<UUID> offended = ReusePolicies.offended(this.batch.connection(), this.batch.sql(),
				inserted.stream().map(RunStart::run).toList());
		for (Start each : starts) {
			UUID runId = each.start().run().runId();
			if (offended.contains(runId)) {
				this.batch.refuse(each.index(), Refusal.ID_USED);
			}
			else if (taken.contains(runId) && !each.start().optional()) {
				this.batch.refuse(each.index(), Refusal.ID_TAKEN);
			}
		}
		return inserted;
	}

	/**
	 * A run to start.
	 *
	 * @param index the change that starts it
	 * @param start the run
	 */
	private record Start(int index, RunStart start) {

	}

}
