package dev.durable.benchmarks.compare;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.durable.benchmarks.Order;
import dev.durable.benchmarks.compare.Subject.Result;
import dev.durable.benchmarks.measure.Figures;
import dev.durable.benchmarks.measure.Meter;

/**
 * The process that measures one subject on one database.
 */
public final class Trial {

	/** The names of all workloads. */
	static final String ALL = "W1,W4,L1,L4,WS,WT";

	private static final int IN_FLIGHT = 200;

	private static final int ALONE = Integer.getInteger("alone", 3_000);

	private static final int SIGNALS = Integer.getInteger("signals", 500);

	private static final int SLEEPERS = Integer.getInteger("sleepers", 10_000);

	private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 8));

	private static final Duration COUNTED = Duration.ofSeconds(Integer.getInteger("seconds", 15));

	private static final List<String> WORKLOADS = List.of(System.getProperty("workloads", ALL).split(","));

	private static final AtomicLong NUMBERS = new AtomicLong();

	private final PrintStream out = System.out;

	private final String name;

	private final Subject subject;

	private final Meter meter;

	private Trial(String name, Subject subject, Meter meter) {
		this.name = name;
		this.subject = subject;
		this.meter = meter;
	}

	/**
	 * Measure.
	 * @param arguments the name of the subject, and the address of its database
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] arguments) throws Exception {
		String url = arguments[1];
		try (Meter meter = new Meter(url); Subject subject = subject(arguments[0], url)) {
			System.out.println("SUBJECT\t" + arguments[0] + "\t" + subject.description());
			new Trial(arguments[0], subject, meter).run();
		}
		System.exit(0);
	}

	private static Subject subject(String name, String url) throws Exception {
		return switch (name) {
			case "durable" -> new DurableSubject(url);
			case "dbos" -> new DbosSubject(url);
			case "db-scheduler" -> new DbSchedulerSubject(url);
			default -> throw new IllegalArgumentException("There is no subject '" + name + "'");
		};
	}

	private void run() throws Exception {
		figure("disk p50 ms", Figures.quantile(Meter.disk(200), 0.5));
		step("W1", () -> throughput("W1", this.subject::oneStep));
		step("W4", () -> throughput("W4", this.subject::fourSteps));
		step("L1", () -> alone("L1", this.subject::oneStep));
		step("L4", () -> alone("L4", this.subject::fourSteps));
		step("WS", this::signals);
		step("WT", this::sleepers);
	}

	private void step(String what, Step step) throws Exception {
		if (!WORKLOADS.contains(what)) {
			return;
		}
		try {
			step.run();
		}
		catch (UnsupportedOperationException ex) {
			this.out.println(this.name + " has no " + what);
		}
	}

	private void throughput(String what, Work work) throws Exception {
		inFlight(work, WARM_UP);
		double processor = this.meter.processorSeconds();
		long log = this.meter.logBytes();
		long begin = System.nanoTime();
		long done = inFlight(work, COUNTED);
		double seconds = (System.nanoTime() - begin) / 1e9;
		figure(what + " per second", done / seconds);
		figure(what + " processor seconds per 1000", (this.meter.processorSeconds() - processor) * 1_000 / done);
		figure(what + " log bytes each", (this.meter.logBytes() - log) / (double) done);
	}

	private static long inFlight(Work work, Duration time) throws Exception {
		AtomicLong done = new AtomicLong();
		CountDownLatch callers = new CountDownLatch(IN_FLIGHT);
		ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
		ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT);
		long end = System.nanoTime() + time.toNanos();
		for (int caller = 0; caller < IN_FLIGHT; caller++) {
			threads.execute(() -> {
				try {
					while (System.nanoTime() < end && failures.isEmpty()) {
						once(work);
						done.incrementAndGet();
					}
				}
				catch (Exception ex) {
					failures.add(ex);
				}
				callers.countDown();
			});
		}
		callers.await();
		threads.shutdown();
		if (!failures.isEmpty()) {
			throw failures.remove();
		}
		return done.get();
	}

	private static void once(Work work) throws Exception {
		long number = NUMBERS.incrementAndGet();
		work.run("w" + number, Order.of(number));
	}

	private void alone(String what, Work work) throws Exception {
		for (int count = 0; count < ALONE / 3; count++) {
			once(work);
		}
		double[] millis = new double[ALONE];
		for (int count = 0; count < ALONE; count++) {
			long begin = System.nanoTime();
			once(work);
			millis[count] = (System.nanoTime() - begin) / 1e6;
		}
		latencies(what, millis);
	}

	private void latencies(String what, double[] millis) {
		Arrays.sort(millis);
		figure(what + " p50 ms", Figures.quantile(millis, 0.5));
		figure(what + " p99 ms", Figures.quantile(millis, 0.99));
	}

	/*
	 * Workflows that wait for a signal each, signalled one after the other: from the call
	 * until the result is known here. The first round warms up.
	 */
	private void signals() throws Exception {
		for (int round = 0; round < 2; round++) {
			List<String> ids = new ArrayList<>();
			List<Result> results = new ArrayList<>();
			for (int number = 0; number < SIGNALS; number++) {
				ids.add("s" + round + "-" + number);
				results.add(this.subject.listener(ids.get(number)));
			}
			TimeUnit.SECONDS.sleep(2);
			double[] millis = new double[SIGNALS];
			for (int number = 0; number < SIGNALS; number++) {
				long begin = System.nanoTime();
				this.subject.signal(ids.get(number));
				results.get(number).await();
				millis[number] = (System.nanoTime() - begin) / 1e6;
			}
			if (round > 0) {
				latencies("WS", millis);
			}
		}
	}

	private void sleepers() throws Exception {
		this.subject.sleeper("first").await();
		ExecutorService starters = Executors.newFixedThreadPool(IN_FLIGHT);
		long begin = System.nanoTime();
		List<Future<Result>> started = new ArrayList<>();
		for (int number = 0; number < SLEEPERS; number++) {
			String id = "t" + number;
			started.add(starters.submit(() -> this.subject.sleeper(id)));
		}
		for (Future<Result> result : started) {
			result.get().await();
		}
		figure("WT all done s", (System.nanoTime() - begin) / 1e9);
		starters.shutdown();
		latencies("WT lag", Sleeps.lags("t"));
	}

	private void figure(String what, double value) {
		this.out.println(new Figures(this.name, what, value).line());
	}

	private interface Work {

		void run(String id, Order order) throws Exception;

	}

	private interface Step {

		void run() throws Exception;

	}

}
