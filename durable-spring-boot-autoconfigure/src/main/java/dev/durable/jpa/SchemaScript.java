package dev.durable.jpa;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * The migrations that are missing, as SQL that somebody else can run. It keeps the same
 * history as Flyway would, so that both can take turns.
 *
 * @param database the database
 * @param schema the schema as the database stores it
 * @param createSchema whether the schema may be missing
 * @param user the user that is to use the tables
 */
record SchemaScript(DatabaseKind database, String schema, boolean createSchema, String user) {

	private static final String HISTORY = SchemaName.quoted(SchemaMigration.TABLE);

	private static final Pattern TABLE = Pattern.compile("(?im)^create table (durable_\\w+)");

	private static final String HISTORY_TABLE = """
			create table if not exists %1$s (
				"installed_rank" integer not null,
				"version" varchar(50),
				"description" varchar(200) not null,
				"type" varchar(20) not null,
				"script" varchar(1000) not null,
				"checksum" integer,
				"installed_by" varchar(100) not null,
				"installed_on" timestamp default current_timestamp not null,
				"execution_time" integer not null,
				"success" boolean not null,
				constraint "%2$s_pk" primary key ("installed_rank")
			);
			create index if not exists "%2$s_s_idx" on %1$s ("success");
			""".formatted(HISTORY, SchemaMigration.TABLE);

	private static final String HISTORY_ROW = """
			insert into %s ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by",
				"execution_time", "success")
			select coalesce(max("installed_rank"), 0) + 1, '%s', '%s', 'SQL', '%s', %s, current_user, 0, true from %1$s;
			""";

	/**
	 * Write the statements.
	 * @param migrations all migrations, done or not
	 */
	String of(MigrationInfo[] migrations) {
		List<MigrationInfo> scripts = Arrays.stream(migrations)
			.filter((migration) -> migration.getScript().endsWith(".sql"))
			.toList();
		String pending = scripts.stream()
			.filter((migration) -> migration.getState() == MigrationState.PENDING)
			.map((migration) -> text(migration).strip() + "\n\n" + row(migration))
			.collect(Collectors.joining("\n"));
		String work = create() + enter() + HISTORY_TABLE + "\n" + pending + "\n" + grants(scripts);
		return (this.database == DatabaseKind.POSTGRESQL) ? "begin;\n" + work + "commit;\n" : work;
	}

	private String create() {
		return this.createSchema ? "create schema if not exists " + SchemaName.quoted(this.schema) + ";\n" : "";
	}

	private String enter() {
		String path = (this.database == DatabaseKind.POSTGRESQL) ? "set local search_path to " : "set schema ";
		return path + SchemaName.quoted(this.schema) + ";\n\n";
	}

	private static String row(MigrationInfo migration) {
		return HISTORY_ROW.formatted(HISTORY, migration.getVersion(), migration.getDescription(), migration.getScript(),
				migration.getChecksum());
	}

	private String grants(List<MigrationInfo> scripts) {
		String to = " to " + SchemaName.quoted(this.user) + ";\n";
		String usage = (this.database == DatabaseKind.POSTGRESQL)
				? "grant usage on schema " + SchemaName.quoted(this.schema) + to : "";
		return usage + "grant select on " + HISTORY + to + "grant select, insert, update, delete on "
				+ String.join(", ", tables(scripts)) + to;
	}

	private Set<String> tables(List<MigrationInfo> scripts) {
		Set<String> tables = new LinkedHashSet<>();
		for (MigrationInfo script : scripts) {
			Matcher matcher = TABLE.matcher(text(script));
			while (matcher.find()) {
				tables.add(matcher.group(1));
			}
		}
		return tables;
	}

	private String text(MigrationInfo migration) {
		String path = "/" + this.database.directory() + "/" + migration.getScript();
		try (InputStream stream = SchemaScript.class.getResourceAsStream(path)) {
			if (stream == null) {
				throw new IllegalStateException("The migration " + path + " is missing");
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The migration " + path + " cannot be read", ex);
		}
	}

}
