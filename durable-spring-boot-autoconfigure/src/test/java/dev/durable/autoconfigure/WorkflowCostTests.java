package dev.durable.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;
import dev.durable.Activity;
import dev.durable.ActivityMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.test.PostgresServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a workflow of four activities costs on PostgreSQL, one at a time, in
 * figures that do not depend on the machine. Each must be no more than a tenth above what
 * {@code costs.properties} says, which is to be lowered when they are. It is counted
 * several times, and the least counts: what the database does by itself meanwhile, such
 * as a vacuum or whole pages after a checkpoint, can only add to it.
 */
class WorkflowCostTests {

	private static final Logger logger = LoggerFactory.getLogger(WorkflowCostTests.class);

	private static final double TOLERANCE = 1.1;

	private static final int WARM_UP = 3_000;

	private static final int COUNTED = 500;

	private static final int ROUNDS = 3;

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database.dataSource());

	private final Set<Long> others = LongStream.of(ManagementFactory.getThreadMXBean().getAllThreadIds())
		.boxed()
		.collect(Collectors.toSet());

	@Test
	void aWorkflowOfFourActivitiesCostsNoMoreThanBefore() throws IOException {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.datasource.url", this.database.url(), "spring.datasource.username",
					this.database.username(), "spring.datasource.password", this.database.password(),
					"durable.workflow.virtual-threads", "false", "logging.level.root", "warn"))
			.run()) {
			WorkflowClient client = context.getBean(WorkflowClient.class);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			this.jdbc.execute("checkpoint");
			run(client, WARM_UP);
			Map<String, Double> least = new LinkedHashMap<>();
			for (int round = 0; round < ROUNDS; round++) {
				Map<String, Double> costs = costs(client, meters);
				logger.warn("A workflow of four activities costs {}", costs);
				costs.forEach((name, cost) -> least.merge(name, cost, Math::min));
			}
			baseline().forEach((name, most) -> assertThat(least.get(name)).as(name + " for each workflow")
				.isPositive()
				.isLessThan(most * TOLERANCE));
		}
	}

	private Map<String, Double> costs(WorkflowClient client, MeterRegistry meters) {
		Map<String, Double> before = counts(meters);
		run(client, COUNTED);
		Map<String, Double> costs = new LinkedHashMap<>();
		counts(meters).forEach((name, count) -> costs.put(name, (count - before.get(name)) / COUNTED));
		return costs;
	}

	private static void run(WorkflowClient client, int times) {
		for (int time = 0; time < times; time++) {
			client.start(FourSteps.class, (workflow) -> workflow.run("{\"customer\": \"" + "c".repeat(180) + "\"}"))
				.result();
		}
	}

	private Map<String, Double> counts(MeterRegistry meters) {
		Map<String, Double> counts = new LinkedHashMap<>();
		counts.put("commits", (double) meters.get("durable.commit").tag("outcome", "committed").timer().count());
		counts.put("rows",
				number("select (select count(*) from durable_history) + (select count(*) from durable_workflow)"
						+ " + (select count(*) from durable_activity)"));
		counts.put("log.bytes", number("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"));
		counts.put("allocated.bytes", allocated());
		return counts;
	}

	private double number(String query) {
		Double value = this.jdbc.queryForObject(query, Double.class);
		return (value != null) ? value : 0;
	}

	/*
	 * Of the threads that are there; those that a workflow needs are pooled. Other tests
	 * have left applications in this process, which look for work all the time.
	 */
	private double allocated() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long[] own = LongStream.of(threads.getAllThreadIds())
			.filter((id) -> id == Thread.currentThread().getId() || !this.others.contains(id))
			.toArray();
		return LongStream.of(threads.getThreadAllocatedBytes(own)).filter((bytes) -> bytes > 0).sum();
	}

	private static Map<String, Double> baseline() throws IOException {
		Properties properties = new Properties();
		try (InputStream file = WorkflowCostTests.class.getResourceAsStream("costs.properties")) {
			properties.load(file);
		}
		Map<String, Double> baseline = new LinkedHashMap<>();
		properties.stringPropertyNames()
			.forEach((name) -> baseline.put(name, Double.parseDouble(properties.getProperty(name))));
		assertThat(baseline).hasSize(4);
		return baseline;
	}

	/**
	 * Four activities in sequence.
	 */
	@Workflow
	public static class FourSteps {

		private final Steps steps;

		/**
		 * Create the workflow.
		 * @param steps its activities
		 */
		FourSteps(Steps steps) {
			this.steps = steps;
		}

		/**
		 * Run.
		 * @param order what the first activity is given
		 * @return what the last one has returned
		 */
		@WorkflowMethod
		public String run(String order) {
			return this.steps.step(this.steps.step(this.steps.step(this.steps.step(order))));
		}

	}

	/**
	 * Returns what it is given.
	 */
	@Activity
	public static class Steps {

		/**
		 * Take a step.
		 * @param order an order
		 * @return the same
		 */
		@ActivityMethod
		public String step(String order) {
			return order;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ FourSteps.class, Steps.class })
	static class Application {

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
