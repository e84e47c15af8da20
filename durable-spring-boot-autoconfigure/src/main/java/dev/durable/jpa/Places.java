package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.durable.jpa.SqlDialect.Claimed;
import dev.durable.store.NewRun;
import org.jspecify.annotations.Nullable;

/**
 * The places of runs under limits. A chain has one row from its begin to its end: with
 * the number of its place, which no other chain with the key can have, or with its ticket
 * in line.
 * <p>
 * Who hands places out or on holds the gate of the key until it commits; so whoever finds
 * none free is in line, for all to see, before anybody frees one. A gate is the last lock
 * of its transaction. Rows of other runs are touched only if nobody has locked them: who
 * has them claims them or puts their letters aside, and then looks behind the gate
 * itself; or has locked in vain what was changed meanwhile. So each poll asks for chains
 * that were given a place and whose runs have not been let in.
 */
final class Places {

	private static final int GATES = 1_024;

	private static final String INSERT = """
			insert into durable_place (chain, type, concurrency_key, concurrency)
			values (?, ?, ?, ?)
			""";

	private static final String WAITING = """
			select run_id, first_run_id, type, concurrency_key, timeout_at, start_at, concurrency
			  from durable_workflow
			 where run_id = any(?)
			   and awaits_place
			""";

	private static final String LINES = """
			select distinct type, concurrency_key
			  from durable_place
			 where chain = any(?)
			""";

	/* Of some pairs of a type and a key, and of others that are mixed of them. */
	private static final String CONTENDED = """
			select distinct type, concurrency_key
			  from durable_place
			 where type = any(?)
			   and concurrency_key = any(?)
			   and place is null
			""";

	private static final String DELETE = """
			delete from durable_place
			 where chain = any(?)
			""";

	/* Of runs that were closed by a build that did not know of places. */
	private static final String DELETE_LEFT = """
			delete from durable_place
			 where type = ?
			   and concurrency_key = ?
			   and place is not null
			   and not exists (
			    select 1
			      from durable_workflow w
			     where w.first_run_id = chain
			       and w.open_key is not null)
			""";

	private static final String NUMBERS = """
			select place
			  from durable_place
			 where type = ?
			   and concurrency_key = ?
			   and place is not null
			""";

	private static final String NEXT = """
			select p.chain, p.concurrency
			  from durable_place p
			 where p.type = ?
			   and p.concurrency_key = ?
			   and p.place is null
			   and exists (
			    select 1
			      from durable_workflow w
			     where w.first_run_id = p.chain
			       and w.open_key is not null
			       and w.status <> 'PAUSED'
			       and (w.start_at is null or w.start_at <= ?)
			       and (w.timeout_at is null or w.timeout_at > ?))
			 order by p.ticket
			 limit 1
			""";

	private static final String NUMBER = """
			update durable_place
			   set place = ?,
			       granted = true
			 where chain = ?
			   and place is null
			""";

	private static final String LOCK_NEXT = """
			select run_id
			  from durable_workflow
			 where first_run_id = ?
			   and open_key is not null
			   and owner is null
			   for update skip locked
			""";

	private static final String WAKE = """
			update durable_workflow
			   set wake_at = ?
			 where run_id = ?
			   and owner is null
			""";

	private static final String WAKE_PLACED = """
			update durable_workflow
			   set wake_at = ?
			 where first_run_id = any(?)
			   and open_key is not null
			   and owner is null
			   and awaits_place
			   and exists (
			    select 1
			      from durable_place p
			     where p.chain = first_run_id
			       and p.place is not null)
			""";

	private static final String PLACED = """
			select chain
			  from durable_place
			 where chain = any(?)
			   and place is not null
			""";

	private static final String LET_IN = """
			update durable_workflow
			   set awaits_place = false
			 where run_id = any(?)
			""";

	private static final String ARRIVED = """
			update durable_place
			   set granted = false
			 where chain = any(?)
			   and granted
			""";

	private static final String ENDED = """
			select distinct chain
			  from durable_inbox
			 where chain = any(?)
			   and state = 'NEW'
			   and (run_id is null or run_id = any(?))
			   and (kind = 'CANCEL' or kind in %s)
			""".formatted(ClaimSql.ORDERS);

	private static final String RELEASE = """
			update durable_workflow
			   set owner = null,
			       wake_at = case when start_at > ? then start_at else timeout_at end,
			       stuck_reason = null,
			       stuck_message = null,
			       stuck_tried = null,
			       stuck_build = null,
			       stuck_tries = 0
			 where run_id = any(?)
			""";

	private final Connection connection;

	private final SqlDialect dialect;

	private final SqlText sql;

	Places(Connection connection, SqlDialect dialect, SqlText sql) {
		this.connection = connection;
		this.dialect = dialect;
		this.sql = sql;
	}

	/**
	 * Let new runs get in line, unless their chains are there already. One that begins
	 * later does so then.
	 * @param runs runs, some of which may need a place
	 */
	void queue(List<NewRun> runs) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (NewRun run : runs) {
			if (run.limit() != null && run.startAt() == null) {
				rows.add(new @Nullable Object[] { run.firstRunId(), run.type(), run.limit().key(), run.limit().max() });
			}
		}
		insert(rows);
	}

	private void insert(List<@Nullable Object[]> rows) throws SQLException {
		if (!rows.isEmpty()) {
			this.dialect.insertNew(this.connection, this.sql.of(INSERT), rows);
		}
	}

	/**
	 * Give the places of chains that end to those who are next in line.
	 * @param chains the chains; those without a place do no harm
	 * @param now the time
	 */
	void free(Collection<UUID> chains, Instant now) throws SQLException {
		java.sql.Array ended = SqlText.uuids(this.connection, chains);
		Set<Line> lines = lines(ended);
		if (lines.isEmpty()) {
			return;
		}
		lock(lines);
		SqlText.update(this.connection, this.sql.of(DELETE), ended);
		lines.retainAll(SqlText.query(this.connection, (row) -> new Line(row.getString(1), row.getString(2)),
				this.sql.of(CONTENDED), SqlText.strings(this.connection, lines.stream().map(Line::type).toList()),
				SqlText.strings(this.connection, lines.stream().map(Line::key).toList())));
		for (Line line : lines) {
			grant(line, now);
		}
	}

	/**
	 * Let claimed runs in as far as there are places, and the others wait on.
	 * @param claimed the runs
	 * @param now the time
	 * @return those of them that stay claimed
	 */
	List<UUID> admit(List<Claimed> claimed, Instant now) throws SQLException {
		List<UUID> ids = claimed.stream().map(Claimed::runId).toList();
		List<UUID> suspected = claimed.stream().filter(Claimed::waiting).map(Claimed::runId).toList();
		if (suspected.isEmpty()) {
			return ids;
		}
		Map<UUID, Waiting> waiting = waiting(suspected);
		Set<Line> lines = new LinkedHashSet<>();
		waiting.values().forEach((run) -> lines.add(run.line()));
		lock(lines);
		insert(suspected.stream()
			.map(waiting::get)
			.filter((run) -> run != null && run.isDelayed() && !run.startsAfter(now))
			.map(Waiting::row)
			.toList());
		for (Line line : lines) {
			grant(line, now);
		}
		Set<UUID> sentAway = settle(waiting, now);
		return ids.stream().filter((id) -> !sentAway.contains(id)).toList();
	}

	/**
	 * Make runs due that were given a place while this transaction had locked their rows,
	 * and whoever gave it could not.
	 * @param chains their chains
	 * @param now the time
	 */
	void wakePlaced(Collection<UUID> chains, Instant now) throws SQLException {
		java.sql.Array locked = SqlText.uuids(this.connection, chains);
		lock(lines(locked));
		SqlText.update(this.connection, this.sql.of(WAKE_PLACED), SqlText.time(now), locked);
	}

	private Set<Line> lines(java.sql.Array chains) throws SQLException {
		return new LinkedHashSet<>(SqlText.query(this.connection, (row) -> new Line(row.getString(1), row.getString(2)),
				this.sql.of(LINES), chains));
	}

	private Map<UUID, Waiting> waiting(List<UUID> runIds) throws SQLException {
		Map<UUID, Waiting> waiting = new HashMap<>();
		SqlText.query(this.connection,
				(row) -> waiting.put(SqlText.uuid(row),
						new Waiting(SqlText.uuid(row), row.getObject(2, UUID.class),
								new Line(row.getString(3), row.getString(4)), SqlText.timeOrNull(row, 5),
								SqlText.timeOrNull(row, 6), row.getInt(7))),
				this.sql.of(WAITING), SqlText.uuids(this.connection, runIds));
		return waiting;
	}

	private void lock(Set<Line> lines) throws SQLException {
		SortedSet<Integer> gates = new TreeSet<>();
		lines.forEach((line) -> gates.add(line.gate()));
		if (!gates.isEmpty()) {
			this.dialect.lockGates(this.connection, gates);
		}
	}

	private void grant(Line line, Instant now) throws SQLException {
		SqlText.update(this.connection, this.sql.of(DELETE_LEFT), line.type(), line.key());
		Set<Integer> taken = new HashSet<>(
				SqlText.query(this.connection, (row) -> row.getInt(1), this.sql.of(NUMBERS), line.type(), line.key()));
		Optional<Next> next = next(line, now);
		while (next.isPresent() && taken.size() < next.get().max()) {
			Next first = next.get();
			int free = IntStream.range(0, first.max()).filter((number) -> !taken.contains(number)).min().orElseThrow();
			SqlText.update(this.connection, this.sql.of(NUMBER), free, first.chain());
			taken.add(free);
			wake(first.chain(), now);
			next = next(line, now);
		}
	}

	private Optional<Next> next(Line line, Instant now) throws SQLException {
		return SqlText
			.query(this.connection, (row) -> new Next(SqlText.uuid(row), row.getInt(2)), this.sql.of(NEXT), line.type(),
					line.key(), SqlText.time(now), SqlText.time(now))
			.stream()
			.findFirst();
	}

	private void wake(UUID chain, Instant now) throws SQLException {
		for (UUID runId : SqlText.query(this.connection, SqlText::uuid, this.sql.of(LOCK_NEXT), chain)) {
			SqlText.update(this.connection, this.sql.of(WAKE), SqlText.time(now), runId);
		}
	}

	/**
	 * Tell the runs that were claimed whether they are in.
	 * @return those that are not, and were claimed for nothing else
	 */
	private Set<UUID> settle(Map<UUID, Waiting> waiting, Instant now) throws SQLException {
		java.sql.Array chains = SqlText.uuids(this.connection, waiting.values().stream().map(Waiting::chain).toList());
		Set<UUID> placed = new HashSet<>(SqlText.query(this.connection, SqlText::uuid, this.sql.of(PLACED), chains));
		Set<UUID> ended = new HashSet<>(SqlText.query(this.connection, SqlText::uuid, this.sql.of(ENDED), chains,
				SqlText.uuids(this.connection, waiting.keySet())));
		List<UUID> letIn = new ArrayList<>();
		Set<UUID> sentAway = new HashSet<>();
		waiting.values().forEach((run) -> {
			if (placed.contains(run.chain())) {
				letIn.add(run.runId());
			}
			else if (!ended.contains(run.chain()) && !run.isOver(now)) {
				sentAway.add(run.runId());
			}
		});
		if (!letIn.isEmpty()) {
			SqlText.update(this.connection, this.sql.of(LET_IN), SqlText.uuids(this.connection, letIn));
			SqlText.update(this.connection, this.sql.of(ARRIVED), chains);
		}
		if (!sentAway.isEmpty()) {
			SqlText.update(this.connection, this.sql.of(RELEASE), SqlText.time(now),
					SqlText.uuids(this.connection, sentAway));
		}
		return sentAway;
	}

	/**
	 * Runs that share a limit.
	 *
	 * @param type their workflow type
	 * @param key their key
	 */
	private record Line(String type, String key) {

		int gate() {
			return Math.floorMod((this.type + '\n' + this.key).hashCode(), GATES);
		}

	}

	/**
	 * Who is next in line.
	 *
	 * @param chain the chain
	 * @param max how many places there are for it
	 */
	private record Next(UUID chain, int max) {

	}

	/**
	 * A run that was claimed and has not been let in yet.
	 *
	 * @param runId the run
	 * @param chain its chain
	 * @param line with whom it shares the limit
	 * @param timeoutAt when it times out, or null
	 * @param startAt before when it may not begin, or null
	 * @param max how many places there are for it
	 */
	private record Waiting(UUID runId, UUID chain, Line line, @Nullable Instant timeoutAt, @Nullable Instant startAt,
			int max) {

		@Nullable Object[] row() {
			return new @Nullable Object[] { this.chain, this.line.type(), this.line.key(), this.max };
		}

		boolean isDelayed() {
			return this.startAt != null;
		}

		boolean startsAfter(Instant now) {
			return this.startAt != null && this.startAt.isAfter(now);
		}

		boolean isOver(Instant now) {
			return this.timeoutAt != null && !this.timeoutAt.isAfter(now);
		}

	}

}
