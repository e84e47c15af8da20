package dev.durable.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.durable.client.WorkflowClient;
import dev.durable.test.CrashablePostgres;
import dev.durable.test.PostgresServer;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Prints what becomes of a loaded node while its PostgreSQL is away, and how soon after
 * its return the node is as fast as before.
 */
public final class OutageFigures {

	private static final int IN_FLIGHT = 50;

	private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("seconds", 60));

	private static final Duration MEASURED = Duration.ofSeconds(10);

	/**
	 * How much two measurements differ at the most, one after the other, once all is
	 * warm.
	 */
	private static final double SETTLED = 0.1;

	private static final Duration WARM_UP_MAX = Duration.ofMinutes(1);

	private static final Duration WINDOW = Duration.ofSeconds(1);

	private static final Duration RECOVERY_MAX = Duration.ofMinutes(2);

	private static final double FULL = 0.9;

	private final PrintStream out = System.out;

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicLong completed = new AtomicLong();

	private final AtomicLong longestRefusalMillis = new AtomicLong();

	private final Map<String, Long> failures = new ConcurrentHashMap<>();

	private volatile boolean over;

	private OutageFigures() {
	}

	/**
	 * Measure.
	 * @param arguments none is looked at
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] arguments) throws Exception {
		try (CrashablePostgres server = CrashablePostgres.start()) {
			PostgresServer.Database database = server.create("outage");
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(BenchmarkApplication.class)
				.web(WebApplicationType.NONE)
				.logStartupInfo(false)
				.properties("spring.datasource.url=" + database.url() + "?reWriteBatchedInserts=true",
						"spring.datasource.username=" + database.username(),
						"spring.datasource.password=" + database.password(), "spring.main.banner-mode=off",
						"logging.level.root=OFF")
				.run()) {
				new OutageFigures().measure(context.getBean(WorkflowClient.class), server);
			}
		}
		System.exit(0);
	}

	private void measure(WorkflowClient client, CrashablePostgres server) throws InterruptedException {
		for (int i = 0; i < IN_FLIGHT; i++) {
			Thread caller = new Thread(() -> call(client), "caller-" + i);
			caller.setDaemon(true);
			caller.start();
		}
		double before = warmUp();
		State calm = State.now();
		server.crash();
		long down = this.completed.get();
		Thread.sleep(OUTAGE.toMillis());
		State away = State.now();
		this.out.printf("completed while the database was away for %s: %d%n", OUTAGE, this.completed.get() - down);
		server.restart();
		long back = System.nanoTime();
		double rate = 0;
		while (rate < before * FULL && System.nanoTime() - back < RECOVERY_MAX.toNanos()) {
			rate = perSecond(WINDOW);
		}
		double seconds = (System.nanoTime() - back) / 1e9;
		double after = perSecond(MEASURED);
		this.over = true;
		this.out.printf("workflows per second before %.0f, after %.0f%n", before, after);
		this.out.printf(
				"seconds from the return of the database to the end of the first second at %.0f %% of before: %.1f%s%n",
				FULL * 100, seconds, (rate < before * FULL) ? " (not reached)" : "");
		this.out.printf("threads %d, while away %d; MB of heap in use %d, while away %d%n", calm.threads(),
				away.threads(), calm.megabytes(), away.megabytes());
		this.out.printf("callers were told within %d ms at the most: %s%n", this.longestRefusalMillis.get(),
				new TreeMap<>(this.failures));
	}

	/*
	 * A node that is still getting faster would be as fast as before long before it is at
	 * full speed.
	 */
	private double warmUp() throws InterruptedException {
		long begin = System.nanoTime();
		double last = perSecond(MEASURED);
		double rate = perSecond(MEASURED);
		while (Math.abs(rate - last) >= SETTLED * last && System.nanoTime() - begin < WARM_UP_MAX.toNanos()) {
			last = rate;
			rate = perSecond(MEASURED);
		}
		this.out.printf("warmed up for %d s; in the last two windows there were %.0f and %.0f workflows per second%n",
				Duration.ofNanos(System.nanoTime() - begin).toSeconds(), last, rate);
		return rate;
	}

	/*
	 * A caller that is refused tries again, as people do.
	 */
	private void call(WorkflowClient client) {
		while (!this.over) {
			long begin = System.nanoTime();
			try {
				long number = this.numbers.incrementAndGet();
				client.start(OneStepWorkflow.class, (workflow) -> workflow.run(Order.of(number))).result();
				this.completed.incrementAndGet();
			}
			catch (RuntimeException ex) {
				this.failures.merge(ex.getClass().getSimpleName(), 1L, Long::sum);
				long millis = (System.nanoTime() - begin) / 1_000_000;
				this.longestRefusalMillis.accumulateAndGet(millis, Math::max);
				pause();
			}
		}
	}

	private static void pause() {
		try {
			Thread.sleep(100);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private double perSecond(Duration time) throws InterruptedException {
		long count = this.completed.get();
		long begin = System.nanoTime();
		Thread.sleep(time.toMillis());
		return (this.completed.get() - count) / ((System.nanoTime() - begin) / 1e9);
	}

	/**
	 * What may grow.
	 *
	 * @param threads how many threads there are
	 * @param megabytes how much of the heap is in use after a collection
	 */
	private record State(int threads, long megabytes) {

		static State now() {
			System.gc();
			Runtime runtime = Runtime.getRuntime();
			return new State(ManagementFactory.getThreadMXBean().getThreadCount(),
					(runtime.totalMemory() - runtime.freeMemory()) >> 20);
		}

	}

}
