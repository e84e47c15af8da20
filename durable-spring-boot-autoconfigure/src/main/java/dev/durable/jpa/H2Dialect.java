package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.durable.jpa.Transactions.Scope;
import dev.durable.store.ClaimFilter;
import dev.durable.store.Fence;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
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

	private static final String INSERT_RUN = """
			insert into durable_workflow (run_id, workflow_id, first_run_id, open_key, type, status, build_id,
			                              started_at, owner, write_id, wake_at)
			values (?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, case when cast(? as bigint) is null then current_timestamp end)
			""";

	private static final String INSERT_LETTER = """
			insert into durable_inbox (chain, run_id, kind, name, data, letter_key, state, write_id, sent_at)
			values (?, ?, ?, ?, ?, ?, ?, ?, current_timestamp)
			""";

	private static final String FIND_OPEN = """
			select run_id, first_run_id
			  from durable_workflow
			 where open_key = ?
			""";

	/*
	 * The lower bound keeps the closed runs out: without a time they come first in the
	 * index.
	 */
	private static final String FIND_DUE = """
			select run_id, wake_at
			  from durable_workflow
			 where owner is null
			   and open_key is not null
			   and type = ?
			   and wake_at >= timestamp with time zone '0001-01-01 00:00:00+00'
			   and wake_at <= ?
			 order by wake_at
			 limit ?
			""";

	private static final String FIND_LETTERED = """
			select w.run_id
			  from (select chain, run_id, min(id) as id
			          from durable_inbox
			         where state = 'NEW'
			         group by chain, run_id) l
			  join durable_workflow w use index (durable_workflow_chain)
			    on w.first_run_id = l.chain
			   and (l.run_id is null or l.run_id = w.run_id)
			 where w.owner is null
			   and w.open_key is not null
			   and w.stuck_reason is null
			   and w.type = any(?)
			 order by l.id
			 limit ?
			""";

	/* Two ranges, since H2 searches no index for what differs from a value. */
	private static final String FIND_STUCK_ELSEWHERE = """
			select run_id
			  from (select run_id, type, owner, open_key, wake_at
			          from durable_workflow use index (durable_workflow_stuck)
			         where stuck_build >= ''
			           and stuck_build < ?
			         union all
			        select run_id, type, owner, open_key, wake_at
			          from durable_workflow use index (durable_workflow_stuck)
			         where stuck_build > ?) w
			 where owner is null
			   and open_key is not null
			   and type = any(?)
			 order by wake_at
			 limit ?
			""";

	private static final String CLAIM = """
			update durable_workflow
			   set owner = ?,
			       wake_at = null
			 where run_id = ?
			   and owner is null
			   and open_key is not null
			""";

	private final SqlText sql;

	H2Dialect(SqlText sql) {
		this.sql = sql;
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
	public boolean isDeadlockFatal() {
		return true;
	}

	@Override
	public List<UUID> insertRuns(Connection connection, List<NewRun> runs, @Nullable Long owner, @Nullable UUID writeId)
			throws SQLException {
		List<UUID> taken = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(this.sql.of(INSERT_RUN))) {
			for (NewRun run : runs) {
				SqlText.set(statement, run.runId(), run.workflowId(), run.firstRunId(), run.workflowId(), run.type(),
						run.buildId(), SqlText.time(run.startedAt()), owner, writeId, owner);
				if (!inserted(statement)) {
					taken.add(run.runId());
				}
			}
		}
		return taken;
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

	@Override
	public void insertLetters(Connection connection, List<NewLetter> letters, @Nullable UUID writeId)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.sql.of(INSERT_LETTER))) {
			for (NewLetter letter : letters) {
				setLetter(statement, letter, writeId);
				inserted(statement);
			}
		}
	}

	@Override
	public boolean insertLetter(Connection connection, NewLetter letter) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.sql.of(INSERT_LETTER))) {
			setLetter(statement, letter, null);
			return inserted(statement);
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
		List<UUID[]> open = SqlText.query(connection,
				(rows) -> new UUID[] { rows.getObject(1, UUID.class), rows.getObject(2, UUID.class) },
				this.sql.of(FIND_OPEN), workflowId);
		if (open.isEmpty()) {
			return Optional.empty();
		}
		insertLetter(connection, new NewLetter(open.get(0)[1], null, LetterKind.SIGNAL, name, arguments, null));
		return Optional.of(open.get(0)[0]);
	}

	/*
	 * Finding is a guess, claiming is the decision: with "limit n for update skip locked"
	 * H2 locks every row that matches, and a second poller gets none.
	 */
	@Override
	public List<UUID> claim(Connection connection, long nodeId, ClaimFilter filter, Instant now) throws SQLException {
		java.sql.Array types = SqlText.strings(connection, filter.types());
		Set<UUID> found = new LinkedHashSet<>();
		found.addAll(findDue(connection, filter, now));
		found.addAll(SqlText.query(connection, SqlText::uuid, this.sql.of(FIND_LETTERED), types, filter.limit()));
		found.addAll(SqlText.query(connection, SqlText::uuid, this.sql.of(FIND_STUCK_ELSEWHERE), filter.buildId(),
				filter.buildId(), types, filter.limit()));
		List<UUID> claimed = new ArrayList<>();
		for (UUID runId : found) {
			if (claimed.size() < filter.limit() && isClaimed(connection, nodeId, runId)) {
				claimed.add(runId);
			}
		}
		return claimed;
	}

	private List<UUID> findDue(Connection connection, ClaimFilter filter, Instant now) throws SQLException {
		List<Due> due = new ArrayList<>();
		for (String type : filter.types()) {
			due.addAll(SqlText.query(connection, (row) -> new Due(SqlText.uuid(row), SqlText.time(row, 2)),
					this.sql.of(FIND_DUE), type, SqlText.time(now), filter.limit()));
		}
		return due.stream().sorted(Comparator.comparing(Due::since)).map(Due::runId).toList();
	}

	private boolean isClaimed(Connection connection, long nodeId, UUID runId) throws SQLException {
		try {
			return SqlText.update(connection, this.sql.of(CLAIM), nodeId, runId) == 1;
		}
		catch (SQLException ex) {
			SqlFailureException failure = new SqlFailureException("Claim", ex);
			if (failure.isLocked() && !failure.isDeadlock()) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * A run that is due.
	 *
	 * @param runId the run
	 * @param since since when
	 */
	private record Due(UUID runId, Instant since) {

	}

}
