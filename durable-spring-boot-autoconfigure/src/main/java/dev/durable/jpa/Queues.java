package dev.durable.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.durable.store.AttemptAbandonedException;
import dev.durable.store.AttemptFilter;
import dev.durable.store.AttemptLimit;
import dev.durable.store.AttemptPermits;
import dev.durable.store.AttemptRef;
import dev.durable.store.EndedAttempt;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.LoadedAttempt;
import dev.durable.store.NewLetter;
import dev.durable.store.QueueStore;
import dev.durable.store.TakenAttempt;
import org.jspecify.annotations.Nullable;

/**
 * Queues of activities. Each step of an attempt is an update of its row that names the
 * state from which it is taken, so of two that meet one changes nothing.
 */
final class Queues implements QueueStore {

	/** Longer than the commit of an attempt may take that is about to end. */
	private static final Duration PATIENCE = Letters.PATIENCE;

	private static final String TAKEN = """
			select run_id, activity_id, attempt, cancel_requested
			  from durable_activity
			 where owner = ?
			   and routing = 'TAKEN'
			 order by run_id, activity_id
			""";

	private static final String COUNT_TAKEN = """
			select count(*)
			  from durable_activity
			 where activity = ?
			   and routing = 'TAKEN'
			""";

	private static final String OFFERED = """
			select 1
			  from durable_activity
			 where routing = 'OFFERED'
			   and queue = any(?)
			   and activity = ?
			   and due_at <= ?
			 limit 1
			""";

	private static final String INSERT_LIMIT = """
			insert into durable_activity_limit (activity)
			values (?)
			""";

	private static final String UPDATE_LIMIT = """
			update durable_activity_limit
			   set next_at = ?
			 where activity = ?
			""";

	private static final String OF_TAKER = """
			 where run_id = ?
			   and activity_id = ?
			   and attempt = ?
			   and owner = ?
			   and routing = 'TAKEN'
			""";

	private static final String END = """
			update durable_activity
			   set routing = 'ENDED',
			       owner = null
			""" + OF_TAKER;

	private static final String HEARD = """
			update durable_activity
			   set details = ?
			""" + OF_TAKER;

	private static final String LEAVE = """
			update durable_activity
			   set later = true,
			       due_at = ?
			""" + OF_TAKER;

	private static final String RETURNED = """
			update durable_activity
			   set begun = false,
			       queue = null,
			       activity = null,
			       routing = null,
			       owner = null
			 where run_id = ?
			   and activity_id = ?
			   and attempt = ?
			   and later
			""";

	private static final String GIVE_BACK = """
			update durable_activity
			   set routing = 'OFFERED',
			       owner = null,
			       begun = false
			""" + OF_TAKER;

	private static final String WITHDRAW = """
			update durable_activity
			   set routing = 'WITHDRAWN'
			 where run_id = ?
			   and activity_id = ?
			   and attempt = ?
			   and routing in ('OFFERED', 'WITHDRAWN')
			""";

	private static final String REQUEST_CANCEL = """
			update durable_activity
			   set cancel_requested = true
			 where run_id = ?
			   and activity_id = ?
			   and attempt = ?
			   and routing = 'TAKEN'
			""";

	private final Transactions transactions;

	private final SqlDialect dialect;

	private final SqlText sql;

	private final LetterWriter writer;

	Queues(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.dialect = dialect;
		this.sql = sql;
		this.writer = new LetterWriter(dialect, sql);
	}

	@Override
	public List<AttemptRef> take(Fence fence, AttemptFilter filter) {
		if (filter.max() < 1) {
			return List.of();
		}
		return this.transactions.write(fence, Runs.LOCK_TIMEOUT, (scope) -> {
			List<AttemptRef> taken = new ArrayList<>();
			for (Map.Entry<String, AttemptLimit> limit : new TreeMap<>(filter.limits()).entrySet()) {
				AttemptFilter one = only(filter, Set.of(limit.getKey()), filter.max() - taken.size());
				if (filter.activities().contains(limit.getKey()) && isOffered(scope, one)) {
					taken.addAll(takeLimited(scope, fence.nodeId(), one, limit.getValue()));
				}
			}
			Set<String> unlimited = new HashSet<>(filter.activities());
			unlimited.removeAll(filter.limits().keySet());
			taken.addAll(take(scope, fence.nodeId(), only(filter, unlimited, filter.max() - taken.size())));
			return List.copyOf(taken);
		});
	}

	private static AttemptFilter only(AttemptFilter filter, Set<String> activities, int max) {
		return new AttemptFilter(filter.queues(), activities, Map.of(), max, filter.served(), filter.since());
	}

	private List<AttemptRef> take(Scope scope, long nodeId, AttemptFilter filter) throws SQLException {
		return (filter.max() < 1 || filter.activities().isEmpty()) ? List.of()
				: this.dialect.take(scope.connection(), nodeId, filter, scope.now());
	}

	private boolean isOffered(Scope scope, AttemptFilter one) throws SQLException {
		return !SqlText
			.query(scope.connection(), (row) -> row.getInt(1), this.sql.of(OFFERED),
					SqlText.strings(scope.connection(), one.queues()), one.activities().iterator().next(),
					SqlText.time(scope.now()))
			.isEmpty();
	}

	/*
	 * The row of the limit is held until the commit, so that no other node counts
	 * meanwhile. Who finds it locked takes none this time.
	 */
	private List<AttemptRef> takeLimited(Scope scope, long nodeId, AttemptFilter one, AttemptLimit limit)
			throws SQLException {
		Connection connection = scope.connection();
		String activity = one.activities().iterator().next();
		this.dialect.insertNew(connection, this.sql.of(INSERT_LIMIT),
				List.<@Nullable Object[]>of(new @Nullable Object[] { activity }));
		List<LimitRow> locked = this.dialect.lockLimit(connection, activity);
		if (locked.isEmpty()) {
			return List.of();
		}
		int busy = SqlText.query(connection, (row) -> row.getInt(1), this.sql.of(COUNT_TAKEN), activity).get(0);
		AttemptPermits permits = AttemptPermits.of(limit, busy, locked.get(0).nextAt(), scope.now(), one.max());
		List<AttemptRef> taken = take(scope, nodeId, only(one, one.activities(), permits.count()));
		if (!taken.isEmpty() && limit.rate() > 0) {
			SqlText.update(connection, this.sql.of(UPDATE_LIMIT), SqlText.time(permits.nextAt(taken.size())), activity);
		}
		return taken;
	}

	@Override
	public List<TakenAttempt> taken(long nodeId) {
		return this.transactions.read((session) -> session.doReturningWork((connection) -> SqlText.query(connection,
				(row) -> new TakenAttempt(new AttemptRef(SqlText.uuid(row), row.getLong(2), row.getInt(3)),
						row.getBoolean(4)),
				this.sql.of(TAKEN), nodeId)));
	}

	@Override
	public List<LoadedAttempt> attempts(Collection<AttemptRef> refs) {
		return refs.isEmpty() ? List.of() : this.transactions.read((session) -> Queries.attempts(session, refs));
	}

	@Override
	public Set<AttemptRef> end(Fence fence, long taker, Collection<EndedAttempt> ended) {
		return this.transactions.write(fence, PATIENCE, (scope) -> {
			Set<AttemptRef> counted = new HashSet<>();
			List<NewLetter> letters = new ArrayList<>();
			for (EndedAttempt each : ended) {
				if (step(scope, END, taker, each.ref())) {
					counted.add(each.ref());
					letters.add(each.outcome());
				}
			}
			if (!letters.isEmpty()) {
				this.writer.insert(scope.connection(), letters, null);
			}
			return Set.copyOf(counted);
		});
	}

	@Override
	public void deliver(Fence fence, EndedAttempt ended) {
		this.transactions.writeBound((scope) -> {
			if (!step(scope, END, fence.nodeId(), ended.ref())) {
				throw new AttemptAbandonedException(
						ended.ref() + " was given up before it could commit: its transaction must roll back", null);
			}
			this.writer.insert(scope.connection(), ended.outcome());
			if (!this.dialect.lockLast(scope.connection(), fence)) {
				throw new FenceLostException(
						fence + " is gone: the node was expired, and the transaction must roll back", null);
			}
			return ended;
		});
	}

	@Override
	public boolean heard(Fence fence, AttemptRef ref, byte[] details) {
		return this.transactions.write(fence, PATIENCE, (scope) -> step(scope, HEARD, fence.nodeId(), ref, details));
	}

	@Override
	public boolean completeLater(Fence fence, AttemptRef ref, Instant begunAt, NewLetter notice) {
		return this.transactions.write(fence, PATIENCE, (scope) -> {
			boolean left = step(scope, LEAVE, fence.nodeId(), ref, SqlText.time(begunAt));
			if (left) {
				this.writer.insert(scope.connection(), notice);
			}
			return left;
		});
	}

	@Override
	public void returned(Fence fence, AttemptRef ref) {
		this.transactions.write(fence, PATIENCE, (scope) -> SqlText.update(scope.connection(), this.sql.of(RETURNED),
				ref.runId(), ref.activityId(), ref.attempt()));
	}

	@Override
	public boolean giveBack(Fence fence, AttemptRef ref) {
		return this.transactions.write(fence, PATIENCE, (scope) -> step(scope, GIVE_BACK, fence.nodeId(), ref));
	}

	@Override
	public boolean withdraw(Fence fence, AttemptRef ref) {
		return this.transactions.write(fence, PATIENCE, (scope) -> SqlText.update(scope.connection(),
				this.sql.of(WITHDRAW), ref.runId(), ref.activityId(), ref.attempt()) == 1);
	}

	@Override
	public void requestCancel(Fence fence, AttemptRef ref) {
		this.transactions.write(fence, PATIENCE, (scope) -> SqlText.update(scope.connection(),
				this.sql.of(REQUEST_CANCEL), ref.runId(), ref.activityId(), ref.attempt()));
	}

	private boolean step(Scope scope, String update, long taker, AttemptRef ref, @Nullable Object... values)
			throws SQLException {
		List<@Nullable Object> all = new ArrayList<>(List.of(values));
		all.addAll(List.of(ref.runId(), ref.activityId(), ref.attempt(), taker));
		return SqlText.update(scope.connection(), this.sql.of(update), all.toArray()) == 1;
	}

	static LimitRow limitRow(ResultSet row) throws SQLException {
		OffsetDateTime nextAt = row.getObject(1, OffsetDateTime.class);
		return new LimitRow((nextAt != null) ? nextAt.toInstant() : null);
	}

	/**
	 * The row of a limit.
	 *
	 * @param nextAt when the next attempt may be taken, or null if none ever was
	 */
	record LimitRow(@Nullable Instant nextAt) {
	}

}
