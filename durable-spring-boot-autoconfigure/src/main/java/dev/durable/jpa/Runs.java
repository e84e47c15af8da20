package dev.durable.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.durable.client.StuckReason;
import dev.durable.jpa.Batch.Write;
import dev.durable.store.BatchRefusedException;
import dev.durable.store.ClaimFilter;
import dev.durable.store.CommitReply;
import dev.durable.store.Fence;
import dev.durable.store.LoadedRun;
import dev.durable.store.NewLetter;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunRow;
import dev.durable.store.RunStart;
import dev.durable.store.RunStore;
import dev.durable.store.StoreLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What moves runs.
 */
final class Runs implements RunStore {

	private static final Logger logger = LoggerFactory.getLogger(Runs.class);

	static final Duration LOCK_TIMEOUT = Duration.ofMillis(200);

	/** Behind runs that all have to wait for a place there may be others. */
	private static final int ROUNDS_MAX = 100;

	private static final Duration DELETE_PATIENCE = Duration.ofSeconds(5);

	private static final String MARK_UNKNOWN_TYPES = """
			update durable_workflow
			   set stuck_reason = '%s',
			       stuck_message = '[DURABLE-6] No live node has code for workflow type ''' || type
			                       || ''': deploy an application that has it',
			       stuck_build = '',
			       stuck_tries = 0
			 where owner is null
			   and open_key is not null
			   and stuck_reason is null
			   and wake_at <= ?
			   and type <> all(?)
			""".formatted(StuckReason.UNKNOWN_TYPE);

	private final Transactions transactions;

	private final SqlDialect dialect;

	private final SqlText sql;

	private final Starts starts;

	Runs(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.dialect = dialect;
		this.sql = sql;
		this.starts = new Starts(transactions, dialect, sql);
	}

	@Override
	public CommitReply commit(Fence fence, UUID writeId, List<RunChange> changes) {
		Write write = new Write(writeId, fence.nodeId(), List.copyOf(changes));
		if (this.dialect.isUsual(changes)) {
			Optional<Instant> committed = this.transactions
				.commit((connection) -> this.dialect.commitUsual(connection, fence, LOCK_TIMEOUT, write));
			if (committed.isPresent()) {
				return new CommitReply(committed.get(), Map.of());
			}
		}
		return this.transactions.write(fence, LOCK_TIMEOUT, (scope) -> tryCommit(scope, write));
	}

	private CommitReply tryCommit(Scope scope, Write write) {
		try {
			return new Batch(scope, this.dialect, this.sql, write).run();
		}
		catch (SQLException | RuntimeException ex) {
			SqlFailureException failure = Transactions.failureOf("A commit failed", ex);
			if (failure == null || (failure.refusal() == null && failure.isOutage())) {
				throw this.transactions.translated("A commit failed", ex);
			}
			if (write.changes().size() > 1) {
				throw new BatchRefusedException(
						"One of " + write.changes().size() + " changes was refused: " + failure.getMessage(), failure);
			}
			scope.setRollbackOnly();
			return new CommitReply(scope.now(), Map.of(0, refusal(write.changes().get(0), failure)));
		}
	}

	/*
	 * A failure that nobody has thought of may pass, and must not hold up other runs.
	 */
	private static Refusal refusal(RunChange change, SqlFailureException failure) {
		Refusal refusal = failure.refusal();
		if (refusal == null) {
			logger.warn("A change of run {} failed and is tried again later", change.runId(), failure);
			return Refusal.LOCKED;
		}
		return refusal;
	}

	@Override
	public boolean isWritten(UUID writeId, List<RunChange> changes) {
		return this.transactions.read((session) -> new Witness(session, writeId).isWritten(changes));
	}

	@Override
	public List<UUID> claim(Fence fence, ClaimFilter filter) {
		if (filter.limit() < 1) {
			return List.of();
		}
		Round round = claimOnce(fence, filter);
		for (int more = 0; more < ROUNDS_MAX && round.isInVain(filter); more++) {
			round = claimOnce(fence, filter);
		}
		return round.claimed();
	}

	private Round claimOnce(Fence fence, ClaimFilter filter) {
		return this.transactions.write(fence, LOCK_TIMEOUT, (scope) -> {
			List<SqlDialect.Claimed> found = this.dialect.claim(scope.connection(), fence.nodeId(), filter,
					scope.now());
			return new Round(found.size(),
					new Places(scope.connection(), this.dialect, this.sql).admit(found, scope.now()));
		});
	}

	@Override
	public Optional<UUID> claimSuspect(Fence fence, ClaimFilter filter) {
		return this.transactions.write(fence, LOCK_TIMEOUT,
				(scope) -> this.dialect.claimSuspect(scope.connection(), fence.nodeId(), filter, scope.now()));
	}

	@Override
	public List<UUID> owned(long nodeId) {
		return this.transactions.read((session) -> session
			.createSelectionQuery("select w.runId from WorkflowEntity w where w.owner = :owner order by w.runId",
					UUID.class)
			.setParameter("owner", nodeId)
			.getResultList());
	}

	@Override
	public Optional<LoadedRun> load(UUID runId) {
		return this.transactions.read((session) -> new RunLoader(session).load(runId));
	}

	@Override
	public List<LoadedRun> load(Collection<UUID> runIds) {
		if (runIds.isEmpty()) {
			return List.of();
		}
		return this.transactions.read((session) -> new RunLoader(session).load(runIds));
	}

	@Override
	public int markUnknownTypes(Fence fence, Duration overdue) {
		return this.transactions.write(fence, LOCK_TIMEOUT, (scope) -> {
			List<String> known = Queries.liveTypes(scope.session(), scope.now());
			return SqlText.update(scope.connection(), this.sql.of(MARK_UNKNOWN_TYPES),
					SqlText.time(scope.now().minus(overdue)), SqlText.strings(scope.connection(), known));
		});
	}

	@Override
	public List<RunRow> closed(Collection<UUID> runIds) {
		if (runIds.isEmpty()) {
			return List.of();
		}
		return this.transactions.read((session) -> Queries.closed(session, runIds));
	}

	@Override
	public void start(RunStart run, List<NewLetter> letters) {
		StoreLimits.require(run);
		letters.forEach(StoreLimits::require);
		LetterWriter writer = new LetterWriter(this.dialect, this.sql);
		this.starts.join(run.run(), Starts.PATIENCE, (scope) -> {
			this.starts.insert(scope, run);
			if (!letters.isEmpty()) {
				writer.insert(scope.connection(), letters, null);
			}
			return run;
		});
	}

	/*
	 * An open run may close meanwhile; it was asked about when it was open.
	 */
	@Override
	public boolean delete(UUID runId) {
		return this.transactions.writeJoined(DELETE_PATIENCE, (scope) -> {
			Optional<RunRow> run = Queries.run(scope.session(), runId).filter((row) -> row.status().isClosed());
			return run.isPresent() && new Deletion(scope.connection(), this.sql)
				.delete(List.of(new Deletion.Closed(runId, run.get().workflowId(), run.get().firstRunId()))) > 0;
		});
	}

	/*
	 * One transaction, so that no run is ever there in part. No fence: whoever deletes
	 * what is old does no harm, even if the node was expired.
	 */
	@Override
	public int deleteOld(Duration age, int limit) {
		return this.transactions.write(null, LOCK_TIMEOUT, (scope) -> {
			Deletion deletion = new Deletion(scope.connection(), this.sql);
			List<Deletion.Closed> runs = deletion.old(scope.now().minus(age), limit);
			return runs.isEmpty() ? 0 : deletion.delete(runs);
		});
	}

	@Override
	public Set<UUID> existing(Collection<UUID> runIds) {
		return runIds.isEmpty() ? Set.of() : this.transactions.read((session) -> Queries.existing(session, runIds));
	}

	/*
	 * A run that goes on is inserted in the transaction that closes the one before, so
	 * what is not found first and deleted meanwhile is found as the open one.
	 */
	@Override
	public Set<UUID> begun(Collection<UUID> firstRunIds) {
		if (firstRunIds.isEmpty()) {
			return Set.of();
		}
		return this.transactions.read((session) -> {
			Set<UUID> begun = new HashSet<>(Queries.existing(session, firstRunIds));
			begun.addAll(Queries.goingOn(session,
					firstRunIds.stream().filter((chain) -> !begun.contains(chain)).distinct().toList()));
			return begun;
		});
	}

	/**
	 * What a claim has found.
	 *
	 * @param found how many runs
	 * @param claimed those of them that were claimed; the others wait for a place
	 */
	private record Round(int found, List<UUID> claimed) {

		boolean isInVain(ClaimFilter filter) {
			return this.claimed.isEmpty() && this.found >= filter.limit();
		}

	}

}
