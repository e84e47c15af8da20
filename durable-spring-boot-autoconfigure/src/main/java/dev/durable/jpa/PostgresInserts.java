package dev.durable.jpa;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import dev.durable.store.EventRow;
import dev.durable.store.RunStart;
import org.jspecify.annotations.Nullable;

/**
 * The statements that insert many rows on PostgreSQL, and their parameters: an array for
 * each column.
 */
final class PostgresInserts {

	/*
	 * Half as dear as a batch of StatelessSession, which needs reWriteBatchedInserts in
	 * the URL of the application to come near.
	 */
	private static final String EVENTS = """
			insert into durable_history (run_id, seq, kind, recorded_at, data, write_id)
			select e.run_id, e.seq, e.kind, e.recorded_at, e.data, w.write_id
			  from unnest(?::uuid[], ?::bigint[], ?::varchar[], ?::timestamptz[], ?::bytea[])
			       as e (run_id, seq, kind, recorded_at, data),
			       (select ?::uuid as write_id) w
			""";

	private final String runs;

	private final String events;

	PostgresInserts(SqlText sql) {
		this.runs = sql.of(RunColumns.insert("unnest(%s)", (column) -> "cast(? as " + column.arrayType() + "[])"));
		this.events = sql.of(EVENTS);
	}

	String runs() {
		return this.runs;
	}

	String events() {
		return this.events;
	}

	/**
	 * Make the parameters of {@link #runs}. The rows are in the order of their workflow
	 * ids: two transactions with the same ones wait for each other, but never crosswise.
	 */
	static @Nullable Object[] runs(Connection connection, List<RunStart> runs, @Nullable Long owner,
			@Nullable UUID writeId) throws SQLException {
		List<RunStart> sorted = runs.stream().sorted(Comparator.comparing((run) -> run.run().workflowId())).toList();
		List<@Nullable Object> values = new ArrayList<>();
		for (RunColumns column : RunColumns.ALL) {
			values.add(array(connection, column.arrayType(), sorted, column.value()));
		}
		values.add(owner);
		values.add(writeId);
		return values.toArray();
	}

	/**
	 * Make the parameters of {@link #events}.
	 */
	static @Nullable Object[] events(Connection connection, List<HistoryEntity> events, UUID writeId)
			throws SQLException {
		List<EventRow> rows = events.stream().map(HistoryEntity::toRow).toList();
		byte[][] data = rows.stream().map(EventRow::data).toArray(byte[][]::new);
		return new @Nullable Object[] { array(connection, "uuid", events, (event) -> event.key().runId()),
				array(connection, "bigint", rows, EventRow::seq), array(connection, "varchar", rows, EventRow::kind),
				array(connection, "timestamptz", rows, (row) -> SqlText.time(row.at())),
				connection.createArrayOf("bytea", data), writeId };
	}

	static <T> Array array(Connection connection, String type, Collection<T> rows, Function<T, @Nullable Object> value)
			throws SQLException {
		return connection.createArrayOf(type, rows.stream().map(value).toArray());
	}

}
