package dev.durable.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.durable.store.Addressee;
import dev.durable.store.LetterKind;
import dev.durable.store.LetterState;
import dev.durable.store.NewLetter;
import dev.durable.store.OutgoingLetter;
import org.jspecify.annotations.Nullable;

/**
 * Inserts letters, and finds who they are for. Nothing here locks a run: one that closes
 * meanwhile leaves a dead letter.
 */
final class LetterWriter {

	private static final String INSERT = """
			insert into durable_inbox (chain, run_id, kind, name, data, letter_key, state, write_id)
			values (?, ?, ?, ?, ?, ?, ?, ?)
			""";

	/*
	 * The key of an attempt that was given up goes with the letters of its chain, so a
	 * run that is not there any more counts like a key that is.
	 */
	private static final String INSERT_FOR_OPEN = """
			insert into durable_inbox (chain, run_id, kind, name, data, letter_key, state, write_id)
			select l.chain, l.run_id, l.kind, l.name, l.data, l.letter_key, l.state, l.write_id
			  from (select cast(? as uuid) as chain, cast(? as uuid) as run_id, cast(? as varchar) as kind,
			               cast(? as varchar) as name, cast(? as %s) as data, cast(? as varchar) as letter_key,
			               cast(? as varchar) as state, cast(? as uuid) as write_id) l
			 where exists (
			    select 1
			      from durable_workflow w
			     where w.run_id = l.run_id
			       and w.open_key is not null)
			""";

	private static final String FIND_OPEN = """
			select open_key, run_id, first_run_id
			  from durable_workflow
			 where open_key = any(?)
			""";

	private static final String FIND_RECEIVER = """
			select run_id, first_run_id
			  from durable_workflow
			 where open_key = ?
			   and run_id = coalesce(cast(? as uuid), run_id)
			   and type = coalesce(cast(? as varchar), type)
			""";

	/* The index is for such keys only. */
	private static final String FIND_SENT = """
			select distinct letter_key
			  from durable_inbox
			 where letter_key = any(?)
			   and letter_key like 'external/%'
			""";

	private final SqlDialect dialect;

	private final SqlText sql;

	LetterWriter(SqlDialect dialect, SqlText sql) {
		this.dialect = dialect;
		this.sql = sql;
	}

	/**
	 * Insert letters, except those whose key is there.
	 * @param connection the connection
	 * @param letters the letters
	 * @param writeId the write id or null
	 */
	void insert(Connection connection, List<NewLetter> letters, @Nullable UUID writeId) throws SQLException {
		this.dialect.insertNew(connection, this.sql.of(INSERT),
				letters.stream().map((letter) -> values(letter, writeId)).toList());
	}

	/**
	 * Insert a letter unless its key is there.
	 * @param connection the connection
	 * @param letter the letter
	 * @return false if the key is there
	 */
	boolean insert(Connection connection, NewLetter letter) throws SQLException {
		return this.dialect.insertNew(connection, this.sql.of(INSERT),
				List.<@Nullable Object[]>of(values(letter, null)))[0] == 1;
	}

	/**
	 * Insert a letter for an open run unless its key is there.
	 * @param connection the connection
	 * @param letter the letter, for a run alone
	 * @return false if the key is there, or the run is not open
	 */
	boolean insertForOpen(Connection connection, NewLetter letter) throws SQLException {
		return this.dialect.insertNew(connection, this.sql.of(INSERT_FOR_OPEN.formatted(this.dialect.bytesType())),
				List.<@Nullable Object[]>of(values(letter, null)))[0] == 1;
	}

	private static @Nullable Object[] values(NewLetter letter, @Nullable UUID writeId) {
		LetterState state = (letter.kind() == LetterKind.ABANDONED) ? LetterState.ANSWERED : LetterState.NEW;
		return new @Nullable Object[] { letter.chain(), letter.runId(), letter.kind().name(), letter.name(),
				letter.data(), letter.key(), state.name(), writeId };
	}

	/**
	 * Find the open runs of workflow ids.
	 * @param connection the connection
	 * @param workflowIds the workflow ids
	 * @return the runs by workflow id
	 */
	Map<String, Addressee> open(Connection connection, Collection<String> workflowIds) throws SQLException {
		Map<String, Addressee> open = new HashMap<>();
		SqlText.query(connection,
				(row) -> open.put(row.getString(1),
						new Addressee(row.getObject(2, UUID.class), row.getObject(3, UUID.class))),
				this.sql.of(FIND_OPEN), SqlText.strings(connection, workflowIds));
		return open;
	}

	/**
	 * Find whom a letter goes to.
	 * @param connection the connection
	 * @param letter the letter
	 * @return the open run, if it is such a one as the letter is for
	 */
	Optional<Addressee> addressee(Connection connection, OutgoingLetter letter) throws SQLException {
		return SqlText
			.query(connection, (row) -> new Addressee(SqlText.uuid(row), row.getObject(2, UUID.class)),
					this.sql.of(FIND_RECEIVER), letter.workflowId(), letter.runId(), letter.type())
			.stream()
			.findFirst();
	}

	static Optional<Addressee> addressee(Map<String, Addressee> open, OutgoingLetter letter) {
		return Optional.ofNullable(open.get(letter.workflowId()))
			.filter((run) -> letter.runId() == null || letter.runId().equals(run.runId()));
	}

	static NewLetter addressed(OutgoingLetter letter, Addressee to) {
		return new NewLetter(to.chain(), letter.runId(), letter.kind(), letter.name(), letter.data(), letter.key());
	}

	/**
	 * Find letters of runs to other workflows.
	 * @param connection the connection
	 * @param keys their keys
	 * @return the keys that are there
	 */
	List<String> sent(Connection connection, Collection<String> keys) throws SQLException {
		return SqlText.query(connection, (row) -> row.getString(1), this.sql.of(FIND_SENT),
				SqlText.strings(connection, keys));
	}

}
