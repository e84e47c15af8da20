package dev.durable.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.test.PostgresServer;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for a user who may not create tables: what it is told is exactly what somebody
 * else has to run, and then it can work.
 */
class SchemaRightsTests {

	private static final AtomicInteger USERS = new AtomicInteger();

	static Stream<Arguments> cases() {
		return Stream.of(null, "flows", "Odd name")
			.flatMap((schema) -> rights().map((rights) -> Arguments.of(schema, rights)));
	}

	/*
	 * Flyway takes nine seconds to give up.
	 */
	static Stream<Rights> rights() {
		return Stream.of(Rights.h2(), Rights.postgres());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void printedSqlIsAllThatIsMissing(String schema, Rights rights) {
		SchemaNotReadyException refused = catchThrowableOfType(SchemaNotReadyException.class,
				() -> new SchemaMigration(rights.poor(), SchemaMode.MIGRATE, schema).run());
		assertThat(refused).hasMessageContaining("the user '" + rights.user() + "' may not change that")
			.hasMessageContaining("version " + SchemaMigration.NEWEST);
		new JdbcTemplate(rights.owner()).execute(refused.sql());
		for (SchemaMode mode : SchemaMode.values()) {
			new SchemaMigration(rights.poor(), mode, schema).run();
		}
		StoreUse.check(rights.poor(), schema);
		assertThatException()
			.isThrownBy(() -> new JdbcTemplate(rights.poor()).execute("create table application (id integer)"));
		assertHistoryAsFlywayKeepsIt(schema, rights);
	}

	private static void assertHistoryAsFlywayKeepsIt(String schema, Rights rights) {
		DatabaseKind database = DatabaseKind.of(rights.owner());
		String stored = SchemaName.stored(schema, database);
		var configuration = Flyway.configure()
			.dataSource(rights.owner())
			.table(SchemaMigration.TABLE)
			.locations("classpath:" + database.directory());
		Flyway flyway = ((stored != null) ? configuration.defaultSchema(stored) : configuration).load();
		flyway.validate();
		assertThat(flyway.migrate().migrationsExecuted).isZero();
		assertThat(columns(rights.owner())).isNotEmpty().isEqualTo(columns(migrated(database)));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void validateTellsTheSqlToo(String schema, Rights rights) {
		SchemaNotReadyException refused = catchThrowableOfType(SchemaNotReadyException.class,
				() -> new SchemaMigration(rights.owner(), SchemaMode.VALIDATE, schema).run());
		assertThat(refused).hasMessageContaining("durable.schema.mode=validate changes nothing");
		new JdbcTemplate(rights.owner()).execute(refused.sql());
		new SchemaMigration(rights.owner(), SchemaMode.VALIDATE, schema).run();
	}

	/**
	 * The connection is left as it was found: it does not commit by itself.
	 */
	@ParameterizedTest
	@MethodSource("rights")
	void oneConnectionIsEnough(Rights rights) throws SQLException {
		String schema = "Odd name";
		String missing = missing(rights, schema);
		try (HikariDataSource poor = poolOfOne(rights.poor()); HikariDataSource owner = poolOfOne(rights.owner())) {
			SchemaNotReadyException refused = catchThrowableOfType(SchemaNotReadyException.class,
					() -> new SchemaMigration(poor, SchemaMode.MIGRATE, schema).runOnOneConnection());
			assertThat(refused.sql()).isEqualTo(missing);
			new SchemaMigration(owner, SchemaMode.MIGRATE, schema).runOnOneConnection();
			new SchemaMigration(owner, SchemaMode.VALIDATE, schema).runOnOneConnection();
			try (Connection connection = owner.getConnection()) {
				assertThat(connection.getAutoCommit()).isFalse();
			}
		}
		StoreUse.check(rights.owner(), schema);
	}

	private static HikariDataSource poolOfOne(DataSource dataSource) {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(dataSource);
		pool.setMaximumPoolSize(1);
		pool.setAutoCommit(false);
		pool.setConnectionTimeout(10_000);
		return pool;
	}

	@Test
	void whatIsWrongOtherwiseIsNotTakenForMissingRights() {
		Rights rights = Rights.h2();
		new JdbcTemplate(rights.owner()).execute("create table durable_workflow (id integer)");
		assertThatException().isThrownBy(() -> new SchemaMigration(rights.owner(), SchemaMode.MIGRATE, null).run())
			.isNotInstanceOf(SchemaNotReadyException.class)
			.withMessageContaining("durable.schema.mode=migrate failed");
	}

	private static String missing(Rights rights, String schema) {
		return catchThrowableOfType(SchemaNotReadyException.class,
				() -> new SchemaMigration(rights.poor(), SchemaMode.MIGRATE, schema).run())
			.sql();
	}

	private static DataSource migrated(DatabaseKind database) {
		DataSource dataSource = ((database == DatabaseKind.H2) ? Rights.h2() : Rights.postgres()).owner();
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, null).run();
		return dataSource;
	}

	/** Name, type, size and whether it may be null, of each column of the history. */
	private static Set<List<Object>> columns(DataSource dataSource) {
		return new JdbcTemplate(dataSource).execute((Connection connection) -> {
			Set<List<Object>> columns = new LinkedHashSet<>();
			try (ResultSet rows = connection.getMetaData().getColumns(null, null, SchemaMigration.TABLE, null)) {
				while (rows.next()) {
					List<Object> column = new ArrayList<>();
					for (String part : List.of("COLUMN_NAME", "TYPE_NAME", "COLUMN_SIZE", "IS_NULLABLE")) {
						column.add(rows.getObject(part));
					}
					columns.add(column);
				}
			}
			return columns;
		});
	}

	/**
	 * A database with two users.
	 *
	 * @param owner may do everything
	 * @param poor may connect
	 * @param user the name of the second
	 */
	record Rights(DataSource owner, DataSource poor, String user) {

		static Rights h2() {
			String url = "jdbc:h2:mem:" + UUID.randomUUID();
			String user = "POOR";
			DataSource owner = h2(url + ";DB_CLOSE_DELAY=-1", "sa", "");
			new JdbcTemplate(owner).execute("create user poor password 'poor'");
			return new Rights(owner, h2(url, user, "poor"), user);
		}

		private static DataSource h2(String url, String user, String password) {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setUrl(url);
			dataSource.setUser(user);
			dataSource.setPassword(password);
			return dataSource;
		}

		static Rights postgres() {
			PostgresServer.Database database = PostgresServer.freshDatabase();
			String user = "poor user " + USERS.incrementAndGet();
			new JdbcTemplate(database.dataSource()).execute("create role \"" + user + "\" login password 'poor'");
			PGSimpleDataSource poor = new PGSimpleDataSource();
			poor.setUrl(database.url());
			poor.setUser(user);
			poor.setPassword("poor");
			return new Rights(database.dataSource(), poor, user);
		}

	}

}
