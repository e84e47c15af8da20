package dev.durable.jpa;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the tables of nodes that start at the same moment, and of nodes of which one
 * has a newer build than the other.
 */
class SchemaOfSeveralNodesTests {

	private static final int NODES = 6;

	/** What an older build may meet without knowing of it. */
	private static final Pattern ADDITION = Pattern.compile("(?s)(create (table|sequence|index) .+|insert into .+"
			+ "|alter table \\w+ add column (?!.*\\badd column\\b).+)");

	private static final Pattern ALTERATION = Pattern.compile("(alter table \\w+ )(.+)");

	private static final Pattern MANDATORY = Pattern.compile("(?s).*\\bnot null\\b.*");

	private static final Pattern DEFAULT = Pattern.compile("(?s).*\\bdefault\\b.*");

	static Stream<DataSource> dataSources() {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		return Stream.of(h2, PostgresServer.freshDatabase().dataSource());
	}

	@ParameterizedTest
	@CsvSource({ ", 0", ", 1", ", 6", "flows, 0", "flows, 4" })
	@DisplayName("P16. Nodes that start at the same moment migrate once, whatever version they find")
	void migratedOnce(@Nullable String schema, String found) throws Exception {
		DataSource dataSource = PostgresServer.freshDatabase().dataSource();
		if (!found.equals("0")) {
			migrateTo(found, dataSource, schema);
		}
		ExecutorService threads = Executors.newFixedThreadPool(NODES);
		try {
			CyclicBarrier barrier = new CyclicBarrier(NODES);
			List<Future<?>> nodes = new ArrayList<>();
			for (int i = 0; i < NODES; i++) {
				boolean borrowed = i % 2 == 0;
				nodes.add(threads.submit(() -> {
					SchemaMigration migration = new SchemaMigration(dataSource, SchemaMode.MIGRATE, schema);
					barrier.await(60, TimeUnit.SECONDS);
					if (borrowed) {
						migration.runOnOneConnection();
					}
					else {
						migration.run();
					}
					return null;
				}));
			}
			for (Future<?> node : nodes) {
				node.get(120, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(versions(dataSource, schema)).doesNotHaveDuplicates().contains("1", SchemaMigration.NEWEST);
	}

	@ParameterizedTest
	@CsvSource({ "true, 0, select pg_advisory_xact_lock(28276631791627365)",
			"false, 0, select pg_advisory_xact_lock(28276631791627365)", "true, 6, lock table durable_workflow",
			"false, 6, lock table durable_workflow" })
	@DisplayName("P16. A migration and the wait for that of another node may last longer than any other statement")
	void migrationMayLast(boolean borrowed, String found, String blocking) throws Exception {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		if (!found.equals("0")) {
			migrateTo(found, database.dataSource(), null);
		}
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try (HikariDataSource pool = impatientPool(database);
				Connection other = database.dataSource().getConnection()) {
			other.setAutoCommit(false);
			other.createStatement().execute(blocking);
			SchemaMigration migration = new SchemaMigration(pool, SchemaMode.MIGRATE, null);
			Future<?> node = threads.submit(borrowed ? migration::runOnOneConnection : migration::run);
			JdbcTemplate observer = new JdbcTemplate(database.dataSource());
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> node.isDone() || isBlocked(observer));
			other.rollback();
			node.get(120, TimeUnit.SECONDS);
			try (Connection connection = pool.getConnection()) {
				assertThat(connection.getNetworkTimeout()).isEqualTo(1000);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(versions(database.dataSource(), null)).contains(SchemaMigration.NEWEST);
	}

	private static HikariDataSource impatientPool(PostgresServer.Database database) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(database.url());
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		pool.addDataSourceProperty("socketTimeout", "1");
		return pool;
	}

	private static boolean isBlocked(JdbcTemplate observer) {
		return observer.queryForObject("""
				select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
				and clock_timestamp() - query_start > interval '1500 ms'""", Integer.class) > 0;
	}

	private static void migrateTo(String version, DataSource dataSource, @Nullable String schema) {
		var configuration = Flyway.configure()
			.dataSource(dataSource)
			.table(SchemaMigration.TABLE)
			.locations("classpath:dev/durable/schema/postgresql")
			.baselineOnMigrate(true)
			.baselineVersion("0")
			.target(version);
		if (schema != null) {
			configuration.defaultSchema(schema).schemas(schema).createSchemas(true);
		}
		configuration.load().migrate();
	}

	private static List<String> versions(DataSource dataSource, @Nullable String schema) {
		String table = ((schema != null) ? schema + "." : "") + SchemaMigration.TABLE;
		return new JdbcTemplate(dataSource)
			.queryForList("select \"version\" from " + table + " where \"type\" = 'SQL' and \"success\"", String.class);
	}

	@ParameterizedTest
	@MethodSource("dataSources")
	@DisplayName("P16. A node of an older build starts and works on tables that a newer one has migrated")
	void olderBuildOnNewerTables(DataSource dataSource) {
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, "flows").run();
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		String history = "flows.\"" + SchemaMigration.TABLE + '"';
		jdbc.update("insert into " + history + " (\"installed_rank\", \"version\", \"description\", \"type\","
				+ " \"script\", \"checksum\", \"installed_by\", \"execution_time\", \"success\")"
				+ " values (999, '999', 'future', 'SQL', 'V999__future.sql', 42, 'newer', 1, true)");
		List.of("durable_workflow", "durable_history", "durable_inbox", "durable_activity", "durable_node")
			.forEach((table) -> jdbc
				.execute("alter table flows." + table + " add column future integer default 0 not null"));
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, "flows").run();
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, "flows").runOnOneConnection();
		new SchemaMigration(dataSource, SchemaMode.VALIDATE, "flows").run();
		StoreUse.check(dataSource, "flows");
	}

	/*
	 * Neither a column that an older build does not fill nor one that it misses, and no
	 * rule that it does not know.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	@DisplayName("P16. Each migration only adds what an older build need not know")
	void migrationsOnlyAdd(String database) throws Exception {
		for (String statement : laterStatements(database)) {
			assertThat(statement).matches(ADDITION);
			if (statement.startsWith("alter table") && MANDATORY.matcher(statement).matches()) {
				assertThat(statement).as("a mandatory column has a default").matches(DEFAULT);
			}
		}
	}

	private static List<String> laterStatements(String database) throws IOException, URISyntaxException {
		Path directory = Path.of(SchemaMigration.class.getResource("/dev/durable/schema/" + database).toURI());
		List<String> statements = new ArrayList<>();
		try (Stream<Path> scripts = Files.list(directory)) {
			for (Path script : scripts.filter((path) -> !path.getFileName().toString().startsWith("V1__")).toList()) {
				String text = Files.readString(script).replaceAll("--.*", "").toLowerCase(Locale.ROOT);
				Stream.of(text.split(";"))
					.map((statement) -> statement.strip().replaceAll("\\s+", " "))
					.filter((statement) -> !statement.isEmpty())
					.forEach((statement) -> statements.addAll(parts(statement)));
			}
		}
		assertThat(statements).hasSizeGreaterThan(10);
		return statements;
	}

	/*
	 * Columns that are added by one statement are looked at one by one.
	 */
	private static List<String> parts(String statement) {
		Matcher alteration = ALTERATION.matcher(statement);
		return alteration.matches()
				? Stream.of(alteration.group(2).split(", (?=add )")).map((part) -> alteration.group(1) + part).toList()
				: List.of(statement);
	}

}
