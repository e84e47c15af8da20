package dev.durable.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.durable.store.LetterKind;

/**
 * Puts new letters aside that nobody can take.
 */
final class LetterSorting {

	private static final String FIND_DEAD = """
			select l.id, l.kind
			  from durable_inbox l
			 where l.state = 'NEW'
			   and not exists (
			    select 1
			      from durable_workflow w
			     where w.first_run_id = l.chain
			       and w.open_key is not null
			       and (l.run_id is null or l.run_id = w.run_id))
			 order by l.id
			 limit ?
			""";

	private static final String MARK_DEAD = """
			update durable_inbox
			   set state = 'DEAD'
			 where id = any(?)
			   and state = 'NEW'
			""";

	private static final String DELETE = """
			delete from durable_inbox
			 where id = any(?)
			   and state = 'NEW'
			""";

	private static final String FIND_BLOCKED = """
			select w.run_id
			  from durable_inbox l
			  join durable_workflow w
			    on w.first_run_id = l.chain
			   and w.open_key is not null
			 where l.state = 'NEW'
			   and l.kind not in %s
			   and (w.stuck_reason is not null or w.status = 'PAUSED' or w.awaits_place)
			   and (not w.awaits_place or l.kind <> 'CANCEL')
			 group by w.run_id
			 order by min(l.id)
			 limit ?
			""".formatted(ClaimSql.ORDERS);

	private static final String LOCK_BLOCKED = """
			select first_run_id, awaits_place
			  from durable_workflow
			 where run_id = any(?)
			   and open_key is not null
			   and (stuck_reason is not null or status = 'PAUSED' or awaits_place)
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
			       and kind not in %s
			       and (kind <> 'CANCEL' or chain <> all(?))
			     order by id
			     limit ?)
			   and state = 'NEW'
			""".formatted(ClaimSql.ORDERS);

	/** What somebody may miss. */
	private static final Set<LetterKind> MISSED = EnumSet.of(LetterKind.SIGNAL, LetterKind.UPDATE, LetterKind.RESET,
			LetterKind.RESTART);

	private final SqlText sql;

	private final SqlDialect dialect;

	LetterSorting(SqlDialect dialect, SqlText sql) {
		this.dialect = dialect;
		this.sql = sql;
	}

	/**
	 * Sort letters.
	 * @param scope the transaction
	 * @param limit how many at the most
	 * @return how many were found dead
	 */
	int sort(Scope scope, int limit) throws SQLException {
		int dead = bury(scope, limit);
		hold(scope, limit);
		return dead;
	}

	private int bury(Scope scope, int limit) throws SQLException {
		List<Long> missed = new ArrayList<>();
		List<Long> others = new ArrayList<>();
		SqlText.query(scope.connection(),
				(row) -> (MISSED.contains(LetterKind.valueOf(row.getString(2))) ? missed : others).add(row.getLong(1)),
				this.sql.of(FIND_DEAD), limit);
		if (!others.isEmpty()) {
			SqlText.update(scope.connection(), this.sql.of(DELETE), SqlText.longs(scope.connection(), others));
		}
		if (missed.isEmpty()) {
			return 0;
		}
		return SqlText.update(scope.connection(), this.sql.of(MARK_DEAD), SqlText.longs(scope.connection(), missed));
	}

	/*
	 * A run that heals or is resumed while its letters are put aside would never hear of
	 * them. So its row is locked: either it does so afterwards and takes them up again,
	 * or it is seen to be well here. Who gives it a place meanwhile cannot make it due.
	 */
	private void hold(Scope scope, int limit) throws SQLException {
		List<UUID> blocked = SqlText.query(scope.connection(), SqlText::uuid, this.sql.of(FIND_BLOCKED), limit);
		if (blocked.isEmpty()) {
			return;
		}
		List<UUID> chains = new ArrayList<>();
		List<UUID> waiting = new ArrayList<>();
		SqlText.query(scope.connection(), (row) -> {
			chains.add(SqlText.uuid(row));
			return row.getBoolean(2) && waiting.add(SqlText.uuid(row));
		}, this.sql.of(LOCK_BLOCKED), SqlText.uuids(scope.connection(), blocked));
		if (!chains.isEmpty()) {
			SqlText.update(scope.connection(), this.sql.of(HOLD), SqlText.uuids(scope.connection(), chains),
					SqlText.uuids(scope.connection(), waiting), limit);
		}
		if (!waiting.isEmpty()) {
			new Places(scope.connection(), this.dialect, this.sql).wakePlaced(waiting, scope.now());
		}
	}

}
