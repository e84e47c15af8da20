package dev.durable.jpa;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.durable.test.PostgresServer;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
			.containsExactly("1", "4", "5", "6", "7", "9", "10", "11", SchemaMigration.NEWEST);
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
			.withMessageContaining("version " + SchemaMigration.NEWEST)
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
		StoreUse.check(dataSource, "Flows");
		assertThat(new JdbcTemplate(dataSource).queryForObject("select count(*) from Flows.durable_workflow",
				Integer.class))
			.isOne();
	}

	static Stream<Arguments> oddNames() {
		return Stream.of("a b", "x;drop", "1a", "\"Mixed\"", "order", "it's", "caf\u00e9")
			.flatMap((name) -> dataSources().map((dataSource) -> Arguments.of(name, dataSource)));
	}

	@ParameterizedTest
	@MethodSource("oddNames")
	void oddNamesOfSchemasAreQuoted(String schema, DataSource dataSource) {
		new SchemaMigration(dataSource, SchemaMode.MIGRATE, schema).run();
		new SchemaMigration(dataSource, SchemaMode.VALIDATE, schema).run();
		StoreUse.check(dataSource, schema);
		String stored = SchemaName.stored(schema, DatabaseKind.of(dataSource));
		assertThat(new JdbcTemplate(dataSource)
			.queryForObject("select count(*) from \"" + stored + "\".durable_workflow", Integer.class)).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\"b", "\"\"", "a\nb", "\"",
			"0123456789012345678901234567890123456789012345678901234567890123" })
	void impossibleNamesOfSchemasAreRefused(String schema) {
		assertThatIllegalArgumentException().isThrownBy(() -> SchemaName.stored(schema, DatabaseKind.H2))
			.withMessageStartingWith("durable.schema.name (" + schema + ") must be 1 to 63 characters");
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
