package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;

import dev.durable.jpa.Batch.Write;
import dev.durable.store.Addressee;
import dev.durable.store.AttemptFilter;
import dev.durable.store.AttemptRef;
import dev.durable.store.ClaimFilter;
import dev.durable.store.Fence;
import dev.durable.store.Letter;
import dev.durable.store.LetterState;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.SentLetter;
import dev.durable.store.Takeovers;
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

	/*
	 * What a poll asks takes six times as long to plan as to answer. It has an index for
	 * each reason, and a limit, so a plan for any parameters does. But tables that are
	 * empty at first may fill in seconds, and the database keeps such a plan until it has
	 * new statistics. So it is planned anew, as another text, after half a minute, one,
	 * two and so on: each connection keeps the plans of all texts, which must stay few.
	 */
	private static final String PLANNED = "set local plan_cache_mode = force_generic_plan;\n%s-- plan %d";

	private static final long PLAN_SECONDS = 30;

	/* Nothing that a letter without a key can meet. */
	private static final String SEND = """
			with receiver as (
			    select run_id, first_run_id
			      from durable_workflow
			     where open_key = ?
			       and coalesce(run_id = ?::uuid, true)
			       and coalesce(type = ?::varchar, true)),
			sent as (
			    insert into durable_inbox (chain, run_id, kind, name, data, state)
			    select r.first_run_id, ?::uuid, ?, ?, ?, ?
			      from receiver r
			    returning id, sent_at)
			select r.run_id, r.first_run_id, s.id, s.sent_at,
			       exists (select 1
			                 from durable_inbox l
			                where l.chain = r.first_run_id
			                  and l.state in ('NEW', 'HELD'))
			  from receiver r
			 cross join sent s
			""";

	private static final int SEND_COLUMNS = 5;

	private static final String LOCK_FENCE = """
			select clock_timestamp()
			  from durable_fence
			 where node_id = ?
			   and slot = ?
			   for update
			""";

	/* Who counts for another one need not be waited for. */
	private static final String LOCK_LIMIT = """
			select next_at
			  from durable_activity_limit
			 where activity = ?
			   for update skip locked
			""";

	/*
	 * What live nodes of other builds can go on with; nothing as long as all have one
	 * build.
	 */
	private static final String OTHERS = """
			select distinct n.build_id, t.type, q.queue
			  from durable_node n
			 cross join unnest(string_to_array(n.types, E'\n')) as t (type)
			 cross join unnest(string_to_array(n.queues, E'\n')) as q (queue)
			 where n.build_id <> ?
			   and n.lease_until > ?
			   and t.type = any(?)
			   and q.queue = any(?)
			   and exists (select 1
			                 from durable_fence f
			                where f.node_id = n.node_id)""";

	private static final String NOT_FOR_OTHERS = """
			not exists (select 1
			              from others o
			             where o.build_id = %s
			               and o.type = w.type
			               and o.queue = w.queue)""".formatted(ClaimSql.LAST_BUILD);

	/*
	 * Each reason takes its oldest rows that nobody else has locked, so that two pollers
	 * get different ones. The time is a parameter: an index cannot be searched for the
	 * value of a volatile function. Only the first reason says what the index of parked
	 * runs is for in so many words: as long as a fresh table has no statistics, the
	 * others would use it, too, and walk through all that is parked.
	 */
	private static final String CLAIM = """
			with others as materialized (%s),
			due as materialized (
			    select d.run_id, d.since
			      from unnest(?::varchar[]) as q (queue)
			     cross join unnest(?::varchar[]) as t (type)
			     cross join lateral (
			        select w.run_id, w.wake_at as since
			          from durable_workflow w
			         where w.owner is null
			           and w.open_key is not null
			           and w.queue = q.queue
			           and w.type = t.type
			           and w.wake_at <= ?
			           and (w.wake_at <= ? or %s)
			           and w.takeovers < %d
			         order by w.wake_at
			         limit ?
			           for update of w skip locked) d),
			lettered as materialized (
			    select d.run_id, l.since
			      from (%s order by min(id)) l
			     cross join lateral (
			        select w.run_id
			          from durable_workflow w
			         where w.first_run_id = l.chain
			           and %s
			           for update of w skip locked) d
			     order by l.id
			     limit ?),
			elsewhere as materialized (
			    select w.run_id, w.wake_at as since
			      from durable_workflow w
			     where coalesce(w.owner, -1) = -1
			       and w.open_key is not null
			       and w.stuck_reason is not null
			       and w.status <> 'PAUSED'
			       and w.type = any(?)
			       and w.queue || '' = any(?)
			       and (w.stuck_build < ? or w.stuck_build > ?)
			       and coalesce(w.stuck_tried, '') not like ? escape '!'
			       and w.takeovers < %d
			     order by w.wake_at
			     limit ?
			       for update of w skip locked),
			overdue as materialized (
			    select w.run_id, w.timeout_at as since
			      from durable_workflow w
			     where w.owner is null
			       and w.open_key is not null
			       and w.timeout_at is not null
			       and w.timeout_at <= ?
			     order by w.timeout_at
			     limit ?
			       for update of w skip locked),
			granted as materialized (
			    select w.run_id, w.started_at as since
			      from durable_place p
			      join durable_workflow w
			        on w.first_run_id = p.chain
			       and w.open_key is not null
			     where p.granted
			       and w.owner is null
			       and w.awaits_place
			       and w.status <> 'PAUSED'
			       and w.type || '' = any(?)
			       and w.queue || '' = any(?)
			     limit ?
			       for update of w skip locked),
			found as materialized (
			    select run_id, min(since) as since
			      from (select * from due
			            union all
			            select * from lettered
			            union all
			            select * from elsewhere
			            union all
			            select * from overdue
			            union all
			            select * from granted) a
			     group by run_id
			     order by since
			     limit ?),
			claimed as (
			    update durable_workflow w
			       set owner = ?,
			           claimed_by = ?,
			           wake_at = null
			      from found
			     where w.run_id = found.run_id
			       and w.owner is null
			       and w.open_key is not null
			    returning w.run_id, w.awaits_place)
			select found.run_id, claimed.awaits_place
			  from found
			  join claimed on claimed.run_id = found.run_id
			 order by found.since
			""".formatted(OTHERS, NOT_FOR_OTHERS, Takeovers.MAX, ClaimSql.NEW_LETTERS,
			ClaimSql.WOKEN.formatted("(l.since <= ? or " + NOT_FOR_OTHERS + ")"), Takeovers.MAX);

	/*
	 * Materialized: a join may ask a subselect again for each row, and would then get,
	 * and claim, another run each time.
	 */
	private static final String CLAIM_SUSPECT = """
			with suspect as materialized (%s for update skip locked)
			update durable_workflow w
			   set owner = ?,
			       claimed_by = ?,
			       wake_at = null
			  from suspect s
			 where w.run_id = s.run_id
			   and w.owner is null
			returning w.run_id
			""".formatted(ClaimSql.FIND_SUSPECT);

	private static final String LOCK_GATES = """
			select id
			  from durable_gate
			 where id = any(?)
			 order by id
			   for update
			""";

	/** When somebody has polled first, or null. */
	private volatile @Nullable Instant firstPoll;

	private final String lockFence;

	private final SqlText sql;

	private final PostgresInserts inserts;

	private final String insertRuns;

	private final String claim;

	private final String claimSuspect;

	private final String take;

	private final String lockLimit;

	private final String lockGates;

	PostgresDialect(SqlText sql) {
		this.take = sql.of(TakeSql.POSTGRES);
		this.lockLimit = sql.of(LOCK_LIMIT);
		this.lockGates = sql.of(LOCK_GATES);
		this.lockFence = sql.of(LOCK_FENCE);
		this.sql = sql;
		this.inserts = new PostgresInserts(sql);
		this.insertRuns = this.inserts.runs() + "on conflict do nothing returning run_id";
		this.claim = sql.of(CLAIM);
		this.claimSuspect = sql.of(CLAIM_SUSPECT);
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
	public String bytesType() {
		return "bytea";
	}

	@Override
	public boolean isDeadlockFatal() {
		return false;
	}

	@Override
	public List<UUID> insertRuns(Connection connection, List<RunStart> runs, @Nullable Long owner,
			@Nullable UUID writeId) throws SQLException {
		Set<UUID> inserted = new HashSet<>(SqlText.query(connection, SqlText::uuid, this.insertRuns,
				PostgresInserts.runs(connection, runs, owner, writeId)));
		return runs.stream().map((run) -> run.run().runId()).filter((id) -> !inserted.contains(id)).toList();
	}

	@Override
	public void insertEvents(Scope scope, List<HistoryEntity> events, UUID writeId) throws SQLException {
		SqlText.update(scope.connection(), this.inserts.events(),
				PostgresInserts.events(scope.connection(), events, writeId));
	}

	@Override
	public boolean isUsual(List<RunChange> changes) {
		return UsualBatch.isUsual(changes);
	}

	@Override
	public Optional<Instant> commitUsual(Connection connection, Fence fence, Duration lockTimeout, Write write)
			throws SQLException {
		return new UsualBatch(connection, lockTimeout, this.sql, this.inserts, write).commit(fence);
	}

	@Override
	public Transactions.Committing<Optional<SentLetter>> sending(OutgoingLetter letter, Duration lockTimeout) {
		return (connection) -> {
			SingleTrip trip = new SingleTrip(connection, lockTimeout);
			trip.add(this.sql.of(SEND), letter.workflowId(), letter.runId(), letter.type(), letter.runId(),
					letter.kind().name(), letter.name(), letter.data(), LetterState.NEW.name());
			return trip.commit(SEND_COLUMNS, (row) -> sent(row, letter)).stream().findFirst();
		};
	}

	private static SentLetter sent(ResultSet row, OutgoingLetter letter) throws SQLException {
		Addressee to = new Addressee(SqlText.uuid(row), row.getObject(2, UUID.class));
		boolean others = row.getBoolean(SEND_COLUMNS);
		return new SentLetter(to, others ? null : new Letter(row.getLong(3), to.chain(), letter.runId(), letter.kind(),
				letter.name(), letter.data(), null, LetterState.NEW, SqlText.time(row, 4)));
	}

	@Override
	public int[] insertNew(Connection connection, String insert, List<@Nullable Object[]> rows) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(insert + "on conflict do nothing")) {
			if (rows.size() == 1) {
				SqlText.set(statement, rows.get(0));
				return new int[] { statement.executeUpdate() };
			}
			for (@Nullable
			Object[] row : rows) {
				SqlText.set(statement, row);
				statement.addBatch();
			}
			return statement.executeBatch();
		}
	}

	@Override
	public List<Claimed> claim(Connection connection, long nodeId, ClaimFilter filter, Instant now)
			throws SQLException {
		java.sql.Array types = SqlText.strings(connection, filter.types());
		java.sql.Array queues = SqlText.strings(connection, filter.queues());
		Object time = SqlText.time(now);
		Object overdue = SqlText.time(now.minus(filter.timeoutGrace()));
		Object waited = SqlText.time(now.minus(ClaimFilter.OTHERS_FIRST));
		String build = filter.buildId();
		int limit = filter.limit();
		return poll(connection, now, (row) -> new Claimed(SqlText.uuid(row), row.getBoolean(2)), this.claim, build,
				time, types, queues, queues, types, time, waited, limit, time, types, queues, time, waited, limit,
				types, queues, build, build, ClaimSql.tried(build), limit, overdue, limit, types, queues, limit, limit,
				nodeId, build);
	}

	private <T> List<T> poll(Connection connection, Instant now, SqlText.RowReader<T> reader, String sql,
			@Nullable Object... values) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(PLANNED.formatted(sql, plan(now)))) {
			SqlText.set(statement, values);
			return SqlText.read(firstRows(statement, statement.execute()), reader);
		}
	}

	private int plan(Instant now) {
		Instant first = this.firstPoll;
		if (first == null) {
			first = now;
			this.firstPoll = now;
		}
		return plan(Duration.between(first, now));
	}

	/**
	 * Return which plan is used so long after the first poll.
	 */
	static int plan(Duration age) {
		return Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, age.toSeconds()) / PLAN_SECONDS);
	}

	@Override
	public Optional<UUID> claimSuspect(Connection connection, long nodeId, ClaimFilter filter, Instant now)
			throws SQLException {
		return SqlText
			.query(connection, SqlText::uuid, this.claimSuspect, SqlText.strings(connection, filter.types()),
					SqlText.strings(connection, filter.queues()), SqlText.time(now), filter.buildId(),
					ClaimSql.tried(filter.buildId()), nodeId, filter.buildId())
			.stream()
			.findFirst();
	}

	/* In the order of their numbers: of two who need the same ones, one waits. */
	@Override
	public void lockGates(Connection connection, SortedSet<Integer> gates) throws SQLException {
		SqlText.query(connection, (row) -> row.getInt(1), this.lockGates,
				connection.createArrayOf("integer", gates.toArray()));
	}

	@Override
	public List<AttemptRef> take(Connection connection, long nodeId, AttemptFilter filter, Instant now)
			throws SQLException {
		return poll(connection, now, (row) -> new AttemptRef(SqlText.uuid(row), row.getLong(2), row.getInt(3)),
				this.take, SqlText.strings(connection, filter.queues()),
				SqlText.strings(connection, filter.activities()), SqlText.time(filter.since()), SqlText.time(now),
				filter.max(), nodeId, connection.createArrayOf("integer", TakeSql.allPriorities()),
				connection.createArrayOf("varchar", TakeSql.served(filter)), filter.max());
	}

	@Override
	public List<Queues.LimitRow> lockLimit(Connection connection, String activity) throws SQLException {
		return SqlText.query(connection, Queues::limitRow, this.lockLimit, activity);
	}

}
