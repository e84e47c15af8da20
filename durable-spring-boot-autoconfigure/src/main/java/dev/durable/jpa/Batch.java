package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.durable.client.WorkflowStatus;
import dev.durable.jpa.Transactions.Scope;
import dev.durable.store.CommitReply;
import dev.durable.store.LetterKind;
import dev.durable.store.NewLetter;
import dev.durable.store.NewRun;
import dev.durable.store.Refusal;
import dev.durable.store.RunChange;
import dev.durable.store.RunUpdate;
import dev.durable.store.StoreLimits;
import dev.durable.store.StuckMark;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one commit, written by kind of statement rather than by run. Runs are
 * updated before others are started, so that one that closes hands its workflow id on;
 * unread letters are looked for last, by a statement that begins after the fence is held.
 */
final class Batch {

	private static final String UPDATE_RUN = """
			update durable_workflow
			   set status = ?,
			       closed_at = ?,
			       open_key = case when ? then open_key end,
			       owner = case when ? then owner end,
			       wake_at = ?,
			       stuck_reason = ?,
			       stuck_message = ?,
			       stuck_build = ?,
			       stuck_tries = ?,
			       write_id = ?
			 where run_id = ?
			   and owner = ?
			""";

	private static final String CONSUME = """
			delete from durable_inbox
			 where id = ?
			   and state in ('NEW', 'HELD')
			""";

	private static final String PUT_ASIDE = """
			update durable_inbox
			   set state = 'UNREADABLE',
			       write_id = ?
			 where id = ?
			   and state in ('NEW', 'HELD')
			""";

	private static final String TAKE_UP = """
			update durable_inbox
			   set state = 'NEW'
			 where chain = any(?)
			   and state = 'HELD'
			""";

	private static final String FIND_UNREAD = """
			select chain, run_id
			  from durable_inbox
			 where chain = any(?)
			   and state in ('NEW', 'HELD')
			""";

	private static final String DELETE_ACTIVITY = """
			delete from durable_activity
			 where run_id = ?
			   and activity_id = ?
			""";

	private static final String DELETE_ACTIVITIES = """
			delete from durable_activity
			 where run_id = any(?)
			""";

	private final Scope scope;

	private final Connection connection;

	private final SqlDialect dialect;

	private final SqlText sql;

	private final Write write;

	private final List<RunChange> changes;

	private final Map<Integer, Refusal> refusals = new LinkedHashMap<>();

	Batch(Scope scope, SqlDialect dialect, SqlText sql, Write write) {
		this.scope = scope;
		this.connection = scope.connection();
		this.dialect = dialect;
		this.sql = sql;
		this.write = write;
		this.changes = write.changes();
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
		updateRuns((change) -> change.start() == null);
		startRuns();
		insertEvents();
		takeLetters();
		insertLetters();
		writeActivities();
		updateRuns((change) -> change.start() != null);
		takeUpLetters();
		refuseUnread();
	}

	private void refuse(int index, Refusal refusal) {
		this.refusals.putIfAbsent(index, refusal);
	}

	private void refuseEarlyAndBad() {
		for (int index = 0; index < this.changes.size(); index++) {
			RunChange change = this.changes.get(index);
			if (change.due() != null && change.due().isAfter(this.scope.now())) {
				refuse(index, Refusal.TIMER_EARLY);
			}
			else if (!StoreLimits.isStorable(change)) {
				refuse(index, Refusal.REJECTED);
			}
		}
	}

	private void updateRuns(Function<RunChange, Boolean> which) throws SQLException {
		Rows rows = new Rows(UPDATE_RUN);
		for (int index = 0; index < this.changes.size(); index++) {
			RunChange change = this.changes.get(index);
			if (change.update() != null && which.apply(change)) {
				rows.add(index, values(change.runId(), change.update()));
			}
		}
		rows.run();
	}

	private @Nullable Object[] values(UUID runId, RunUpdate update) {
		WorkflowStatus status = WorkflowStatus.RUNNING;
		Instant closedAt = null;
		Instant wakeAt = null;
		boolean owned = false;
		StuckMark mark = null;
		if (update instanceof RunUpdate.Closed closed) {
			status = closed.status();
			closedAt = closed.at();
		}
		else if (update instanceof RunUpdate.Parked parked) {
			wakeAt = parked.wakeAt();
		}
		else if (update instanceof RunUpdate.Stuck stuck) {
			mark = stuck.mark();
			wakeAt = stuck.wakeAt();
			owned = !stuck.park();
		}
		else {
			owned = true;
		}
		return new @Nullable Object[] { status.name(), SqlText.time(closedAt), closedAt == null, owned,
				SqlText.time(wakeAt), (mark != null) ? mark.reason().name() : null,
				(mark != null) ? StoreLimits.message(mark.message()) : null, (mark != null) ? mark.buildId() : null,
				(mark != null) ? mark.tries() : 0, this.write.id(), runId, this.write.nodeId() };
	}

	private void startRuns() throws SQLException {
		List<NewRun> runs = new ArrayList<>();
		for (RunChange change : this.changes) {
			if (change.start() != null) {
				runs.add(change.start());
			}
		}
		if (runs.isEmpty()) {
			return;
		}
		List<UUID> taken = this.dialect.insertRuns(this.connection, runs, this.write.nodeId(), this.write.id());
		for (int index = 0; index < this.changes.size(); index++) {
			if (taken.contains(this.changes.get(index).runId())) {
				refuse(index, Refusal.ID_TAKEN);
			}
		}
	}

	private void insertEvents() throws SQLException {
		List<HistoryEntity> events = new ArrayList<>();
		for (RunChange change : this.changes) {
			change.events().forEach((event) -> events.add(new HistoryEntity(change.runId(), event, this.write.id())));
		}
		if (!events.isEmpty()) {
			this.dialect.insertEvents(this.scope, events, this.write.id());
		}
	}

	private void takeLetters() throws SQLException {
		Rows consumed = new Rows(CONSUME);
		Rows unreadable = new Rows(PUT_ASIDE);
		for (int index = 0; index < this.changes.size(); index++) {
			for (Long id : this.changes.get(index).consumed()) {
				consumed.add(index, id);
			}
			for (Long id : this.changes.get(index).unreadable()) {
				unreadable.add(index, this.write.id(), id);
			}
		}
		consumed.run();
		unreadable.run();
	}

	private void insertLetters() throws SQLException {
		List<NewLetter> letters = this.changes.stream().flatMap((change) -> change.letters().stream()).toList();
		if (!letters.isEmpty()) {
			this.dialect.insertLetters(this.connection, letters, this.write.id());
		}
	}

	private void writeActivities() throws SQLException {
		List<ActivityEntity> rows = new ArrayList<>();
		try (PreparedStatement statement = this.connection.prepareStatement(this.sql.of(DELETE_ACTIVITY))) {
			boolean any = false;
			for (RunChange change : this.changes) {
				for (Long activityId : change.settled()) {
					SqlText.set(statement, change.runId(), activityId);
					statement.addBatch();
					any = true;
				}
				change.activities()
					.forEach((row) -> rows.add(new ActivityEntity(change.runId(), row, this.write.id())));
			}
			if (any) {
				statement.executeBatch();
			}
		}
		if (!rows.isEmpty()) {
			this.scope.batchingSession().upsertMultiple(rows);
		}
		List<UUID> closed = closing().map(RunChange::runId).toList();
		if (!closed.isEmpty()) {
			SqlText.update(this.connection, this.sql.of(DELETE_ACTIVITIES), SqlText.uuids(this.connection, closed));
		}
	}

	/*
	 * Who puts letters aside locks the row of the run first; it was updated here before,
	 * so whatever was put aside is seen now, and nothing is from now on.
	 */
	private void takeUpLetters() throws SQLException {
		List<UUID> chains = this.changes.stream()
			.filter((change) -> change.update() instanceof RunUpdate.Healed
					|| change.update() instanceof RunUpdate.Parked)
			.map(RunChange::chain)
			.toList();
		if (!chains.isEmpty()) {
			SqlText.update(this.connection, this.sql.of(TAKE_UP), SqlText.uuids(this.connection, chains));
		}
	}

	private void refuseUnread() throws SQLException {
		List<UUID> chains = closing().map(RunChange::chain).toList();
		if (chains.isEmpty()) {
			return;
		}
		List<NewLetter> unread = SqlText.query(
				this.connection, (row) -> new NewLetter(SqlText.uuid(row), row.getObject(2, UUID.class),
						LetterKind.SIGNAL, "", new byte[0], null),
				this.sql.of(FIND_UNREAD), SqlText.uuids(this.connection, chains));
		for (int index = 0; index < this.changes.size(); index++) {
			RunChange change = this.changes.get(index);
			if (change.update() instanceof RunUpdate.Closed
					&& unread.stream().anyMatch((letter) -> isFor(change, letter))) {
				refuse(index, Refusal.LETTERS_UNREAD);
			}
		}
	}

	private static boolean isFor(RunChange change, NewLetter letter) {
		return letter.chain().equals(change.chain())
				&& (letter.runId() == null || letter.runId().equals(change.runId()));
	}

	private Stream<RunChange> closing() {
		return this.changes.stream().filter((change) -> change.update() instanceof RunUpdate.Closed);
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

	/**
	 * Executions of one statement, each of which must change one row, or its change is in
	 * conflict.
	 */
	private final class Rows {

		private final String statement;

		private final List<Integer> indexes = new ArrayList<>();

		private final List<@Nullable Object[]> values = new ArrayList<>();

		Rows(String statement) {
			this.statement = statement;
		}

		void add(int index, @Nullable Object... row) {
			this.indexes.add(index);
			this.values.add(row);
		}

		void run() throws SQLException {
			if (this.values.isEmpty()) {
				return;
			}
			try (PreparedStatement prepared = Batch.this.connection
				.prepareStatement(Batch.this.sql.of(this.statement))) {
				for (@Nullable
				Object[] row : this.values) {
					SqlText.set(prepared, row);
					prepared.addBatch();
				}
				int[] counts = prepared.executeBatch();
				for (int row = 0; row < counts.length; row++) {
					if (counts[row] != 1) {
						refuse(this.indexes.get(row), Refusal.CONFLICT);
					}
				}
			}
		}

	}

}
