package dev.durable.autoconfigure;

import java.sql.Connection;
import java.time.Duration;
import java.util.Map;

import javax.sql.DataSource;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application whose code holds all connections of its pool: the engine goes
 * on.
 */
class ExhaustedPoolTests {

	@Test
	void runsAreClaimedAndLettersTakenWhileThePoolOfTheApplicationIsExhausted() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.datasource.url", "jdbc:h2:mem:exhausted;DB_CLOSE_DELAY=-1",
					"spring.datasource.hikari.maximum-pool-size", "2", "durable.workflow.max-resident", "0",
					"durable.poller.interval", "50ms"))
			.run()) {
			DataSource pool = context.getBean(DataSource.class);
			WorkflowHandle<String> run = context.getBean(WorkflowClient.class)
				.start(Naps.class, (workflow) -> workflow.nap(5));
			try (Connection one = pool.getConnection(); Connection two = pool.getConnection()) {
				assertThat(run.result(Duration.ofSeconds(25))).isEqualTo("slept 5 times");
				assertThat(one.isClosed() || two.isClosed()).isFalse();
			}
		}
	}

	@Workflow
	public static class Naps {

		@WorkflowMethod
		public String nap(int times) {
			for (int i = 0; i < times; i++) {
				Durable.sleep(Duration.ofMillis(100));
			}
			return "slept " + times + " times";
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Naps.class)
	static class Application {

	}

}
