package dev.durable.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.durable.jpa.Transactions.Scope;
import dev.durable.store.AttemptAbandonedException;
import dev.durable.store.Fence;
import dev.durable.store.FenceLostException;
import dev.durable.store.Letter;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterStore;
import dev.durable.store.NewLetter;
import dev.durable.store.StoreLimits;

/**
 * Letters.
 */
final class Letters implements LetterStore {

	/** Longer than a transaction that holds a fence may idle. */
	static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String FIND_KIND = """
			select kind
			  from durable_inbox
			 where chain = ?
			   and letter_key = ?
			""";

	private static final String MARK_DEAD = """
			update durable_inbox
			   set state = 'DEAD'
			 where id in (
			    select l.id
			      from durable_inbox l
			     where l.state = 'NEW'
			       and not exists (
			        select 1
			          from durable_workflow w
			         where w.first_run_id = l.chain
			           and w.open_key is not null
			           and (l.run_id is null or l.run_id = w.run_id))
			     order by l.id
			     limit ?)
			   and state = 'NEW'
			""";

	private static final String FIND_STUCK = """
			select w.run_id
			  from durable_inbox l
			  join durable_workflow w
			    on w.first_run_id = l.chain
			   and w.open_key is not null
			 where l.state = 'NEW'
			   and w.stuck_reason is not null
			 group by w.run_id
			 order by min(l.id)
			 limit ?
			""";

	private static final String LOCK_STUCK = """
			select first_run_id
			  from durable_workflow
			 where run_id = any(?)
			   and open_key is not null
			   and stuck_reason is not null
			   for update skip locked
			""";

	private static final String HOLD = """
			update durable_inbox
			   set state = 'HELD'
			 where id in (
			    select id
			      from durable_inbox
			     where chain = any(?)
			       and state = 'NEW'
			     order by id
			     limit ?)
			   and state = 'NEW'
			""";

	private final Transactions transactions;

	private final SqlDialect dialect;

	private final SqlText sql;

	Letters(Transactions transactions, SqlDialect dialect, SqlText sql) {
		this.transactions = transactions;
		this.dialect = dialect;
		this.sql = sql;
	}

	@Override
	public Optional<UUID> signal(String workflowId, String name, byte[] arguments) {
		StoreLimits.require("Signal name", name);
		return this.transactions.writeBare(PATIENCE,
				(scope) -> this.dialect.insertSignal(scope.connection(), workflowId, name, arguments));
	}

	@Override
	public void deliver(Fence fence, NewLetter result) {
		this.transactions.writeBound((scope) -> {
			if (!this.dialect.insertLetter(scope.connection(), result)) {
				throw new AttemptAbandonedException("Attempt '" + result.key()
						+ "' was given up before it could commit: its transaction must roll back", null);
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
		return this.transactions.write(fence, PATIENCE, (scope) -> {
			if (this.dialect.insertLetter(scope.connection(), abandoned)) {
				return true;
			}
			List<String> kinds = SqlText.query(scope.connection(), (row) -> row.getString(1), this.sql.of(FIND_KIND),
					abandoned.chain(), abandoned.key());
			return kinds.contains(LetterKind.ABANDONED.name());
		});
	}

	@Override
	public List<Letter> letters(UUID runId) {
		return this.transactions.read(
				(session) -> Queries.run(session, runId).map((run) -> Queries.letters(session, run)).orElse(List.of()));
	}

	@Override
	public List<UUID> runsWithLetters(long nodeId, int limit) {
		return this.transactions.read((session) -> Queries.runsWithLetters(session, nodeId, limit));
	}

	@Override
	public int sort(Fence fence, int limit) {
		return this.transactions.write(fence, Runs.LOCK_TIMEOUT, (scope) -> {
			int dead = SqlText.update(scope.connection(), this.sql.of(MARK_DEAD), limit);
			hold(scope, limit);
			return dead;
		});
	}

	/*
	 * A run that heals while its letters are put aside would never hear of them. So its
	 * row is locked: either it heals afterwards and takes them up again, or it is seen to
	 * be healthy here.
	 */
	private void hold(Scope scope, int limit) throws SQLException {
		List<UUID> stuck = SqlText.query(scope.connection(), SqlText::uuid, this.sql.of(FIND_STUCK), limit);
		if (stuck.isEmpty()) {
			return;
		}
		List<UUID> chains = SqlText.query(scope.connection(), SqlText::uuid, this.sql.of(LOCK_STUCK),
				SqlText.uuids(scope.connection(), stuck));
		if (!chains.isEmpty()) {
			SqlText.update(scope.connection(), this.sql.of(HOLD), SqlText.uuids(scope.connection(), chains), limit);
		}
	}

	@Override
	public List<Letter> deadLetters(String workflowId) {
		return this.transactions.readJoined((session) -> Queries.deadLetters(session, workflowId));
	}

}
