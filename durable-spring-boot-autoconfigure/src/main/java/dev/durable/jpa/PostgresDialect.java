package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import dev.durable.jpa.Transactions.Scope;
import dev.durable.store.ClaimFilter;
import dev.durable.store.EventRow;
import dev.durable.store.Fence;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL. Round trips are what counts: settings travel with the statement they are
 * for, and rows with others of their table.
 */
final class PostgresDialect implements SqlDialect {

	/*
	 * A process that is stopped before its commit would keep the fence locked, and so
	 * block its own takeover.
	 */
	private static final String IDLE_TIMEOUT = "set local idle_in_transaction_session_timeout = 5000; ";

	private static final String BEGIN = """
			set transaction isolation level read committed, read write;
			set local lock_timeout = %d;\s""" + IDLE_TIMEOUT;

	private static final String LOCK_FENCE = """
			select clock_timestamp()
			  from durable_fence
			 where node_id = ?
			   and slot = ?
			   for update
			""";

	private static final String INSERT_RUNS = """
			insert into durable_workflow (run_id, workflow_id, first_run_id, open_key, type, status, build_id,
			                              started_at, owner, wake_at, write_id)
			select r.run_id, r.workflow_id, r.first_run_id, r.workflow_id, r.type, 'RUNNING', r.build_id,
			       r.started_at, o.owner, case when o.owner is null then current_timestamp end, o.write_id
			  from unnest(?::uuid[], ?::varchar[], ?::uuid[], ?::varchar[], ?::varchar[], ?::timestamptz[])
			       as r (run_id, workflow_id, first_run_id, type, build_id, started_at),
			       (select ?::bigint as owner, ?::uuid as write_id) o
			on conflict do nothing
			returning run_id
			""";

	/*
	 * Half as dear as a batch of StatelessSession, which needs reWriteBatchedInserts in
	 * the URL of the application to come near.
	 */
	private static final String INSERT_EVENTS = """
			insert into durable_history (run_id, seq, kind, recorded_at, data, write_id)
			select e.run_id, e.seq, e.kind, e.recorded_at, e.data, w.write_id
			  from unnest(?::uuid[], ?::bigint[], ?::varchar[], ?::timestamptz[], ?::bytea[])
			       as e (run_id, seq, kind, recorded_at, data),
			       (select ?::uuid as write_id) w
			""";

	private static final String INSERT_LETTER = """
			insert into durable_inbox (chain, run_id, kind, name, data, letter_key, state, write_id, sent_at)
			values (?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())
			on conflict (chain, letter_key) do nothing
			""";

	private static final String INSERT_SIGNAL = """
			with target as materialized (
			    select run_id, first_run_id
			      from durable_workflow
			     where open_key = ?),
			sent as (
			    insert into durable_inbox (chain, kind, name, data, state, sent_at)
			    select first_run_id, 'SIGNAL', ?, ?, 'NEW', clock_timestamp()
			      from target)
			select run_id
			  from target
			""";

	/*
	 * Each reason takes its oldest rows that nobody else has locked, so that two pollers
	 * get different ones. The time is a parameter: an index cannot be searched for the
	 * value of a volatile function. Only the first reason says what the index of parked
	 * runs is for in so many words: as long as a fresh table has no statistics, the
	 * others would use it, too, and walk through all that is parked.
	 */
	private static final String CLAIM = """
			with due as materialized (
			    select d.run_id, d.since
			      from unnest(?::varchar[]) as t (type)
			     cross join lateral (
			        select w.run_id, w.wake_at as since
			          from durable_workflow w
			         where w.owner is null
			           and w.open_key is not null
			           and w.type = t.type
			           and w.wake_at <= ?
			         order by w.wake_at
			         limit ?
			           for update of w skip locked) d),
			lettered as materialized (
			    select d.run_id, l.since
			      from (select chain, run_id, min(id) as id, min(sent_at) as since
			              from durable_inbox
			             where state = 'NEW'
			             group by chain, run_id
			             order by min(id)) l
			     cross join lateral (
			        select w.run_id
			          from durable_workflow w
			         where w.first_run_id = l.chain
			           and (l.run_id is null or l.run_id = w.run_id)
			           and w.owner is null
			           and w.open_key is not null
			           and w.stuck_reason is null
			           and w.type || '' = any(?)
			           for update of w skip locked) d
			     order by l.id
			     limit ?),
			elsewhere as materialized (
			    select w.run_id, w.wake_at as since
			      from durable_workflow w
			     where coalesce(w.owner, -1) = -1
			       and w.open_key is not null
			       and w.stuck_reason is not null
			       and w.type = any(?)
			       and (w.stuck_build < ? or w.stuck_build > ?)
			     order by w.wake_at
			     limit ?
			       for update of w skip locked),
			found as materialized (
			    select run_id, min(since) as since
			      from (select * from due union all select * from lettered union all select * from elsewhere) a
			     group by run_id
			     order by since
			     limit ?),
			claimed as (
			    update durable_workflow w
			       set owner = ?,
			           wake_at = null
			      from found
			     where w.run_id = found.run_id
			       and w.owner is null
			       and w.open_key is not null
			    returning w.run_id)
			select found.run_id
			  from found
			  join claimed on claimed.run_id = found.run_id
			 order by found.since
			""";

	private final String lockFence;

	private final String insertRuns;

	private final String insertEvents;

	private final String insertLetter;

	private final String insertSignal;

	private final String claim;

	PostgresDialect(SqlText sql) {
		this.lockFence = sql.of(LOCK_FENCE);
		this.insertRuns = sql.of(INSERT_RUNS);
		this.insertEvents = sql.of(INSERT_EVENTS);
		this.insertLetter = sql.of(INSERT_LETTER);
		this.insertSignal = sql.of(INSERT_SIGNAL);
		this.claim = sql.of(CLAIM);
	}

	@Override
	public Undo prepare(Connection connection, Duration lockTimeout) {
		return Undo.NONE;
	}

	@Override
	public @Nullable Instant lock(Connection connection, Duration lockTimeout, @Nullable Fence fence)
			throws SQLException {
		String begin = BEGIN.formatted(lockTimeout.toMillis());
		if (fence == null) {
			return firstTime(connection, begin + "select clock_timestamp()");
		}
		return firstTime(connection, begin + this.lockFence, fence.nodeId(), fence.slot());
	}

	@Override
	public boolean lockLast(Connection connection, Fence fence) throws SQLException {
		return firstTime(connection, IDLE_TIMEOUT + this.lockFence, fence.nodeId(), fence.slot()) != null;
	}

	private static @Nullable Instant firstTime(Connection connection, String sql, Object... values)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			SqlText.set(statement, values);
			try (ResultSet rows = firstRows(statement, statement.execute())) {
				return rows.next() ? SqlText.time(rows, 1) : null;
			}
		}
	}

	private static ResultSet firstRows(Statement statement, boolean isRows) throws SQLException {
		boolean found = isRows;
		while (!found) {
			found = statement.getMoreResults();
		}
		return statement.getResultSet();
	}

	@Override
	public Guard guard(Connection connection, Duration lockTimeout) throws SQLException {
		String before;
		try (Statement statement = connection.createStatement()) {
			String enter = "savepoint durable_guard; select current_setting('lock_timeout'); set local lock_timeout = "
					+ lockTimeout.toMillis();
			try (ResultSet rows = firstRows(statement, statement.execute(enter))) {
				rows.next();
				before = rows.getString(1).replace("'", "''");
			}
		}
		return new Guard() {

			@Override
			public void release() throws SQLException {
				execute("release savepoint durable_guard; set local lock_timeout = '" + before + "'");
			}

			@Override
			public void rollback() throws SQLException {
				execute("rollback to savepoint durable_guard; release savepoint durable_guard");
			}

			private void execute(String sql) throws SQLException {
				try (Statement statement = connection.createStatement()) {
					statement.execute(sql);
				}
			}

		};
	}

	@Override
	public boolean isDeadlockFatal() {
		return false;
	}

	@Override
	public List<UUID> insertRuns(Connection connection, List<NewRun> runs, @Nullable Long owner, @Nullable UUID writeId)
			throws SQLException {
		// Two batches with the same ids in one order wait for each other, but never
		// crosswise
		List<NewRun> sorted = runs.stream().sorted(Comparator.comparing(NewRun::workflowId)).toList();
		Set<UUID> inserted = new HashSet<>(SqlText.query(connection, SqlText::uuid, this.insertRuns,
				array(connection, "uuid", sorted, NewRun::runId),
				array(connection, "varchar", sorted, NewRun::workflowId),
				array(connection, "uuid", sorted, NewRun::firstRunId),
				array(connection, "varchar", sorted, NewRun::type),
				array(connection, "varchar", sorted, NewRun::buildId),
				array(connection, "timestamptz", sorted, (run) -> SqlText.time(run.startedAt())), owner, writeId));
		return runs.stream().map(NewRun::runId).filter((id) -> !inserted.contains(id)).toList();
	}

	private static <T> java.sql.Array array(Connection connection, String type, List<T> rows,
			Function<T, @Nullable Object> value) throws SQLException {
		return connection.createArrayOf(type, rows.stream().map(value).toArray());
	}

	@Override
	public void insertEvents(Scope scope, List<HistoryEntity> events, UUID writeId) throws SQLException {
		Connection connection = scope.connection();
		List<EventRow> rows = events.stream().map(HistoryEntity::toRow).toList();
		byte[][] data = rows.stream().map(EventRow::data).toArray(byte[][]::new);
		SqlText.update(connection, this.insertEvents, array(connection, "uuid", events, (event) -> event.key().runId()),
				array(connection, "bigint", rows, EventRow::seq), array(connection, "varchar", rows, EventRow::kind),
				array(connection, "timestamptz", rows, (row) -> SqlText.time(row.at())),
				connection.createArrayOf("bytea", data), writeId);
	}

	@Override
	public void insertLetters(Connection connection, List<NewLetter> letters, @Nullable UUID writeId)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insertLetter)) {
			for (NewLetter letter : letters) {
				setLetter(statement, letter, writeId);
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	@Override
	public boolean insertLetter(Connection connection, NewLetter letter) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insertLetter)) {
			setLetter(statement, letter, null);
			return statement.executeUpdate() == 1;
		}
	}

	private static void setLetter(PreparedStatement statement, NewLetter letter, @Nullable UUID writeId)
			throws SQLException {
		LetterState state = (letter.kind() == LetterKind.ABANDONED) ? LetterState.ANSWERED : LetterState.NEW;
		SqlText.set(statement, letter.chain(), letter.runId(), letter.kind().name(), letter.name(), letter.data(),
				letter.key(), state.name(), writeId);
	}

	@Override
	public Optional<UUID> insertSignal(Connection connection, String workflowId, String name, byte[] arguments)
			throws SQLException {
		return SqlText.query(connection, SqlText::uuid, this.insertSignal, workflowId, name, arguments)
			.stream()
			.findFirst();
	}

	@Override
	public List<UUID> claim(Connection connection, long nodeId, ClaimFilter filter, Instant now) throws SQLException {
		java.sql.Array types = SqlText.strings(connection, filter.types());
		int limit = filter.limit();
		return SqlText.query(connection, SqlText::uuid, this.claim, types, SqlText.time(now), limit, types, limit,
				types, filter.buildId(), filter.buildId(), limit, limit, nodeId);
	}

}
