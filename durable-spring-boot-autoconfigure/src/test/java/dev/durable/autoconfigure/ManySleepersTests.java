package dev.durable.autoconfigure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.durable.Durable;
import dev.durable.Workflow;
import dev.durable.WorkflowMethod;
import dev.durable.client.WorkflowClient;
import dev.durable.client.WorkflowHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for more sleeping runs than a node keeps in memory.
 */
class ManySleepersTests {

	private static final int RUNS = 10_000;

	private static final int RESIDENT_MAX = 200;

	/**
	 * Those of branches: a run that leaves may still unwind while the next one has taken
	 * its room.
	 */
	private static final int BRANCH_THREADS_MAX = 2 * RESIDENT_MAX;

	/** Those of the engine that are no threads of branches, with room to spare. */
	private static final int OTHER_THREADS_MAX = 100;

	@Test
	@DisplayName("22. 10,000 runs sleep: all wake, none too early, on a bounded number of threads")
	void allWake() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.datasource.url", "jdbc:h2:mem:sleepers;DB_CLOSE_DELAY=-1",
					"durable.workflow.max-resident", String.valueOf(RESIDENT_MAX), "durable.workflow.virtual-threads",
					"false", "durable.poller.interval", "200ms"))
			.run()) {
			ThreadMXBean threads = ManagementFactory.getThreadMXBean();
			int before = threads.getThreadCount();
			threads.resetPeakThreadCount();
			WorkflowClient client = context.getBean(WorkflowClient.class);
			List<WorkflowHandle<Long>> runs = new ArrayList<>();
			for (int i = 0; i < RUNS; i++) {
				runs.add(client.start(Sleeper.class, (workflow) -> workflow.sleep()));
			}
			for (WorkflowHandle<Long> run : runs) {
				assertThat(run.result(Duration.ofMinutes(2))).isGreaterThanOrEqualTo(Sleeper.NAP.toMillis());
			}
			assertThat(Sleeper.WOKEN).hasValueGreaterThanOrEqualTo(RUNS);
			assertThat(threads.getPeakThreadCount() - before).as("threads at the most")
				.isLessThan(BRANCH_THREADS_MAX + OTHER_THREADS_MAX);
		}
	}

	/**
	 * Sleeps, and tells how long by the clock of the store.
	 */
	@Workflow
	public static class Sleeper {

		static final Duration NAP = Duration.ofSeconds(1);

		static final AtomicLong WOKEN = new AtomicLong();

		@WorkflowMethod
		public long sleep() {
			Instant begin = Durable.now();
			Durable.sleep(NAP);
			WOKEN.incrementAndGet();
			return Duration.between(begin, Durable.now()).toMillis();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Sleeper.class)
	static class Application {

	}

}
