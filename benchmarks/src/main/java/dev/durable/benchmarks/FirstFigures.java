package dev.durable.benchmarks;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.durable.client.WorkflowClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Prints how many workflows of one and of four activities a second there are with 200 in
 * flight, how long one takes alone, and what it costs in commits and rows, on an H2 file
 * and on PostgreSQL with fsync and synchronous commit on.
 */
public final class FirstFigures {

	private static final int IN_FLIGHT = 200;

	private static final int ALONE = 1_000;

	private static final int COUNTED = 500;

	private static final Duration WARM_UP = Duration.ofSeconds(8);

	private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("seconds", 10));

	private final PrintStream out = System.out;

	private FirstFigures() {
	}

	/**
	 * Measure.
	 * @param arguments {@code h2}, {@code postgresql}, or both with a comma between
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> databases = List.of(arguments[0].split(","));
		FirstFigures figures = new FirstFigures();
		figures.out.println("| Database | Workflow | per second, " + IN_FLIGHT
				+ " in flight | alone p50 ms | alone p99 ms | commits each, alone | commits each, in flight | rows each |");
		figures.out.println("|---|---|---|---|---|---|---|---|");
		for (String database : databases) {
			if (database.equals("h2")) {
				figures.measureH2();
			}
			else {
				figures.measurePostgresql();
			}
		}
		System.exit(0);
	}

	private void measureH2() throws Exception {
		Path directory = Files.createTempDirectory("durable-benchmark");
		measure("H2 file", "jdbc:h2:async:" + directory.resolve("db") + ";DB_CLOSE_ON_EXIT=FALSE", "sa", "");
	}

	private void measurePostgresql() throws Exception {
		try (EmbeddedPostgres server = EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("shared_buffers", "512MB")
			.setServerConfig("max_wal_size", "4GB")
			.start()) {
			measure("PostgreSQL", server.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true", "postgres",
					"postgres");
		}
	}

	private void measure(String database, String url, String user, String password) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(BenchmarkApplication.class)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.datasource.url=" + url, "spring.datasource.username=" + user,
					"spring.datasource.password=" + password, "spring.main.banner-mode=off", "logging.level.root=WARN")
			.run()) {
			WorkflowClient client = context.getBean(WorkflowClient.class);
			Costs costs = Costs.of(context.getBean(JdbcTemplate.class), url);
			measure(database, costs, new Workload("1 activity",
					(number) -> client.start(OneStepWorkflow.class, (w) -> w.run(Order.of(number)))));
			measure(database, costs, new Workload("4 activities",
					(number) -> client.start(FourStepWorkflow.class, (w) -> w.run(Order.of(number)))));
		}
	}

	private void measure(String database, Costs costs, Workload workload) throws Exception {
		workload.throughput(IN_FLIGHT, WARM_UP);
		double perSecond = workload.throughput(IN_FLIGHT, MEASURED);
		double[] alone = workload.latencies(ALONE);
		Costs.Count before = costs.count();
		workload.latencies(COUNTED);
		Costs.Count after = costs.count();
		double crowd = workload.throughput(IN_FLIGHT, Duration.ofSeconds(3)) * 3;
		Costs.Count afterCrowd = costs.count();
		this.out.printf("| %s | %s | %.0f | %.2f | %.2f | %.2f | %.2f | %.1f |%n", database, workload.name(), perSecond,
				alone[ALONE / 2], alone[ALONE * 99 / 100], (after.commits() - before.commits()) / (double) COUNTED,
				(afterCrowd.commits() - after.commits()) / crowd, (after.rows() - before.rows()) / (double) COUNTED);
	}

}
