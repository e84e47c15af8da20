package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.durable.store.AttributeRow;
import dev.durable.store.CommitReply;
import dev.durable.store.NewRun;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.store.RunUpdate;
import dev.durable.store.StoreLimits;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one commit, written by kind of statement rather than by run; a kind that
 * no change has costs nothing. Runs are updated before others are started, so that one
 * that closes hands its workflow id on; unread letters are looked for last, by a
 * statement that begins after the fence is held.
 */
final class Batch {

	private static final String DELETE_ACTIVITY = """
			delete from durable_activity
			 where run_id = ?
			   and activity_id = ?
			""";

	static final String DELETE_ACTIVITIES = """
			delete from durable_activity
			 where run_id = any(?)
			""";

	private static final String DELETE_ATTRIBUTE = """
			delete from durable_attribute
			 where run_id = ?
			   and memo = ?
			   and name = ?
			""";

	private final Scope scope;

	private final SqlDialect dialect;

	private final SqlText sql;

	private final Write write;

	private final Map<Integer, Refusal> refusals = new LinkedHashMap<>();

	Batch(Scope scope, SqlDialect dialect, SqlText sql, Write write) {
		this.scope = scope;
		this.dialect = dialect;
		this.sql = sql;
		this.write = write;
	}

	/**
	 * Write the changes.
	 * @return the reply; the transaction is marked for rollback if it has a refusal
	 */
	CommitReply run() throws SQLException {
		try {
			writeAll();
		}
		catch (SQLException | RuntimeException ex) {
			// A refusal that is known is of more use than a failure that may be anybody's
			if (this.refusals.isEmpty()) {
				throw ex;
			}
		}
		if (!this.refusals.isEmpty()) {
			this.scope.setRollbackOnly();
		}
		return new CommitReply(this.scope.now(), Map.copyOf(this.refusals));
	}

	private void writeAll() throws SQLException {
		refuseEarlyAndBad();
		List<RunStart> started = new BatchRuns(this).write();
		insertEvents(started);
		BatchLetters letters = new BatchLetters(this);
		letters.write();
		writeActivities();
		writeAttributes(started);
		letters.takeUp();
		letters.refuseUnread();
		if (this.refusals.isEmpty()) {
			writePlaces(started);
		}
	}

	/*
	 * Last, as others wait for it.
	 */
	private void writePlaces(List<RunStart> started) throws SQLException {
		Places places = new Places(connection(), this.dialect, this.sql);
		List<NewRun> limited = started.stream().map(RunStart::run).filter((run) -> run.limit() != null).toList();
		if (!limited.isEmpty()) {
			places.queue(limited);
		}
		List<UUID> ended = chainsClosing(RunUpdate.Closed::freesPlace);
		if (!ended.isEmpty()) {
			places.free(ended, now());
		}
	}

	private void refuseEarlyAndBad() {
		for (int index = 0; index < changes().size(); index++) {
			RunChange change = changes().get(index);
			if (change.due() != null && change.due().isAfter(this.scope.now())) {
				refuse(index, Refusal.TIMER_EARLY);
			}
			else if (!StoreLimits.isStorable(change)) {
				refuse(index, Refusal.REJECTED);
			}
		}
	}

	private void insertEvents(List<RunStart> started) throws SQLException {
		List<HistoryEntity> events = new ArrayList<>();
		for (RunChange change : changes()) {
			change.events().forEach((event) -> events.add(new HistoryEntity(change.runId(), event, this.write.id())));
		}
		for (RunStart start : started) {
			start.events()
				.forEach((event) -> events.add(new HistoryEntity(start.run().runId(), event, this.write.id())));
		}
		if (!events.isEmpty()) {
			this.dialect.insertEvents(this.scope, events, this.write.id());
		}
	}

	private void writeActivities() throws SQLException {
		List<ActivityEntity> rows = new ArrayList<>();
		BatchRows settled = rows(DELETE_ACTIVITY);
		for (RunChange change : changes()) {
			change.settled().forEach((activityId) -> settled.add(change.runId(), activityId));
			change.activities().forEach((row) -> rows.add(new ActivityEntity(change.runId(), row, this.write.id())));
		}
		settled.run();
		if (!rows.isEmpty()) {
			this.scope.batchingSession().upsertMultiple(rows);
		}
		List<UUID> closed = closing().map(RunChange::runId).toList();
		if (!closed.isEmpty()) {
			update(DELETE_ACTIVITIES, SqlText.uuids(connection(), closed));
		}
	}

	private void writeAttributes(List<RunStart> started) throws SQLException {
		Map<AttributeEntity.Key, AttributeRow> last = new LinkedHashMap<>();
		changes().stream()
			.filter((change) -> change.start() != null)
			.forEach((change) -> AttributeEntity.put(last, change.runId(), change.start().attributes()));
		started.forEach((start) -> AttributeEntity.put(last, start.run().runId(), start.run().attributes()));
		changes().forEach((change) -> AttributeEntity.put(last, change.runId(), change.attributes()));
		List<AttributeEntity> set = new ArrayList<>();
		BatchRows removed = rows(DELETE_ATTRIBUTE);
		last.forEach((key, row) -> {
			if (row.json() != null) {
				set.add(new AttributeEntity(key, row.json(), this.write.id()));
			}
			else {
				removed.add(key.runId(), key.memo(), key.name());
			}
		});
		removed.run();
		if (!set.isEmpty()) {
			this.scope.batchingSession().upsertMultiple(set);
		}
	}

	Connection connection() {
		return this.scope.connection();
	}

	SqlDialect dialect() {
		return this.dialect;
	}

	SqlText sql() {
		return this.sql;
	}

	Instant now() {
		return this.scope.now();
	}

	UUID writeId() {
		return this.write.id();
	}

	long nodeId() {
		return this.write.nodeId();
	}

	List<RunChange> changes() {
		return this.write.changes();
	}

	Stream<RunChange> closing() {
		return changes().stream().filter((change) -> change.update() instanceof RunUpdate.Closed);
	}

	/**
	 * Return the chains of the runs that close in a certain way.
	 * @param which the way
	 * @return their chains
	 */
	List<UUID> chainsClosing(Function<RunUpdate.Closed, Boolean> which) {
		return closing().filter((change) -> change.update() instanceof RunUpdate.Closed closed && which.apply(closed))
			.map(RunChange::chain)
			.toList();
	}

	void refuse(int index, Refusal refusal) {
		this.refusals.putIfAbsent(index, refusal);
	}

	void update(String statement, @Nullable Object... values) throws SQLException {
		SqlText.update(connection(), this.sql.of(statement), values);
	}

	BatchRows rows(String statement) {
		return new BatchRows(this, statement);
	}

	/**
	 * What is written.
	 *
	 * @param id the write id
	 * @param nodeId the node that writes
	 * @param changes the changes
	 */
	record Write(UUID id, long nodeId, List<RunChange> changes) {

	}

}
