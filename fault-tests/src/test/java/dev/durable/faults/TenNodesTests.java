package dev.durable.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.durable.Activity;
import dev.durable.Durable;
import dev.durable.SignalMethod;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.faults.verdict.LastingVerdict;
import dev.durable.test.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ten instances of an application on one PostgreSQL.
 */
@Timeout(180)
@ExtendWith(LastingVerdict.class)
class TenNodesTests {

	private static final int NODES = 10;

	/** More than nine nodes have room for. */
	private static final int RUNS = NODES * Node.ROOM;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final PostgresServer.Database database = PostgresServer.freshDatabase();

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	@BeforeEach
	void start() {
		Work.PLACES.clear();
		Work.crowd = new CountDownLatch(NODES);
		IntStream.range(0, NODES).forEach((number) -> this.nodes.add(Node.start(number, this.database)));
	}

	@AfterEach
	void stop() {
		this.nodes.forEach(ConfigurableApplicationContext::close);
	}

	/**
	 * No activity ends before each node has begun one, so the work of the first node must
	 * have gone to nine others. Then nine of them end with what is half done.
	 */
	@Test
	void workOfOneNodeSpreadsOverAllAndTheLastOfThemGoesOnAlone() throws Exception {
		List<String> spread = start("spread", RUNS);
		release(spread);
		requireDone(spread);
		assertThat(Work.PLACES).hasSize(NODES);
		List<String> left = start("left", RUNS);
		List<ConfigurableApplicationContext> ending = this.nodes.subList(0, NODES - 1);
		ending.forEach(ConfigurableApplicationContext::close);
		ending.clear();
		release(left);
		requireDone(left);
		assertThat(new JdbcTemplate(this.database.dataSource()).queryForObject("""
				select count(*) from durable_history where kind = 'ActivityCompleted'
				""", Integer.class)).isEqualTo(2 * 2 * RUNS);
	}

	private void requireDone(List<String> ids) throws Exception {
		for (int number = 0; number < RUNS; number++) {
			assertThat(client(number + 2).handle(ids.get(number), String.class).result(LIMIT)).isEqualTo("done");
		}
	}

	private void release(List<String> ids) {
		for (int number = 0; number < RUNS; number++) {
			client(number + 1).stub(WorkWorkflow.class, ids.get(number)).goOn();
		}
	}

	private WorkflowClient client(int number) {
		return this.nodes.get(number % this.nodes.size()).getBean(WorkflowClient.class);
	}

	private List<String> start(String prefix, int count) {
		return IntStream.range(0, count)
			.mapToObj((number) -> client(0)
				.start(WorkWorkflow.class, WorkWorkflow::run, (options) -> options.id(prefix + "-" + number))
				.id())
			.toList();
	}

	/**
	 * Works, and once more when it is told to go on.
	 */
	@Workflow
	static class WorkWorkflow {

		private final Work work;

		private boolean released;

		WorkWorkflow(Work work) {
			this.work = work;
		}

		@WorkflowMethod
		String run() {
			this.work.work();
			Durable.await(() -> this.released);
			this.work.work();
			return "done";
		}

		@SignalMethod
		void goOn() {
			this.released = true;
		}

	}

	/**
	 * Waits until there is somebody at work on each node.
	 */
	@Activity
	static class Work {

		private static final Set<String> PLACES = ConcurrentHashMap.newKeySet();

		private static volatile CountDownLatch crowd = new CountDownLatch(0);

		private final String node;

		Work(@Value("${durable.node.name}") String node) {
			this.node = node;
		}

		/**
		 * Work as soon as all are there.
		 * @return where
		 */
		public String work() {
			if (PLACES.add(this.node)) {
				crowd.countDown();
			}
			try {
				crowd.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return this.node;
		}

	}

	@EnableAutoConfiguration
	@Import({ WorkWorkflow.class, Work.class })
	static class Node {

		/** How many runs a node may have. */
		private static final int ROOM = 10;

		static ConfigurableApplicationContext start(int number, PostgresServer.Database database) {
			return new SpringApplicationBuilder(Node.class).web(WebApplicationType.NONE)
				.properties("durable.node.name=node-" + number, "durable.workflow.max-resident=" + ROOM,
						"durable.poller.interval=100ms", "spring.datasource.url=" + database.url(),
						"spring.datasource.username=" + database.username(),
						"spring.datasource.password=" + database.password(),
						"spring.datasource.hikari.maximum-pool-size=4", "spring.datasource.hikari.minimum-idle=1",
						"spring.main.banner-mode=off", "spring.flyway.enabled=false", "logging.level.root=WARN")
				.run();
		}

	}

}
