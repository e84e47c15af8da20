package dev.durable.jpa;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.jpa.Batch.Write;
import dev.durable.store.Fence;
import dev.durable.store.NewRun;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import dev.durable.store.StoreLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What most commits consist of on PostgreSQL, in one round trip with the commit: runs
 * that begin, their events, letters that are consumed, and ends that nobody else depends
 * on. Whatever is not as usual, a fence that is gone, an id that is taken, a letter that
 * is unread, is an error that keeps all of it from being committed; {@link Batch} writes
 * it again then, and finds out what it was.
 * <p>
 * The fence is locked as the last thing before the commit, as by transactional attempts:
 * it needs to be there when the transaction commits. If the client is paused in the
 * middle of sending, it holds up nobody's takeover. Since nothing is heard between the
 * lock and the commit, a batch in doubt may still be on its way as a whole: its slot must
 * never be used again.
 */
final class UsualBatch {

	private static final Logger logger = LoggerFactory.getLogger(UsualBatch.class);

	/* Nothing can be divided by zero: the error ends the transaction. */
	private static final String ENSURE = "select 1 / case when %s then 1 else 0 end";

	private static final String CONSUME = """
			with consumed as (
			    delete from durable_inbox
			     where id = any(?)
			       and state in ('NEW', 'HELD')
			    returning 1)
			""" + ENSURE.formatted("count(*) = ?") + " from consumed";

	private static final String CLOSE = """
			with closed as (
			    update durable_workflow w
			       set status = c.status,
			           closed_at = c.closed_at,
			           open_key = null,
			           owner = null,
			           wake_at = null,
			           takeovers = 0,
			           stuck_reason = null,
			           stuck_message = null,
			           stuck_tried = null,
			           stuck_build = null,
			           stuck_tries = 0,
			           write_id = ?
			      from unnest(?::uuid[], ?::varchar[], ?::timestamptz[]) as c (run_id, status, closed_at)
			     where w.run_id = c.run_id
			       and w.owner = ?
			    returning 1)
			""" + ENSURE.formatted("count(*) = ?") + " from closed";

	private static final String LOCK_FENCE = ENSURE
		.formatted("count(*) = 1 and coalesce(clock_timestamp() >= ?::timestamptz, true)") + """
				, clock_timestamp()
				  from (select 1
				          from durable_fence
				         where node_id = ?
				           and slot = ?
				           for update) f
				""";

	private static final String ENSURE_READ = ENSURE.formatted("count(*) = 0") + """
			  from unnest(?::uuid[], ?::uuid[]) as c (chain, run_id)
			  join durable_inbox l
			    on l.chain = c.chain
			   and l.state in ('NEW', 'HELD')
			   and coalesce(l.run_id, c.run_id) = c.run_id
			""";

	private final Connection connection;

	private final SqlText sql;

	private final PostgresInserts inserts;

	private final Write write;

	private final SingleTrip trip;

	/**
	 * Create a batch.
	 * @param connection a connection without a transaction, on which auto-commit is off
	 * @param lockTimeout how long a statement waits for a lock
	 * @param sql the tables
	 * @param inserts the statements that insert
	 * @param write what to write
	 */
	UsualBatch(Connection connection, Duration lockTimeout, SqlText sql, PostgresInserts inserts, Write write) {
		this.connection = connection;
		this.trip = new SingleTrip(connection, lockTimeout);
		this.sql = sql;
		this.inserts = inserts;
		this.write = write;
	}

	/**
	 * Tell whether all changes are of the usual kind.
	 * @param changes the changes
	 * @return false if they can only be written by {@link Batch}
	 */
	static boolean isUsual(List<RunChange> changes) {
		return changes.stream().allMatch(UsualBatch::isUsual);
	}

	private static boolean isUsual(RunChange change) {
		NewRun start = change.start();
		return (start == null || isUsual(start)) && (change.update() == null || isUsual(change.update()))
				&& !change.events().isEmpty()
				&& Stream
					.of(change.starts(), change.kept(), change.answers(), change.unreadable(), change.letters(),
							change.outgoing(), change.activities(), change.settled(), change.attributes())
					.allMatch(List::isEmpty)
				&& StoreLimits.isStorable(change);
	}

	private static boolean isUsual(NewRun run) {
		return run.reusePolicy() == WorkflowIdReusePolicy.ALLOW_DUPLICATE && run.limit() == null
				&& run.attributes().isEmpty();
	}

	private static boolean isUsual(RunUpdate update) {
		return update instanceof RunUpdate.Closed closed && closed.awaitsInbox() && !closed.endsUpdates()
				&& closed.lastWords() == null && !closed.freesPlace();
	}

	/**
	 * Write changes of the usual kind, and commit them. Runs that are there close before
	 * others begin, as they hand their workflow ids on.
	 * @param fence the fence to hold
	 * @return the time of the store, or nothing if something was not as usual, and
	 * nothing was committed
	 * @throws OutcomeUnknownException if it may or may not have been committed
	 */
	Optional<Instant> commit(Fence fence) throws SQLException {
		close(changes((change) -> change.update() != null && change.start() == null));
		start();
		append();
		consume();
		close(changes((change) -> change.update() != null && change.start() != null));
		lockFence(fence);
		ensureRead();
		return commit();
	}

	private List<RunChange> changes(Predicate<RunChange> which) {
		return this.write.changes().stream().filter(which).toList();
	}

	private void start() throws SQLException {
		List<RunStart> starts = this.write.changes()
			.stream()
			.map(RunChange::start)
			.filter(Objects::nonNull)
			.map((run) -> new RunStart(run, List.of(), true, false))
			.toList();
		if (!starts.isEmpty()) {
			this.trip.add(this.inserts.runs(),
					PostgresInserts.runs(this.connection, starts, this.write.nodeId(), this.write.id()));
		}
	}

	private void append() throws SQLException {
		List<HistoryEntity> events = new ArrayList<>();
		this.write.changes()
			.forEach((change) -> change.events()
				.forEach((event) -> events.add(new HistoryEntity(change.runId(), event, this.write.id()))));
		this.trip.add(this.inserts.events(), PostgresInserts.events(this.connection, events, this.write.id()));
	}

	private void consume() throws SQLException {
		List<Long> letters = this.write.changes().stream().flatMap((change) -> change.consumed().stream()).toList();
		if (!letters.isEmpty()) {
			this.trip.add(this.sql.of(CONSUME), SqlText.longs(this.connection, letters), letters.size());
		}
	}

	private void close(List<RunChange> closing) throws SQLException {
		if (!closing.isEmpty()) {
			Array runs = array("uuid", closing, RunChange::runId);
			this.trip.add(this.sql.of(CLOSE), this.write.id(), runs,
					array("varchar", closing, (change) -> closed(change).status().name()),
					array("timestamptz", closing, (change) -> SqlText.time(closed(change).at())), this.write.nodeId(),
					closing.size());
			this.trip.add(this.sql.of(Batch.DELETE_ACTIVITIES), runs);
		}
	}

	private void lockFence(Fence fence) {
		Instant due = this.write.changes()
			.stream()
			.map(RunChange::due)
			.filter(Objects::nonNull)
			.max(Comparator.naturalOrder())
			.orElse(null);
		this.trip.add(this.sql.of(LOCK_FENCE), SqlText.time(due), fence.nodeId(), fence.slot());
	}

	/*
	 * By a statement that begins after the fence is held.
	 */
	private void ensureRead() throws SQLException {
		List<RunChange> closing = changes((change) -> change.update() != null);
		if (!closing.isEmpty()) {
			this.trip.add(this.sql.of(ENSURE_READ), array("uuid", closing, RunChange::chain),
					array("uuid", closing, RunChange::runId));
		}
	}

	private static RunUpdate.Closed closed(RunChange change) {
		return (RunUpdate.Closed) Objects.requireNonNull(change.update(), "update");
	}

	private Array array(String type, List<RunChange> rows, Function<RunChange, @Nullable Object> value)
			throws SQLException {
		return PostgresInserts.array(this.connection, type, rows, value);
	}

	/*
	 * Of all that is selected, the fence alone has a second column.
	 */
	private Optional<Instant> commit() {
		try {
			return this.trip.commit(2, (row) -> SqlText.time(row, 2)).stream().findFirst();
		}
		catch (SQLException ex) {
			logger.debug("A commit of {} changes is not as usual", this.write.changes().size(), ex);
			return Optional.empty();
		}
	}

}
