package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.durable.client.WorkflowIdReusePolicy;
import dev.durable.jpa.Batch.Write;
import dev.durable.store.CommitReply;
import dev.durable.store.EventRow;
import dev.durable.store.Fence;
import dev.durable.store.NewRun;
import dev.durable.store.OutcomeUnknownException;
import dev.durable.store.Refusal;
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
 * on. A run whose id is taken is left out, as to start one again is nothing unusual. Any
 * thing else, a fence that is gone, a letter that is unread, is an error that keeps all
 * of it from being committed; {@link Batch} writes it again then, and finds out what it
 * was.
 * <p>
 * The fence is locked as the last thing before the commit, as by transactional attempts:
 * it needs to be there when the transaction commits. If the client is paused in the
 * middle of sending, it holds up nobody's takeover. Since nothing is heard between the
 * lock and the commit, a batch in doubt may still be on its way as a whole: its slot must
 * never be used again.
 */
final class UsualBatch {

	private static final Logger logger = LoggerFactory.getLogger(UsualBatch.class);

	/*
	 * To plan the insert of runs takes longer than to carry it out. All that is looked up
	 * here is looked up by a key, which a plan for any parameters does as well.
	 */
	private static final String BEGIN = """
			set transaction isolation level read committed, read write;
			set local lock_timeout = %d;
			set local plan_cache_mode = force_generic_plan""";

	private static final int FENCE_COLUMNS = 2;

	/* Nothing can be divided by zero: the error ends the transaction. */
	private static final String ENSURE = "select 1 / case when %s then 1 else 0 end";

	/* The events of runs that begin, as far as these were inserted. */
	private static final String START = """
			with started as (%s),
			appended as (
			    insert into durable_history (run_id, seq, kind, recorded_at, data, write_id)
			    select e.run_id, e.seq, e.kind, e.recorded_at, e.data, w.write_id
			      from unnest(?::uuid[], ?::bigint[], ?::varchar[], ?::timestamptz[], ?::bytea[])
			           as e (run_id, seq, kind, recorded_at, data),
			           (select ?::uuid as write_id) w
			     where e.run_id in (
			        select run_id
			          from started)
			    returning 1)
			select run_id, null, null
			  from started
			""";

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

	private static final String DELETE_ACTIVITIES = """
			delete from durable_activity
			 where run_id = any(?)
			""";

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

	private final Write write;

	private final List<String> statements = new ArrayList<>();

	private final List<@Nullable Object> values = new ArrayList<>();

	private UsualBatch(Connection connection, SqlText sql, Write write) {
		this.connection = connection;
		this.sql = sql;
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
	 * Write changes of the usual kind, and commit them.
	 * @param connection a connection without a transaction, on which auto-commit is off
	 * @param fence the fence to hold
	 * @param lockTimeout how long a statement waits for a lock
	 * @param inserts the statements that insert
	 * @param write what to write
	 * @return the reply, or nothing if something was not as usual, and nothing was
	 * committed
	 * @throws OutcomeUnknownException if it may or may not have been committed
	 */
	static Optional<CommitReply> commit(Connection connection, Fence fence, Duration lockTimeout, Inserts inserts,
			Write write) throws SQLException {
		UsualBatch batch = new UsualBatch(connection, inserts.sql(), write);
		batch.add(BEGIN.formatted(lockTimeout.toMillis()));
		batch.append(inserts.events());
		batch.consume();
		batch.close((change) -> change.start() == null);
		batch.start(inserts.runs());
		batch.close((change) -> change.start() != null);
		batch.end(fence);
		return batch.commit();
	}

	private void add(String statement, @Nullable Object... parameters) {
		this.statements.add(statement);
		this.values.addAll(Arrays.asList(parameters));
	}

	private void append(String insert) throws SQLException {
		List<RunChange> going = changes((change) -> change.start() == null);
		if (!going.isEmpty()) {
			add(insert, events(going).toArray());
		}
	}

	/*
	 * In the order of their ids: two batches with the same ones wait for each other, but
	 * never crosswise.
	 */
	private void start(String insert) throws SQLException {
		List<RunChange> starting = changes((change) -> change.start() != null);
		if (starting.isEmpty()) {
			return;
		}
		List<RunStart> starts = starting.stream()
			.map((change) -> new RunStart(Objects.requireNonNull(change.start(), "start"), List.of(), true, false))
			.sorted(Comparator.comparing((start) -> start.run().workflowId()))
			.toList();
		List<@Nullable Object> parameters = new ArrayList<>();
		for (RunColumns column : RunColumns.ALL) {
			parameters.add(array(column.arrayType(), starts, column.value()));
		}
		parameters.add(this.write.nodeId());
		parameters.add(this.write.id());
		parameters.addAll(events(starting));
		add(this.sql.of(START.formatted(insert)), parameters.toArray());
	}

	private List<@Nullable Object> events(List<RunChange> changes) throws SQLException {
		List<UUID> runs = new ArrayList<>();
		List<EventRow> events = new ArrayList<>();
		for (RunChange change : changes) {
			for (EventRow event : change.events()) {
				runs.add(change.runId());
				events.add(event);
			}
		}
		byte[][] data = events.stream().map(EventRow::data).toArray(byte[][]::new);
		return List.of(SqlText.uuids(this.connection, runs), array("bigint", events, EventRow::seq),
				array("varchar", events, EventRow::kind),
				array("timestamptz", events, (event) -> SqlText.time(event.at())),
				this.connection.createArrayOf("bytea", data), this.write.id());
	}

	private List<RunChange> changes(Predicate<RunChange> which) {
		return this.write.changes().stream().filter(which).toList();
	}

	private void consume() throws SQLException {
		List<Long> letters = this.write.changes().stream().flatMap((change) -> change.consumed().stream()).toList();
		if (!letters.isEmpty()) {
			add(this.sql.of(CONSUME), SqlText.longs(this.connection, letters), letters.size());
		}
	}

	/*
	 * Those that are there before others begin, as one that closes hands its workflow id
	 * on.
	 */
	private void close(Predicate<RunChange> which) throws SQLException {
		List<RunChange> closing = changes(UsualBatch::isClosing).stream().filter(which).toList();
		if (closing.isEmpty()) {
			return;
		}
		java.sql.Array runs = array("uuid", closing, RunChange::runId);
		add(this.sql.of(CLOSE), this.write.id(), runs,
				array("varchar", closing, (change) -> closed(change).status().name()),
				array("timestamptz", closing, (change) -> SqlText.time(closed(change).at())), this.write.nodeId(),
				closing.size());
		add(this.sql.of(DELETE_ACTIVITIES), runs);
	}

	/*
	 * Letters are looked for by a statement that begins after the fence is held.
	 */
	private void end(Fence fence) throws SQLException {
		Instant due = this.write.changes()
			.stream()
			.map(RunChange::due)
			.filter(Objects::nonNull)
			.max(Comparator.naturalOrder())
			.orElse(null);
		add(this.sql.of(LOCK_FENCE), SqlText.time(due), fence.nodeId(), fence.slot());
		List<RunChange> closing = changes(UsualBatch::isClosing);
		if (!closing.isEmpty()) {
			add(this.sql.of(ENSURE_READ), array("uuid", closing, RunChange::chain),
					array("uuid", closing, RunChange::runId));
		}
		add("commit");
	}

	private static boolean isClosing(RunChange change) {
		return change.update() != null;
	}

	private static RunUpdate.Closed closed(RunChange change) {
		return (RunUpdate.Closed) Objects.requireNonNull(change.update(), "update");
	}

	private <T> java.sql.Array array(String type, Collection<T> rows, Function<T, @Nullable Object> value)
			throws SQLException {
		return this.connection.createArrayOf(type, rows.stream().map(value).toArray());
	}

	private Optional<CommitReply> commit() throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(String.join(";\n", this.statements));
		try {
			SqlText.set(statement, this.values.toArray());
			return commit(statement);
		}
		finally {
			closeQuietly(statement);
		}
	}

	/*
	 * Whatever the database answers with an error has not been committed. If it does not
	 * answer, nobody knows.
	 */
	private Optional<CommitReply> commit(PreparedStatement statement) {
		try {
			return Optional.of(reply(statement, statement.execute()));
		}
		catch (SQLException ex) {
			if (!new SqlFailureException("", ex).isOutage()) {
				logger.debug("A commit of {} changes is not as usual", this.write.changes().size(), ex);
				return Optional.empty();
			}
			throw unknown(ex);
		}
		catch (RuntimeException | Error ex) {
			throw unknown(ex);
		}
	}

	private static OutcomeUnknownException unknown(Throwable ex) {
		return new OutcomeUnknownException("A commit failed, and may or may not have happened: " + ex.getMessage(), ex);
	}

	/*
	 * What is selected is told apart by how many columns it has: what only ensures has
	 * one, the fence with its time two, and the runs that were inserted three.
	 */
	private CommitReply reply(PreparedStatement statement, boolean isRows) throws SQLException {
		Instant now = null;
		Set<UUID> started = new HashSet<>();
		boolean rows = isRows;
		while (rows || statement.getUpdateCount() >= 0) {
			if (rows) {
				ResultSet found = statement.getResultSet();
				int columns = found.getMetaData().getColumnCount();
				if (columns == FENCE_COLUMNS) {
					now = SqlText.read(found, (row) -> SqlText.time(row, 2)).get(0);
				}
				else if (columns > FENCE_COLUMNS) {
					started.addAll(SqlText.read(found, SqlText::uuid));
				}
			}
			rows = statement.getMoreResults();
		}
		Map<Integer, Refusal> taken = taken(started);
		boolean committed = taken.isEmpty() || taken.size() < this.write.changes().size();
		return new CommitReply(Objects.requireNonNull(now, "now"), taken, committed);
	}

	/*
	 * Those whose runs could not begin.
	 */
	private Map<Integer, Refusal> taken(Set<UUID> started) {
		Map<Integer, Refusal> taken = new HashMap<>();
		for (int index = 0; index < this.write.changes().size(); index++) {
			RunChange change = this.write.changes().get(index);
			if (change.start() != null && !started.contains(change.runId())) {
				taken.put(index, Refusal.ID_TAKEN);
			}
		}
		return taken;
	}

	private static void closeQuietly(PreparedStatement statement) {
		try {
			statement.close();
		}
		catch (SQLException ex) {
			logger.debug("A statement could not be closed", ex);
		}
	}

	/**
	 * The statements that insert.
	 *
	 * @param sql the tables
	 * @param runs inserts runs
	 * @param events inserts events
	 */
	record Inserts(SqlText sql, String runs, String events) {

	}

}
