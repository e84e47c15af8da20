package dev.durable.benchmarks.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.durable.benchmarks.OneStepWorkflow;
import dev.durable.benchmarks.StepActivities;
import dev.durable.benchmarks.compare.ListenWorkflow;
import dev.durable.client.WorkflowClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A node, as an application gets it: nothing is set but the database.
 */
final class ScaleNode implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	ScaleNode(String url, String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.datasource.url=" + url, "spring.main.banner-mode=off",
				"logging.level.root=WARN", "spring.jpa.open-in-view=false"));
		all.addAll(List.of(properties));
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties(all.toArray(String[]::new))
			.run();
	}

	WorkflowClient client() {
		return this.context.getBean(WorkflowClient.class);
	}

	Waits waits() {
		return this.context.getBean(Waits.class);
	}

	JdbcTemplate jdbc() {
		return this.context.getBean(JdbcTemplate.class);
	}

	long number(String query, Object... arguments) {
		Long value = jdbc().queryForObject(query, Long.class, arguments);
		return (value != null) ? value : 0;
	}

	/**
	 * Wait until a query returns zero.
	 * @return whether it has, in the time
	 */
	boolean awaitNone(int seconds, String query, Object... arguments) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		while (number(query, arguments) > 0) {
			if (System.nanoTime() > end) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(100);
		}
		return true;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@EnableAutoConfiguration
	@Import({ OneStepWorkflow.class, StepActivities.class, ListenWorkflow.class, Nap.class, OneCall.class, Steps.class,
			RoutedSteps.class, Waits.WaitsConfiguration.class })
	static class Application {

	}

}
