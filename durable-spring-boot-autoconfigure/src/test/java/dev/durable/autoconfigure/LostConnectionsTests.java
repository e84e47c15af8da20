package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.autoconfigure.order.Order;
import dev.durable.autoconfigure.order.OrderApplication;
import dev.durable.autoconfigure.order.OrderApplication.Orders;
import dev.durable.test.PostgresServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application whose connections to PostgreSQL are ended by the server at any
 * statement, COMMIT included, while it takes and processes orders. Every order must be
 * there together with its run or not at all, and every run must end with its effects
 * exactly once.
 */
class LostConnectionsTests {

	private static final Logger logger = LoggerFactory.getLogger(LostConnectionsTests.class);

	private static final int ENDED = 60;

	private static final int CALLERS = 8;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	private final JdbcTemplate observer = new JdbcTemplate(this.database.dataSource());

	private final AtomicInteger orders = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	@Test
	void nothingIsLostOrDoubledWhenConnectionsAreLost() throws InterruptedException {
		long seed = System.nanoTime();
		logger.info("seed {}", seed);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(OrderApplication.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.datasource.url", this.database.url(), "spring.datasource.username",
					this.database.username(), "spring.datasource.password", this.database.password(),
					"spring.jpa.hibernate.ddl-auto", "update", "durable.poller.interval", "100ms"))
			.run()) {
			AtomicBoolean stop = new AtomicBoolean();
			ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
			for (int i = 0; i < CALLERS; i++) {
				callers.execute(() -> place(context.getBean(Orders.class), stop));
			}
			int ended = endConnections(new Random(seed));
			stop.set(true);
			callers.shutdown();
			assertThat(callers.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			Awaitility.await().atMost(LIMIT).until(() -> count("durable_workflow where status = 'RUNNING'") == 0);
			logger.info("{} connections ended, {} orders, {} refused", ended, this.orders, this.refused);
		}
		check();
	}

	private void place(Orders door, AtomicBoolean stop) {
		while (!stop.get()) {
			try {
				door.place(Order.of(String.valueOf(this.orders.incrementAndGet())));
			}
			catch (RuntimeException ex) {
				this.refused.incrementAndGet();
			}
		}
	}

	/*
	 * A few orders lie between one blow and the next, so that there is something to hit.
	 */
	private int endConnections(Random random) {
		int ended = 0;
		while (ended < ENDED) {
			int before = this.orders.get();
			Awaitility.await().atMost(LIMIT).until(() -> this.orders.get() > before + random.nextInt(20));
			ended += this.observer.queryForObject("""
					select count(pg_terminate_backend(pid)) from pg_stat_activity
					where datname = current_database() and pid <> pg_backend_pid() and random() < 0.4""",
					Integer.class);
		}
		return ended;
	}

	private void check() {
		assertThat(count("durable_workflow where status = 'COMPLETED'")).isPositive();
		assertThat(count("durable_workflow where status <> 'COMPLETED'")).isZero();
		assertThat(count("orders o full join durable_workflow w on w.workflow_id = 'order-' || o.id"
				+ " where o.id is null or w.run_id is null"))
			.isZero();
		assertThat(count("durable_workflow w where 1 <> (select count(*) from effect e"
				+ " where 'order-' || e.order_id = w.workflow_id and e.activity = 'charge')"))
			.isZero();
		assertThat(count("(select run_id from durable_history group by run_id having max(seq) <> count(*)"
				+ " or count(*) filter (where kind = 'WorkflowCompleted') <> 1) broken"))
			.isZero();
		assertThat(count("durable_node")).isZero();
	}

	private int count(String from) {
		return this.observer.queryForObject("select count(*) from " + from, Integer.class);
	}

}
