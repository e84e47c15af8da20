package dev.durable.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerPool}.
 */
class WorkerPoolTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int STEPS = 20_000;

	private static final int BLOCKED = 100;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);

	private final WorkerPool pool = new WorkerPool(this.threads, this.alarms);

	@AfterEach
	void end() {
		this.alarms.shutdownNow();
		this.threads.shutdownNow();
	}

	@Test
	void everyStepIsRunOnce() throws Exception {
		AtomicInteger[] runs = IntStream.range(0, STEPS)
			.mapToObj((number) -> new AtomicInteger())
			.toArray(AtomicInteger[]::new);
		CountDownLatch done = new CountDownLatch(STEPS);
		ExecutorService callers = Executors.newFixedThreadPool(4);
		for (AtomicInteger run : runs) {
			callers.execute(() -> this.pool.execute(() -> {
				run.incrementAndGet();
				done.countDown();
			}));
		}
		assertThat(done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		callers.shutdown();
		assertThat(runs).allMatch((run) -> run.get() == 1);
	}

	@Test
	void stepsThatBlockKeepNoOtherFromBeginning() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger begun = new AtomicInteger();
		for (int number = 0; number < BLOCKED; number++) {
			this.pool.execute(() -> {
				begun.incrementAndGet();
				await(release);
			});
		}
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(begun).hasValue(BLOCKED));
		release.countDown();
		everyStepIsRunOnce();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
