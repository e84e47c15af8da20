package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.store.AttemptFilter;
import dev.durable.store.AttemptRef;
import dev.durable.store.ClaimFilter;
import dev.durable.store.Fence;
import dev.durable.store.RunStart;
import dev.durable.store.Takeovers;
import org.jspecify.annotations.Nullable;

/**
 * H2. A statement that fails leaves its transaction usable (a deadlock aside), and the
 * database is in the same process: so rows go one by one, and each tells its own refusal.
 */
final class H2Dialect implements SqlDialect {

	private static final String LOCK_FENCE = """
			select current_timestamp
			  from durable_fence
			 where node_id = ?
			   and slot = ?
			   for update
			""";

	/*
	 * The lower bound keeps the closed runs out: without a time they come first in the
	 * index.
	 */
	private static final String FIND_DUE = """
			select run_id, wake_at, awaits_place
			  from durable_workflow w
			 where owner is null
			   and open_key is not null
			   and queue = ?
			   and type = ?
			   and wake_at >= timestamp with time zone '0001-01-01 00:00:00+00'
			   and wake_at <= ?
			   and (wake_at <= ? or not (%s = any(?)))
			   and takeovers < %d
			 order by wake_at
			 limit ?
			""".formatted(ClaimSql.LAST_BUILD, Takeovers.MAX);

	private static final String FIND_OTHERS = """
			select build_id, types, queues
			  from durable_node n
			 where build_id <> ?
			   and lease_until > ?
			   and exists (select 1
			                 from durable_fence f
			                where f.node_id = n.node_id)
			""";

	private static final String FIND_LETTERED = """
			select w.run_id, l.since, w.awaits_place
			  from (%s) l
			  join durable_workflow w use index (durable_workflow_chain)
			    on w.first_run_id = l.chain
			 where %s
			 order by l.id
			 limit ?
			""".formatted(ClaimSql.NEW_LETTERS, ClaimSql.WOKEN.formatted(
			"(l.since <= ? or not (%s || '\n' || w.type || '\n' || w.queue = any(?)))".formatted(ClaimSql.LAST_BUILD)));

	/* Two ranges, since H2 searches no index for what differs from a value. */
	private static final String FIND_STUCK_ELSEWHERE = """
			select run_id, wake_at, awaits_place
			  from (select run_id, type, queue, status, owner, open_key, wake_at, stuck_tried, takeovers,
			               awaits_place
			          from durable_workflow use index (durable_workflow_stuck)
			         where stuck_build >= ''
			           and stuck_build < ?
			         union all
			        select run_id, type, queue, status, owner, open_key, wake_at, stuck_tried, takeovers,
			               awaits_place
			          from durable_workflow use index (durable_workflow_stuck)
			         where stuck_build > ?) w
			 where owner is null
			   and open_key is not null
			   and status <> 'PAUSED'
			   and type = any(?)
			   and queue = any(?)
			   and coalesce(stuck_tried, '') not like ? escape '!'
			   and takeovers < %d
			 order by wake_at
			 limit ?
			""".formatted(Takeovers.MAX);

	private static final String FIND_OVERDUE = """
			select run_id, open_timeout, awaits_place
			  from durable_workflow use index (durable_workflow_timeout)
			 where open_timeout >= timestamp with time zone '0001-01-01 00:00:00+00'
			   and open_timeout <= ?
			   and owner is null
			 order by open_timeout
			 limit ?
			""";

	private static final String CLAIM = """
			update durable_workflow
			   set owner = ?,
			       claimed_by = ?,
			       wake_at = null
			 where run_id = ?
			   and owner is null
			   and open_key is not null
			""";

	private static final String TAKE = """
			update durable_activity
			   set routing = 'TAKEN',
			       owner = ?,
			       begun = true
			 where run_id = ?
			   and activity_id = ?
			   and attempt = ?
			   and routing = 'OFFERED'
			""";

	private static final String LOCK_LIMIT = """
			select next_at
			  from durable_activity_limit
			 where activity = ?
			   for update
			""";

	private static final String LOCK_GATE = """
			select id
			  from durable_gate
			 where id = ?
			   for update
			""";

	private final SqlText sql;

	private final String insertRun;

	H2Dialect(SqlText sql) {
		this.sql = sql;
		this.insertRun = sql.of(RunColumns.insert("(values (%s))", (column) -> "cast(? as " + column.type() + ")"));
	}

	@Override
	public Undo prepare(Connection connection, Duration lockTimeout) throws SQLException {
		int isolation = connection.getTransactionIsolation();
		if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
			connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
		}
		Undo lockTimeoutBefore = lockTimeout(connection, lockTimeout.toMillis());
		return () -> {
			lockTimeoutBefore.run();
			if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
				connection.setTransactionIsolation(isolation);
			}
		};
	}

	private static Undo lockTimeout(Connection connection, long millis) throws SQLException {
		long before = SqlText.query(connection, (rows) -> rows.getLong(1), "call lock_timeout()").get(0);
		execute(connection, "set lock_timeout " + millis);
		return () -> execute(connection, "set lock_timeout " + before);
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Override
	public @Nullable Instant lock(Connection connection, Duration lockTimeout, @Nullable Fence fence)
			throws SQLException {
		if (fence == null) {
			return SqlText.query(connection, (rows) -> SqlText.time(rows, 1), "call current_timestamp").get(0);
		}
		return SqlText
			.query(connection, (rows) -> SqlText.time(rows, 1), this.sql.of(LOCK_FENCE), fence.nodeId(), fence.slot())
			.stream()
			.findFirst()
			.orElse(null);
	}

	@Override
	public boolean lockLast(Connection connection, Fence fence) throws SQLException {
		return lock(connection, Duration.ZERO, fence) != null;
	}

	@Override
	public Guard guard(Connection connection, Duration lockTimeout) throws SQLException {
		Undo lockTimeoutBefore = lockTimeout(connection, lockTimeout.toMillis());
		Savepoint savepoint = connection.setSavepoint();
		return new Guard() {

			@Override
			public void release() throws SQLException {
				connection.releaseSavepoint(savepoint);
				lockTimeoutBefore.run();
			}

			@Override
			public void rollback() throws SQLException {
				connection.rollback(savepoint);
				lockTimeoutBefore.run();
			}

		};
	}

	@Override
	public String bytesType() {
		return "binary varying";
	}

	@Override
	public boolean isDeadlockFatal() {
		return true;
	}

	@Override
	public List<UUID> insertRuns(Connection connection, List<RunStart> runs, @Nullable Long owner,
			@Nullable UUID writeId) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (RunStart run : runs) {
			List<@Nullable Object> row = new ArrayList<>();
			RunColumns.ALL.forEach((column) -> row.add(column.value().apply(run)));
			row.add(owner);
			row.add(writeId);
			rows.add(row.toArray());
		}
		int[] counts = insertNew(connection, this.insertRun, rows);
		return IntStream.range(0, counts.length)
			.filter((index) -> counts[index] == 0)
			.mapToObj((index) -> runs.get(index).run().runId())
			.toList();
	}

	@Override
	public int[] insertNew(Connection connection, String insert, List<@Nullable Object[]> rows) throws SQLException {
		int[] counts = new int[rows.size()];
		try (PreparedStatement statement = connection.prepareStatement(insert)) {
			for (int index = 0; index < counts.length; index++) {
				SqlText.set(statement, rows.get(index));
				counts[index] = inserted(statement) ? 1 : 0;
			}
		}
		return counts;
	}

	private static boolean inserted(PreparedStatement statement) throws SQLException {
		try {
			return statement.executeUpdate() == 1;
		}
		catch (SQLException ex) {
			if (new SqlFailureException("Insert", ex).isDuplicate()) {
				return false;
			}
			throw ex;
		}
	}

	@Override
	public void insertEvents(Scope scope, List<HistoryEntity> events, UUID writeId) {
		scope.batchingSession().insertMultiple(events);
	}

	/*
	 * Finding is a guess, claiming is the decision: with "limit n for update skip locked"
	 * H2 locks every row that matches, and a second poller gets none.
	 */
	@Override
	public List<Claimed> claim(Connection connection, long nodeId, ClaimFilter filter, Instant now)
			throws SQLException {
		List<Claimed> claimed = new ArrayList<>();
		for (Claimed run : find(connection, filter, now)) {
			if (claimed.size() < filter.limit()
					&& isChanged(connection, CLAIM, nodeId, filter.buildId(), run.runId())) {
				claimed.add(run);
			}
		}
		return claimed;
	}

	@Override
	public Optional<UUID> claimSuspect(Connection connection, long nodeId, ClaimFilter filter, Instant now)
			throws SQLException {
		for (UUID runId : SqlText.query(connection, SqlText::uuid, this.sql.of(ClaimSql.FIND_SUSPECT),
				SqlText.strings(connection, filter.types()), SqlText.strings(connection, filter.queues()),
				SqlText.time(now), filter.buildId(), ClaimSql.tried(filter.buildId()))) {
			if (isChanged(connection, CLAIM, nodeId, filter.buildId(), runId)) {
				return Optional.of(runId);
			}
		}
		return Optional.empty();
	}

	private Set<Claimed> find(Connection connection, ClaimFilter filter, Instant now) throws SQLException {
		java.sql.Array types = SqlText.strings(connection, filter.types());
		java.sql.Array queues = SqlText.strings(connection, filter.queues());
		Object time = SqlText.time(now);
		Object waited = SqlText.time(now.minus(ClaimFilter.OTHERS_FIRST));
		int limit = filter.limit();
		List<Other> others = others(connection, filter, now);
		List<Found> found = new ArrayList<>();
		for (String queue : filter.queues()) {
			for (String type : filter.types()) {
				Set<String> builds = others.stream()
					.filter((other) -> other.can(type, queue))
					.map(Other::build)
					.collect(Collectors.toSet());
				found.addAll(find(connection, FIND_DUE, queue, type, time, waited, SqlText.strings(connection, builds),
						limit));
			}
		}
		Set<String> keys = others.stream().flatMap(Other::keys).collect(Collectors.toSet());
		found.addAll(find(connection, FIND_LETTERED, time, types, queues, time, waited,
				SqlText.strings(connection, keys), limit));
		found.addAll(find(connection, FIND_STUCK_ELSEWHERE, filter.buildId(), filter.buildId(), types, queues,
				ClaimSql.tried(filter.buildId()), limit));
		found.addAll(find(connection, FIND_OVERDUE, SqlText.time(now.minus(filter.timeoutGrace())), limit));
		return found.stream()
			.sorted(Comparator.comparing(Found::since))
			.map(Found::run)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private List<Other> others(Connection connection, ClaimFilter filter, Instant now) throws SQLException {
		return SqlText.query(connection,
				(row) -> new Other(row.getString(1), Set.of(row.getString(2).split(NodeEntity.SEPARATOR)),
						Set.of(row.getString(3).split(NodeEntity.SEPARATOR))),
				this.sql.of(FIND_OTHERS), filter.buildId(), SqlText.time(now));
	}

	private List<Found> find(Connection connection, String query, @Nullable Object... values) throws SQLException {
		return SqlText.query(connection, (row) -> {
			OffsetDateTime since = row.getObject(2, OffsetDateTime.class);
			return new Found(new Claimed(SqlText.uuid(row), row.getBoolean(3)),
					(since != null) ? since.toInstant() : Instant.MAX);
		}, this.sql.of(query), values);
	}

	private boolean isChanged(Connection connection, String update, @Nullable Object... values) throws SQLException {
		try {
			return SqlText.update(connection, this.sql.of(update), values) == 1;
		}
		catch (SQLException ex) {
			SqlFailureException failure = new SqlFailureException("Claim", ex);
			if (failure.isLocked() && !failure.isDeadlock()) {
				return false;
			}
			throw ex;
		}
	}

	@Override
	public void lockGates(Connection connection, SortedSet<Integer> gates) throws SQLException {
		for (int gate : gates) {
			SqlText.query(connection, (row) -> row.getInt(1), this.sql.of(LOCK_GATE), gate);
		}
	}

	@Override
	public List<AttemptRef> take(Connection connection, long nodeId, AttemptFilter filter, Instant now)
			throws SQLException {
		List<@Nullable Object> values = new ArrayList<>(Arrays.asList(TakeSql.served(filter)));
		values.add(SqlText.strings(connection, filter.queues()));
		values.add(SqlText.strings(connection, filter.activities()));
		values.add(SqlText.time(filter.since()));
		values.add(SqlText.time(now));
		values.add(filter.max());
		List<AttemptRef> offered = SqlText.query(connection,
				(row) -> new AttemptRef(SqlText.uuid(row), row.getLong(2), row.getInt(3)), this.sql.of(TakeSql.H2_FIND),
				values.toArray());
		List<AttemptRef> taken = new ArrayList<>();
		for (AttemptRef ref : offered) {
			if (isChanged(connection, TAKE, nodeId, ref.runId(), ref.activityId(), ref.attempt())) {
				taken.add(ref);
			}
		}
		return taken;
	}

	@Override
	public List<Queues.LimitRow> lockLimit(Connection connection, String activity) throws SQLException {
		return SqlText.query(connection, Queues::limitRow, this.sql.of(LOCK_LIMIT), activity);
	}

	/**
	 * A run that may be claimed.
	 *
	 * @param run the run
	 * @param since since when
	 */
	private record Found(Claimed run, Instant since) {

	}

	/**
	 * A live node of another build.
	 *
	 * @param build the build
	 * @param types the types that it has code for
	 * @param queues the queues that it serves
	 */
	private record Other(String build, Set<String> types, Set<String> queues) {

		boolean can(String type, String queue) {
			return this.types.contains(type) && this.queues.contains(queue);
		}

		Stream<String> keys() {
			return this.types.stream()
				.flatMap((type) -> this.queues.stream().map((queue) -> String.join("\n", this.build, type, queue)));
		}

	}

}
