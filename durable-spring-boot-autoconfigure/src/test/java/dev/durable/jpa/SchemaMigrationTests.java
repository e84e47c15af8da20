package dev.durable.jpa;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.durable.store.Addressee;
import dev.durable.store.ClaimFilter;
import dev.durable.store.EventRow;
import dev.durable.store.Fence;
import dev.durable.store.LetterKind;
import dev.durable.store.NewRun;
import dev.durable.store.NodeRegistration;
import dev.durable.store.OutgoingLetter;
import dev.durable.store.RunChange;
import dev.durable.store.RunStart;
import dev.durable.test.PostgresServer;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Migrations.
 */
class SchemaMigrationTests {

	static Stream<DataSource> dataSources() {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		return Stream.of(h2, PostgresServer.freshDatabase().dataSource());
	}

	@ParameterizedTest
	@MethodSource("dataSources")
	void migratesOnceBesideTheTablesOfTheApplication(DataSource dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.execute("create table application (id integer)");
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, null).run();
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, null).run();
		new SchemaMigration(dataSource, SchemaMode.VALIDATE, null).run();
		assertThat(jdbc.queryForObject("select count(*) from durable_workflow", Integer.class)).isZero();
		assertThat(jdbc.queryForList("select \"version\" from \"durable_schema_history\" where \"type\" = 'SQL'",
				String.class))
			.containsExactly("1");
	}

	@ParameterizedTest
	@MethodSource("dataSources")
	void skipsFlywayWhenTheNewestVersionIsThere(DataSource dataSource) {
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, null).run();
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.update("update \"durable_schema_history\" set \"checksum\" = 42 where \"version\" = '1'");
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, null).run();
	}

	@ParameterizedTest
	@MethodSource("dataSources")
	void validateRefusesADatabaseWithoutTables(DataSource dataSource) {
		assertThatIllegalStateException()
			.isThrownBy(() -> new SchemaMigration(dataSource, SchemaMode.VALIDATE, null).run())
			.withMessageContaining("version 1")
			.withMessageContaining("durable.schema.mode=validate");
	}

	@ParameterizedTest
	@MethodSource("dataSources")
	void noneDoesNothing(DataSource dataSource) throws Exception {
		new SchemaMigration(dataSource, SchemaMode.NONE, null).run();
		try (Connection connection = dataSource.getConnection()) {
			assertThat(connection.getMetaData().getTables(null, null, "durable_%", null).next()).isFalse();
			assertThat(connection.getMetaData().getTables(null, null, "DURABLE_%", null).next()).isFalse();
		}
	}

	@ParameterizedTest
	@MethodSource("dataSources")
	void storeWorksInASchemaOfItsOwn(DataSource dataSource) {
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, "Flows").run();
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, "Flows").run();
		try (var factory = TestDatabase.factory(dataSource, "Flows")) {
			JpaStore store = DurablePersistence.store(factory, dataSource, dataSource, "Flows");
			long node = store.join(new NodeRegistration("n", "b", java.util.Set.of("T"), 1), java.time.Duration.ZERO)
				.nodeId();
			UUID id = UUID.randomUUID();
			NewRun run = new NewRun(id, "id", id, "T", "b", java.time.Instant.EPOCH);
			EventRow event = new EventRow(1, "K", java.time.Instant.EPOCH, new byte[0]);
			store.start(new RunStart(run, java.util.List.of(event), false, false), java.util.List.of());
			assertThat(store.claim(new Fence(node, 0), new ClaimFilter(java.util.Set.of("T"), "b", 1)))
				.containsExactly(id);
			OutgoingLetter letter = new OutgoingLetter("id", null, LetterKind.SIGNAL, "s", new byte[0], null);
			assertThat(store.send(letter)).contains(new Addressee(id, id));
			RunChange change = RunChange.of(id, id).consume(store.letters(id).get(0).id()).build();
			assertThat(store.commit(new Fence(node, 0), UUID.randomUUID(), java.util.List.of(change)).isCommitted())
				.isTrue();
			assertThat(new JdbcTemplate(dataSource).queryForObject("select count(*) from Flows.durable_workflow",
					Integer.class))
				.isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "x;drop", "1a", "\"q\"" })
	void schemaMustBeAPlainName(String schema) {
		assertThatIllegalArgumentException().isThrownBy(() -> new SqlText(schema))
			.withMessageContaining("durable.schema.name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	void newestVersionIsThatOfTheLastScript(String database) throws Exception {
		Path directory = Path.of(SchemaMigration.class.getResource("/dev/durable/schema/" + database).toURI());
		try (Stream<Path> scripts = Files.list(directory)) {
			assertThat(scripts.map((script) -> script.getFileName().toString())
				.mapToInt((name) -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
				.max()).hasValue(Integer.parseInt(SchemaMigration.NEWEST));
		}
	}

}
