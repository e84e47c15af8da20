package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Durable;
import dev.durable.Promise;
import dev.durable.history.Recorded;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for long and wide runs: the time of a replay grows with the length of the
 * history, and what does not move costs nothing.
 */
class LongRunTests {

	private static final int SHORT = 4_000;

	private static final int FACTOR = 8;

	@Test
	void aReplayIsLinear() {
		WorkflowType loop = TestWorkflow.of((fields, arguments) -> {
			while (true) {
				WorkflowTypes.call("A.a");
				Durable.await(Duration.ofDays(1), () -> false);
			}
		}).type();
		RunDriver driver = new RunDriver(loop, WorkflowTypes.environment(new RunLimits(1_000_000, 1_000_000, 10)),
				false)
			.start();
		while (driver.history.size() < SHORT * FACTOR) {
			driver.complete(driver.history.size(), "x").fire(driver.history.size());
		}
		driver.run.unwind();
		long shortTime = Long.MAX_VALUE;
		long longTime = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			shortTime = Math.min(shortTime, replay(loop, driver.history.subList(0, SHORT)));
			longTime = Math.min(longTime, replay(loop, driver.history));
		}
		assertThat(longTime).as("nanoseconds of %s events, where %s took %s", driver.history.size(), SHORT, shortTime)
			.isLessThan(shortTime * FACTOR * 3);
	}

	private static long replay(WorkflowType type, List<Recorded> history) {
		Run run = RunDriver.fresh(type, WorkflowTypes.ENVIRONMENT);
		long begin = System.nanoTime();
		run.replay(history);
		long time = System.nanoTime() - begin;
		run.unwind();
		return time;
	}

	/*
	 * Whoever has the baton looks at conditions.
	 */
	@Test
	void aReplayNeedsNoChangeOfThreads() {
		Set<Thread> having = ConcurrentHashMap.newKeySet();
		WorkflowType loop = TestWorkflow.of((fields, arguments) -> {
			Durable.async(() -> {
				while (true) {
					WorkflowTypes.call("A.a");
				}
			});
			Durable.await(() -> {
				having.add(Thread.currentThread());
				return false;
			});
			return null;
		}).type();
		RunDriver driver = new RunDriver(loop, WorkflowTypes.ENVIRONMENT, false).start();
		for (int i = 0; i < 10; i++) {
			driver.complete(driver.history.size(), "x");
		}
		driver.run.unwind();
		assertThat(having).contains(Thread.currentThread());
		having.clear();
		replay(loop, driver.history);
		assertThat(having).hasSize(2).doesNotContain(Thread.currentThread());
	}

	@Test
	void derivedPromisesNeedNoThreadBeforeTheyMove() {
		AtomicInteger threads = new AtomicInteger();
		Environment base = WorkflowTypes.ENVIRONMENT;
		Environment environment = new Environment(base.converter(), (name, body) -> {
			threads.incrementAndGet();
			base.threads().start(name, body);
		}, base.bugs(), base.blocked(), base.drift());
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			Promise<String> one = Durable.async(() -> WorkflowTypes.call("A.a"));
			List<Promise<String>> derived = new ArrayList<>();
			for (int i = 0; i < 10_000; i++) {
				int number = i;
				derived.add(one.map((value) -> value + number));
			}
			return Durable.all(derived).map(List::size).get();
		}).type(), environment, false).start();
		assertThat(threads).hasValue(2);
		driver.complete(2, "x");
		assertThat(driver.result()).isEqualTo(10_000);
	}

	@Test
	void manyOpenTimersAreSettledOneByOne() {
		int width = 1_000;
		RunDriver driver = new RunDriver(TestWorkflow.of((fields, arguments) -> {
			List<Promise<Void>> sleeping = new ArrayList<>();
			for (int i = 0; i < width; i++) {
				sleeping.add(Durable.async(() -> Durable.sleep(Duration.ofDays(1))));
			}
			return Durable.all(sleeping).get().size();
		}).type()).start();
		assertThat(driver.run.openTimers()).hasSize(width);
		for (int i = width; i > 0; i--) {
			driver.fire(i + 1);
		}
		assertThat(driver.result()).isEqualTo(width);
		driver.replay();
		assertThat(driver.result()).isEqualTo(width);
	}

}
