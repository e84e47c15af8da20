package dev.durable.node;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.durable.engine.HeldThread;
import dev.durable.engine.RunIdentity;
import dev.durable.store.EngineThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the threads of a node are like.
 */
class ThreadedExecutorTests {

	private final ClassLoader application = new URLClassLoader(new URL[0], getClass().getClassLoader());

	private final BlockingQueue<ClassLoader> seen = new LinkedBlockingQueue<>();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void codeFindsTheClassesOfTheApplicationOnEachThread(boolean virtual) throws Exception {
		try (ThreadedExecutor threads = new ThreadedExecutor("test", virtual, this.application)) {
			for (Lane lane : Lane.values()) {
				threads.execute(lane, this::look);
				assertThat(this.seen.poll(20, TimeUnit.SECONDS)).as(lane.name()).isSameAs(this.application);
			}
			threads.start("branch", this::look);
			assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isSameAs(this.application);
			threads.schedule(Lane.TURN, Duration.ofMillis(1), this::look);
			assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isSameAs(this.application);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsNextIsRunOnTheSameThreadWhenTheStepHasEnded(boolean virtual) throws Exception {
		BlockingQueue<String> order = new LinkedBlockingQueue<>();
		try (ThreadedExecutor threads = new ThreadedExecutor("test", virtual, null)) {
			threads.execute(Lane.ACTIVITY, () -> {
				Thread first = Thread.currentThread();
				threads.executeNext(Lane.TURN, () -> {
					order.add((Thread.currentThread() == first) ? "same" : "other");
					order.add(EngineThreads.isCurrent() ? "engine" : "user");
					threads.executeNext(Lane.ACTIVITY, () -> order.add(EngineThreads.isCurrent() ? "engine" : "user"));
				});
				order.add("ended");
			});
			for (String step : List.of("ended", "same", "engine", "user")) {
				assertThat(order.poll(20, TimeUnit.SECONDS)).isEqualTo(step);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aStepThatGoesOnLeavesWhatIsNextToOthers(boolean virtual) throws Exception {
		CountDownLatch ran = new CountDownLatch(1);
		CompletableFuture<Boolean> seen = new CompletableFuture<>();
		try (ThreadedExecutor threads = new ThreadedExecutor("test", virtual, null)) {
			threads.execute(Lane.TURN, () -> {
				threads.executeNext(Lane.ACTIVITY, ran::countDown);
				threads.passOn();
				seen.complete(isDown(ran));
			});
			assertThat(seen.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void conditionThatDoesNotEndIsToldAndListed(boolean virtual) throws Exception {
		RunIdentity run = new RunIdentity("test", new UUID(0, 1), new UUID(0, 1), Instant.EPOCH);
		CountDownLatch end = new CountDownLatch(1);
		BlockingQueue<StackTraceElement[]> told = new LinkedBlockingQueue<>();
		try (ThreadedExecutor threads = new ThreadedExecutor("test", virtual, null)) {
			threads.execute(Lane.TURN, () -> {
				Runnable ended = threads.reading(run, told::add);
				isDown(end);
				ended.run();
			});
			assertThat(told.poll(20, TimeUnit.SECONDS)).isNotEmpty();
			assertThat(threads.heldThreads()).extracting(HeldThread::run).containsExactly(run);
			end.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(threads.heldThreads()).isEmpty());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void oneStepWaitsForTheThreadAndNoMore(boolean virtual) throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch second = new CountDownLatch(1);
		CompletableFuture<Boolean> seen = new CompletableFuture<>();
		try (ThreadedExecutor threads = new ThreadedExecutor("test", virtual, null)) {
			threads.execute(Lane.TURN, () -> {
				threads.executeNext(Lane.ACTIVITY, first::countDown);
				threads.executeNext(Lane.ACTIVITY, second::countDown);
				seen.complete(isDown(second) && first.getCount() == 1);
			});
			assertThat(seen.get(30, TimeUnit.SECONDS)).isTrue();
			assertThat(isDown(first)).isTrue();
			CountDownLatch fromOutside = new CountDownLatch(1);
			threads.executeNext(Lane.TURN, fromOutside::countDown);
			assertThat(isDown(fromOutside)).isTrue();
		}
	}

	private static boolean isDown(CountDownLatch latch) {
		try {
			return latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private void look() {
		this.seen.add(Thread.currentThread().getContextClassLoader());
	}

}
