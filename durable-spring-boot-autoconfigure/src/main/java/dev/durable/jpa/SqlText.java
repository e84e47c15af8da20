package dev.durable.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.durable.store.StoreLimits;
import org.jspecify.annotations.Nullable;

/**
 * Native statements: the tables in their schema, and values that both drivers understand.
 *
 * @param schema the schema of the tables as the database stores it, or null for the
 * default one
 */
record SqlText(@Nullable String schema) {

	private static final Pattern TABLE = Pattern.compile(
			"\\bdurable_(workflow|history|inbox|activity|activity_limit|attribute|node|fence|build|place|gate)\\b");

	String of(String sql) {
		return (this.schema != null)
				? TABLE.matcher(sql).replaceAll(Matcher.quoteReplacement(SchemaName.quoted(this.schema)) + ".$0") : sql;
	}

	static @Nullable OffsetDateTime time(@Nullable Instant time) {
		return (time != null) ? StoreLimits.time(time).atOffset(ZoneOffset.UTC) : null;
	}

	static Instant time(ResultSet rows, int column) throws SQLException {
		return rows.getObject(column, OffsetDateTime.class).toInstant();
	}

	static @Nullable Instant timeOrNull(ResultSet rows, int column) throws SQLException {
		OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
		for (int index = 0; index < values.length; index++) {
			statement.setObject(index + 1, values[index]);
		}
	}

	static java.sql.Array uuids(Connection connection, Collection<UUID> values) throws SQLException {
		return connection.createArrayOf("uuid", values.toArray());
	}

	static java.sql.Array strings(Connection connection, Collection<String> values) throws SQLException {
		return connection.createArrayOf("varchar", values.toArray());
	}

	static java.sql.Array longs(Connection connection, Collection<Long> values) throws SQLException {
		return connection.createArrayOf("bigint", values.toArray());
	}

	static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			set(statement, values);
			return statement.executeUpdate();
		}
	}

	static <T> List<T> query(Connection connection, RowReader<T> reader, String sql, @Nullable Object... values)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			set(statement, values);
			return read(statement.executeQuery(), reader);
		}
	}

	static <T> List<T> read(ResultSet rows, RowReader<T> reader) throws SQLException {
		try (rows) {
			List<T> result = new ArrayList<>();
			while (rows.next()) {
				result.add(reader.read(rows));
			}
			return result;
		}
	}

	static UUID uuid(ResultSet rows) throws SQLException {
		return rows.getObject(1, UUID.class);
	}

	/**
	 * Reads a row.
	 *
	 * @param <T> what it becomes
	 */
	interface RowReader<T> {

		T read(ResultSet rows) throws SQLException;

	}

}
