package dev.durable.coexistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.durable.jpa.SchemaNotReadyException;
import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for where the tables are, and for a user of the database who may not make them.
 */
@ExtendWith(OutputCaptureExtension.class)
class SchemaTests {

	private static final String ACTION = "then start again:";

	@ParameterizedTest
	@ValueSource(strings = { "", "flows", "Odd name" })
	void userWithoutRightsIsToldTheSqlAndStartsOnceItWasRun(String schema, CapturedOutput output) {
		PostgresServer.Database database = PostgresServer.freshDatabase();
		JdbcTemplate owner = new JdbcTemplate(database.dataSource());
		String user = "poor_" + database.url().replaceAll(".*/", "");
		owner.execute("create role " + user + " login password 'poor'");
		List<String> settings = new ArrayList<>(List.of("spring.datasource.url=" + database.url(),
				"spring.datasource.username=" + user, "spring.datasource.password=poor"));
		if (!schema.isEmpty()) {
			settings.add("durable.schema.name=" + schema);
		}
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		Throwable failure = catchThrowable(() -> start(settings, "migrate").close());
		assertThat(failure).hasRootCauseInstanceOf(java.sql.SQLException.class);
		assertThat(output).contains("APPLICATION FAILED TO START").contains("the user '" + user + "' may not");
		String sql = printed(output.getOut());
		assertThat(sql).isEqualTo(sql(failure).strip());
		requireThatNoPoolIsLeft(before);
		owner.execute(sql);
		for (String mode : List.of("validate", "none", "migrate")) {
			try (ConfigurableApplicationContext context = start(settings, mode)) {
				Application.requireThatWorkflowsRun(context);
			}
		}
	}

	private static ConfigurableApplicationContext start(List<String> settings, String mode) {
		List<String> all = new ArrayList<>(settings);
		all.add("durable.schema.mode=" + mode);
		return Application.startWithoutJpa(Greetings.class, all.toArray(String[]::new));
	}

	private static String printed(String output) {
		String rest = output.substring(output.lastIndexOf(ACTION) + ACTION.length());
		return rest.substring(0, rest.indexOf("commit;") + "commit;".length()).strip();
	}

	private static String sql(Throwable failure) {
		Throwable current = failure;
		while (!(current instanceof SchemaNotReadyException)) {
			current = current.getCause();
		}
		return ((SchemaNotReadyException) current).sql();
	}

	/**
	 * The pool of a start that failed is closed. Other threads may come at any time from
	 * applications of other tests.
	 */
	private static void requireThatNoPoolIsLeft(Set<Thread> before) {
		Awaitility.await()
			.atMost(Application.LIMIT)
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> !before.contains(thread))
				.extracting(Thread::getName)
				.doesNotContain("durable:housekeeper"));
	}

	@Test
	void tablesAreWhereTheApplicationWantsThem() {
		String url = "spring.datasource.url=" + Application.freshUrl();
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, url,
				"durable.schema.name=\"Work flows\"")) {
			Application.requireThatWorkflowsRun(context);
			assertThat(
					context.getBean(JdbcTemplate.class)
						.queryForList("select distinct table_schema from information_schema.tables"
								+ " where lower(table_name) like 'durable%'", String.class))
				.containsExactly("Work flows");
		}
	}

}
