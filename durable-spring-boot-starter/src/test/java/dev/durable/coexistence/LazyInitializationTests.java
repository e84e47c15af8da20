package dev.durable.coexistence;

import dev.durable.Workflow;
import dev.durable.client.WorkflowClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for applications whose beans are made when they are needed: runs go on although
 * nobody has asked for anything.
 */
class LazyInitializationTests {

	private static final String LAZY = "spring.main.lazy-initialization=true";

	@Test
	void nodeStartsAndGoesOnWithWhatIsOpen() {
		String url = "spring.datasource.url=" + Application.freshUrl();
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, url)) {
			WorkflowClient client = context.getBean(WorkflowClient.class);
			client.start(GreetingWorkflow.class, (workflow) -> workflow.greet("patient"));
			client.stub(GreetingWorkflow.class, "patient").release();
			client.start(GreetingWorkflow.class, (workflow) -> workflow.greet("patient too"));
		}
		try (ConfigurableApplicationContext context = Application.startWithoutJpa(Greetings.class, url, LAZY)) {
			assertThat(context.getBeanFactory().containsSingleton("durableNodeLifecycle")).isTrue();
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			Awaitility.await()
				.atMost(Application.LIMIT)
				.until(() -> jdbc.queryForObject("select count(*) from durable_workflow where workflow_id = 'patient'"
						+ " and status = 'COMPLETED'", Integer.class) == 1);
			context.getBean(WorkflowClient.class).stub(GreetingWorkflow.class, "patient too").release();
			assertThat(Application.result(context.getBean(WorkflowClient.class).handle("patient too", String.class)))
				.isEqualTo("Hello patient too");
			Application.requireThatWorkflowsRun(context);
		}
	}

	@Test
	void whatIsWrongStillStopsTheStart() {
		assertThatException().isThrownBy(() -> Application.startWithoutJpa(Broken.class, LAZY).close())
			.withStackTraceContaining("has no @WorkflowMethod");
	}

	@Workflow
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Greetings.class, Empty.class })
	static class Broken {

	}

}
