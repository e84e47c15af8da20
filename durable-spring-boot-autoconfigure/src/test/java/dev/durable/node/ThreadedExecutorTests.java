package dev.durable.node;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

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

	private void look() {
		this.seen.add(Thread.currentThread().getContextClassLoader());
	}

}
