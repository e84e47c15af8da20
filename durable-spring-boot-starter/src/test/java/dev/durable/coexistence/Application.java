package dev.durable.coexistence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Starts applications without web, Flyway and Liquibase, unless they say otherwise, each
 * on an empty database.
 */
final class Application {

	static final Duration LIMIT = Duration.ofSeconds(30);

	static final String WITHOUT_JPA = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
			+ "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration";

	private Application() {
	}

	static String freshUrl() {
		return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

	/** With what Boot configures of JPA. */
	static ConfigurableApplicationContext start(Class<?> source, String... settings) {
		return builder(source, settings).web(WebApplicationType.NONE).run();
	}

	/** Quicker. */
	static ConfigurableApplicationContext startWithoutJpa(Class<?> source, String... settings) {
		List<String> all = new ArrayList<>(List.of(settings));
		all.add(WITHOUT_JPA);
		return start(source, all.toArray(String[]::new));
	}

	static SpringApplicationBuilder builder(Class<?> source, String... settings) {
		return new SpringApplicationBuilder(source)
			.properties("spring.datasource.url=" + freshUrl(), "spring.flyway.enabled=false",
					"spring.liquibase.enabled=false", "spring.jpa.open-in-view=false", "spring.main.banner-mode=off",
					"durable.poller.interval=100ms")
			.properties(settings);
	}

	/** A run with an activity in it. */
	static void requireThatWorkflowsRun(ConfigurableApplicationContext context) {
		String name = "name-" + UUID.randomUUID();
		WorkflowHandle<String> run = context.getBean(WorkflowClient.class)
			.start(GreetingWorkflow.class, (workflow) -> workflow.greet(name));
		if (!result(run).equals("Hello " + name)) {
			throw new AssertionError("Another result: " + run.result());
		}
	}

	static <R> R result(WorkflowHandle<R> run) {
		try {
			return run.result(LIMIT);
		}
		catch (java.util.concurrent.TimeoutException ex) {
			throw new AssertionError("No result of " + run.id() + " within " + LIMIT, ex);
		}
	}

	static List<String> tables(ConfigurableApplicationContext context) {
		return context.getBean(JdbcTemplate.class)
			.queryForList(
					"select lower(table_name) from information_schema.tables"
							+ " where lower(table_schema) not in ('information_schema', 'pg_catalog') order by 1",
					String.class);
	}

}
