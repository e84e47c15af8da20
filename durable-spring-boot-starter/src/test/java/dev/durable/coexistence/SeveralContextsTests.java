package dev.durable.coexistence;

import java.nio.file.Path;
import java.util.List;

import dev.durable.client.WorkflowClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for several applications in one JVM, on one database and on several.
 */
class SeveralContextsTests {

	@TempDir
	private Path directory;

	@Test
	@SuppressWarnings("try")
	void contextsOnOneDatabaseShareTheWork() {
		String url = "spring.datasource.url=" + Application.freshUrl();
		try (ConfigurableApplicationContext first = Application.startWithoutJpa(Greetings.class, url);
				ConfigurableApplicationContext second = Application.startWithoutJpa(Greetings.class, url)) {
			first.getBean(WorkflowClient.class).start(GreetingWorkflow.class, (workflow) -> workflow.greet("patient"));
			second.getBean(WorkflowClient.class).stub(GreetingWorkflow.class, "patient").release();
			assertThat(Application.result(second.getBean(WorkflowClient.class).handle("patient", String.class)))
				.isEqualTo("Hello patient");
			assertThat(nodes(first)).hasSize(2).isEqualTo(nodes(second));
			first.close();
			assertThat(nodes(second)).hasSize(1);
			Application.requireThatWorkflowsRun(second);
		}
	}

	@Test
	void contextsOnDifferentDatabasesKnowNothingOfEachOther() {
		try (ConfigurableApplicationContext first = Application.startWithoutJpa(Greetings.class);
				ConfigurableApplicationContext second = Application.startWithoutJpa(Greetings.class)) {
			for (ConfigurableApplicationContext context : List.of(first, second)) {
				context.getBean(WorkflowClient.class)
					.start(GreetingWorkflow.class, (workflow) -> workflow.greet("patient"));
			}
			WorkflowClient client = second.getBean(WorkflowClient.class);
			client.stub(GreetingWorkflow.class, "patient").release();
			assertThat(Application.result(client.handle("patient", String.class))).isEqualTo("Hello patient");
			assertThat(statuses(first)).containsExactly("RUNNING");
			assertThat(statuses(second)).containsExactly("COMPLETED");
		}
	}

	/**
	 * The nodes of two files have the same numbers. That one of them lives must not keep
	 * the runs of the other, whose process has ended, from being freed at once.
	 */
	@Test
	void deadNodeOfOneFileIsToldFromTheLivingOneOfAnother() {
		String dead = file("dead");
		String living = file("living");
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, dead)) {
			context.getBean(WorkflowClient.class)
				.start(GreetingWorkflow.class, (workflow) -> workflow.greet("patient"));
			leaveADeadNodeBehind(context.getBean(JdbcTemplate.class));
		}
		Application.startWithoutJpa(Greetings.class, living).close();
		try (ConfigurableApplicationContext other = Application.startWithoutJpa(Greetings.class, living);
				ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, dead)) {
			assertThat(nodes(other)).containsExactly(2L);
			assertThat(nodes(context)).containsExactly(3L);
			Application.requireThatWorkflowsRun(context);
		}
	}

	private String file(String name) {
		return "spring.datasource.url=jdbc:h2:async:" + this.directory.resolve(name) + ";DB_CLOSE_ON_EXIT=FALSE";
	}

	/** As a process does that is killed: its lease would be good for a while. */
	private static void leaveADeadNodeBehind(JdbcTemplate jdbc) {
		jdbc.update("insert into durable_node (name, build_id, types, lease_until) select 'killed', build_id, types,"
				+ " dateadd(day, 1, current_timestamp) from durable_node where node_id = 1");
		jdbc.update("insert into durable_fence (node_id, slot) select 2, slot from durable_fence where node_id = 1");
		assertThat(nodes(jdbc)).containsExactly(1L, 2L);
	}

	private static List<Long> nodes(ConfigurableApplicationContext context) {
		return Awaitility.await()
			.atMost(Application.LIMIT)
			.until(() -> nodes(context.getBean(JdbcTemplate.class)), (nodes) -> !nodes.isEmpty());
	}

	private static List<Long> nodes(JdbcTemplate jdbc) {
		return jdbc.queryForList("select node_id from durable_node order by 1", Long.class);
	}

	private static List<String> statuses(ConfigurableApplicationContext context) {
		return context.getBean(JdbcTemplate.class).queryForList("select status from durable_workflow", String.class);
	}

}
