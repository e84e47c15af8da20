package dev.durable.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.durable.store.Addressee;
import dev.durable.store.AttemptAbandonedException;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterRef;
import dev.durable.store.LetterStore;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunStart;
import dev.durable.store.SentLetter;
import dev.durable.store.StoreLimits;

/**
 * Letters.
 */
final class Letters implements LetterStore {

	/** Longer than a transaction that holds a fence may idle. */
	static final Duration PATIENCE = Duration.ofSeconds(10);

	/** How long a caller waits for another one whose letter has the same key. */
	private static final Duration KEY_PATIENCE = Duration.ofSeconds(5);

	private static final String FIND_KIND = """
			select kind
			  from durable_inbox
			 where chain = ?
			   and letter_key = ?
			""";

	private static final String FIND_WAITING = """
			select w.run_id, w.first_run_id
			  from durable_activity a
			  join durable_workflow w
			    on w.run_id = a.run_id
			 where a.run_id = ?
			   and a.activity_id = ?
			   and a.attempt = ?
			   and a.later
			   and w.open_key is not null
			""";

	private static final String HEARTBEAT = """
			update durable_activity
			   set details = ?
			 where run_id = ?
			   and activity_id = ?
			   and attempt = ?
			   and later
			   and not exists (
			    select 1
			      from durable_workflow w
			      join durable_inbox l
			        on l.chain = w.first_run_id
			     where w.run_id = ?
			       and l.letter_key = ?)
			""";

	/*
	 * What was for one run alone stays so, and an outcome is of use to no other. Nor is
	 * an order to reset, whose position is one of the history of that run.
	 */
	private static final String REDELIVER = """
			update durable_inbox
			   set chain = ?,
			       run_id = case when run_id = ? then run_id end,
			       state = 'NEW'
			 where id = ?
			   and state in ('DEAD', 'UNREADABLE')
			   and kind <> 'RESTART'
			   and (run_id = ? or kind not in ('RESULT', 'ATTEMPT_FAILED', 'RESET'))
			   and not exists (
			    select 1
			      from durable_inbox o
			     where o.chain = ?
			       and o.letter_key = durable_inbox.letter_key
			       and o.id <> durable_inbox.id)
			""";

	private static final String TAKE_RESTART = """
			delete from durable_inbox
			 where id = ?
			   and state = 'DEAD'
			   and kind = 'RESTART'
			""";

	private final Transactions transactions;

	private final SqlDialect dialect;

	private final SqlText sql;

	private final LetterWriter writer;

	private final Starts starts;

	Letters(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.dialect = dialect;
		this.sql = sql;
		this.writer = new LetterWriter(dialect, sql);
		this.starts = new Starts(transactions, dialect, sql);
	}

	/*
	 * Only a letter with a key can meet another one, and needs a savepoint.
	 */
	@Override
	public Optional<SentLetter> send(OutgoingLetter letter) {
		StoreLimits.require(letter);
		String key = letter.key();
		if (key == null) {
			return this.transactions.writeBare(PATIENCE, (scope) -> send(scope, letter),
					this.dialect.sending(letter, PATIENCE));
		}
		try {
			return this.transactions.writeJoined(KEY_PATIENCE, (scope) -> send(scope, letter));
		}
		catch (SqlFailureException ex) {
			if (isMet(ex)) {
				Optional<Addressee> to = this.transactions.read((session) -> session
					.doReturningWork((connection) -> this.writer.addressee(connection, letter)));
				if (to.filter((run) -> isThere(run.runId(), key)).isPresent()) {
					return to.map((run) -> new SentLetter(run, null));
				}
			}
			throw ex;
		}
	}

	private Optional<SentLetter> send(Scope scope, OutgoingLetter letter) throws SQLException {
		Optional<Addressee> to = this.writer.addressee(scope.connection(), letter);
		if (to.isPresent()) {
			this.writer.insert(scope.connection(), LetterWriter.addressed(letter, to.get()));
		}
		return to.map((run) -> new SentLetter(run, null));
	}

	/*
	 * In a transaction of the caller with a snapshot of its own, a key that was committed
	 * meanwhile is a failure: it is in the way, but cannot be seen.
	 */
	private boolean isMet(SqlFailureException ex) {
		return ex.isLocked() && !(ex.isDeadlock() && this.dialect.isDeadlockFatal());
	}

	private boolean isThere(UUID runId, String key) {
		return this.transactions.read((session) -> Queries.run(session, runId)
			.filter((run) -> Queries.isKeyThere(session, new LetterRef(run.firstRunId(), key)))
			.isPresent());
	}

	@Override
	public Set<String> sent(Collection<String> keys) {
		return keys.isEmpty() ? Set.of() : this.transactions
			.read((session) -> session.doReturningWork((connection) -> Set.copyOf(this.writer.sent(connection, keys))));
	}

	@Override
	public List<Letter> settled(Collection<LetterRef> refs) {
		return refs.isEmpty() ? List.of() : this.transactions.read((session) -> Queries.settled(session, refs));
	}

	@Override
	public Optional<Addressee> complete(NewLetter result, long activityId, int attempt) {
		UUID runId = Objects.requireNonNull(result.runId(), "runId");
		StoreLimits.require("Letter name", result.name());
		String key = NewLetter.attemptKey(runId, activityId, attempt);
		try {
			return this.transactions.writeJoined(KEY_PATIENCE, (scope) -> {
				List<Addressee> waiting = SqlText.query(scope.connection(),
						(row) -> new Addressee(SqlText.uuid(row), row.getObject(2, UUID.class)),
						this.sql.of(FIND_WAITING), runId, activityId, attempt);
				for (Addressee to : waiting) {
					if (this.writer.insert(scope.connection(),
							new NewLetter(to.chain(), runId, result.kind(), result.name(), result.data(), key))) {
						return Optional.of(to);
					}
				}
				return Optional.empty();
			});
		}
		catch (SqlFailureException ex) {
			if (isMet(ex) && isThere(runId, key)) {
				return Optional.empty();
			}
			throw ex;
		}
	}

	@Override
	public boolean heartbeat(UUID runId, long activityId, int attempt, byte[] details) {
		return this.transactions.writeJoined(KEY_PATIENCE,
				(scope) -> SqlText.update(scope.connection(), this.sql.of(HEARTBEAT), details, runId, activityId,
						attempt, runId, NewLetter.attemptKey(runId, activityId, attempt)) == 1);
	}

	@Override
	public Optional<Letter> deadLetter(long letterId) {
		return this.transactions.readJoined((session) -> Queries.deadLetter(session, letterId));
	}

	@Override
	public List<Letter> deadLetters(String workflowId) {
		return this.transactions.readJoined((session) -> Queries.deadLetters(session, workflowId));
	}

	@Override
	public Optional<Addressee> redeliver(long letterId, String workflowId) {
		try {
			return this.transactions.writeJoined(KEY_PATIENCE, (scope) -> {
				Addressee to = this.writer.open(scope.connection(), List.of(workflowId)).get(workflowId);
				if (to == null || SqlText.update(scope.connection(), this.sql.of(REDELIVER), to.chain(), to.runId(),
						letterId, to.runId(), to.chain()) == 0) {
					return Optional.empty();
				}
				return Optional.of(to);
			});
		}
		catch (SqlFailureException ex) {
			if (ex.isDuplicate()) {
				return Optional.empty();
			}
			throw ex;
		}
	}

	@Override
	public List<Letter> deadRestarts(int limit) {
		return this.transactions.read((session) -> Queries.deadRestarts(session, limit));
	}

	@Override
	public void restart(long letterId, RunStart run) {
		StoreLimits.require(run);
		this.starts.join(run.run(), Runs.LOCK_TIMEOUT, (scope) -> {
			boolean taken = SqlText.update(scope.connection(), this.sql.of(TAKE_RESTART), letterId) == 1;
			if (taken) {
				this.starts.insert(scope, run);
			}
			return taken;
		});
	}

	@Override
	public void deliver(Fence fence, NewLetter result) {
		this.transactions.writeBound((scope) -> {
			if (!this.writer.insertForOpen(scope.connection(), result)) {
				throw new AttemptAbandonedException("Attempt '" + result.key() + "' was given up, or its run closed,"
						+ " before it could commit: its transaction must roll back", null);
			}
			if (!this.dialect.lockLast(scope.connection(), fence)) {
				throw new FenceLostException(
						fence + " is gone: the node was expired, and the transaction must roll back", null);
			}
			return result;
		});
	}

	@Override
	public boolean abandon(Fence fence, NewLetter abandoned) {
		return this.transactions.write(fence, Runs.LOCK_TIMEOUT, (scope) -> {
			if (this.writer.insert(scope.connection(), abandoned)) {
				return true;
			}
			List<String> kinds = SqlText.query(scope.connection(), (row) -> row.getString(1), this.sql.of(FIND_KIND),
					abandoned.chain(), abandoned.key());
			return kinds.contains(LetterKind.ABANDONED.name());
		});
	}

	@Override
	public List<Letter> letters(UUID runId) {
		return letters(runId, Integer.MAX_VALUE);
	}

	@Override
	public List<Letter> letters(UUID runId, int limit) {
		return this.transactions.read((session) -> Queries.letters(session, runId, limit));
	}

	@Override
	public List<UUID> runsWithLetters(long nodeId, int limit) {
		return this.transactions.read((session) -> Queries.runsWithLetters(session, nodeId, limit));
	}

	@Override
	public int sort(Fence fence, int limit) {
		LetterSorting sorting = new LetterSorting(this.dialect, this.sql);
		return this.transactions.write(fence, Runs.LOCK_TIMEOUT, (scope) -> sorting.sort(scope, limit));
	}

}
