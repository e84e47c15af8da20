package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import dev.durable.engine.HeldThread;
import dev.durable.engine.RunIdentity;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeldThreads}, without waiting.
 */
class HeldThreadsTests {

	private static final RunIdentity RUN = new RunIdentity("held", new UUID(0, 1), new UUID(0, 1), Instant.EPOCH);

	private final AtomicLong nanos = new AtomicLong(-5);

	private final HeldThreads threads = new HeldThreads(this.nanos::get);

	private final List<StackTraceElement[]> late = new ArrayList<>();

	@Test
	void branchCountsFromBeforeItWasNoticed() {
		Runnable release = this.threads.add(RUN, "main-1", Thread.currentThread());
		pass(Duration.ofSeconds(1));
		assertThat(this.threads.list()).singleElement().satisfies((held) -> {
			assertThat(held.branch()).isEqualTo("main-1");
			assertThat(held.held()).isEqualTo(HeldThread.NOTICED.plusSeconds(1));
			assertThat(held.stack()).isNotEmpty();
		});
		release.run();
		assertThat(this.threads.list()).isEmpty();
	}

	@Test
	void readingThatTakesLongIsListedAndToldOnce() {
		Runnable ended = this.threads.reading(RUN, this.late::add);
		pass(HeldThread.NOTICED.minusNanos(1));
		this.threads.look();
		assertThat(this.threads.list()).isEmpty();
		assertThat(this.late).isEmpty();
		pass(Duration.ofNanos(1));
		this.threads.look();
		this.threads.look();
		assertThat(this.late).hasSize(1);
		assertThat(this.threads.list()).extracting(HeldThread::run).containsExactly(RUN);
		ended.run();
		assertThat(this.threads.list()).isEmpty();
	}

	@Test
	void readingInsideAnotherEndsAlone() {
		this.threads.reading(RUN, this.late::add);
		Runnable inner = this.threads.reading(RUN, this.late::add);
		pass(HeldThread.NOTICED);
		inner.run();
		assertThat(this.threads.list()).hasSize(1);
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

}
