package dev.durable.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

import dev.durable.client.WorkflowHandle;

/**
 * Runs workflows for a while, so many at a time.
 *
 * @param name its name in the table
 * @param starter starts the workflow of a number
 */
record Workload(String name, LongFunction<WorkflowHandle<Order>> starter) {

	private static final AtomicLong NUMBERS = new AtomicLong();

	/**
	 * Keep so many in flight.
	 * @param inFlight how many
	 * @param time how long
	 * @return how many were completed in a second
	 */
	double throughput(int inFlight, Duration time) throws InterruptedException {
		AtomicLong completed = new AtomicLong();
		CountDownLatch done = new CountDownLatch(inFlight);
		ExecutorService callers = Executors.newFixedThreadPool(inFlight);
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		for (int i = 0; i < inFlight; i++) {
			callers.execute(() -> {
				while (System.nanoTime() < end) {
					once();
					completed.incrementAndGet();
				}
				done.countDown();
			});
		}
		done.await();
		callers.shutdown();
		return completed.get() / ((System.nanoTime() - begin) / 1e9);
	}

	/**
	 * Run one after the other.
	 * @param count how many
	 * @return the latencies in milliseconds, sorted
	 */
	double[] latencies(int count) {
		double[] millis = new double[count];
		for (int i = 0; i < count; i++) {
			long begin = System.nanoTime();
			once();
			millis[i] = (System.nanoTime() - begin) / 1e6;
		}
		Arrays.sort(millis);
		return millis;
	}

	private void once() {
		this.starter.apply(NUMBERS.incrementAndGet()).result();
	}

}
