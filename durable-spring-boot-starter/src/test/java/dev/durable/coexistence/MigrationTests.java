package dev.durable.coexistence;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that have migrations of their own: they run first, on an empty
 * schema, and know nothing of those of the starter.
 */
class MigrationTests {

	@ParameterizedTest
	@ValueSource(strings = { "flyway", "liquibase" })
	void applicationsMigrationsKeepTheirOwnHistory(String tool) {
		String[] settings = { "spring.datasource.url=" + Application.freshUrl(), "spring." + tool + ".enabled=true",
				"spring.flyway.locations=classpath:coexistence/flyway",
				"spring.liquibase.change-log=classpath:coexistence/liquibase/changelog.yaml" };
		for (int start = 0; start < 2; start++) {
			try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, settings)) {
				Application.requireThatWorkflowsRun(context);
				assertThat(context.getBeanNamesForType(Flyway.class)).hasSize(tool.equals("flyway") ? 1 : 0);
				assertThat(Application.tables(context)).contains("item", "durable_workflow", "durable_schema_history");
				assertThat(changes(context, tool)).isOne();
			}
		}
	}

	/** Those of the application's own history. */
	private static Integer changes(ConfigurableApplicationContext context, String tool) {
		String history = tool.equals("flyway") ? "\"flyway_schema_history\" where \"type\" = 'SQL'"
				: "databasechangelog";
		return context.getBean(JdbcTemplate.class).queryForObject("select count(*) from " + history, Integer.class);
	}

}
