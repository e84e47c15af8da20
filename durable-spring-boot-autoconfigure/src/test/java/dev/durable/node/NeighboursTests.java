package dev.durable.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Neighbours}.
 */
class NeighboursTests {

	private final Clockwork clockwork = new Clockwork();

	private final AtomicInteger sent = new AtomicInteger();

	private final Neighbours neighbours = new Neighbours(this.clockwork, new Hints() {

		@Override
		public void send() {
			NeighboursTests.this.sent.incrementAndGet();
		}

		@Override
		public void listen(Runnable onHint) {
		}

		@Override
		public void close() {
		}

	});

	@Test
	void whoIsAloneTellsNobody() {
		this.neighbours.seen(false);
		this.neighbours.hint();
		assertThat(this.clockwork.delays).isEmpty();
		this.neighbours.seen(true);
		this.neighbours.hint();
		this.clockwork.runAll();
		assertThat(this.sent).hasValue(1);
	}

	@Test
	void theFirstHintGoesAtOnce() {
		this.neighbours.hint();
		assertThat(this.clockwork.delays).containsExactly(Duration.ZERO);
	}

	@Test
	void hintsThatFollowEachOtherGoTogether() {
		this.neighbours.hint();
		this.clockwork.runAll();
		this.clockwork.nanos += 5_000_000;
		for (int i = 0; i < 100; i++) {
			this.neighbours.hint();
		}
		assertThat(this.clockwork.delays).containsExactly(Duration.ZERO, Duration.ofMillis(15));
		this.clockwork.runAll();
		assertThat(this.sent).hasValue(2);
	}

	private static final class Clockwork implements NodeExecutor {

		private final List<Duration> delays = new ArrayList<>();

		private final List<Runnable> steps = new ArrayList<>();

		private long nanos = 17;

		@Override
		public void execute(Lane lane, Runnable step) {
			schedule(lane, Duration.ZERO, step);
		}

		@Override
		public Runnable schedule(Lane lane, Duration delay, Runnable step) {
			assertThat(lane).isEqualTo(Lane.HINT);
			this.delays.add(delay);
			this.steps.add(step);
			return () -> this.steps.remove(step);
		}

		@Override
		public void await(CompletableFuture<?> done) {
		}

		@Override
		public long nanos() {
			return this.nanos;
		}

		private void runAll() {
			List<Runnable> all = List.copyOf(this.steps);
			this.steps.clear();
			all.forEach(Runnable::run);
		}

	}

}
