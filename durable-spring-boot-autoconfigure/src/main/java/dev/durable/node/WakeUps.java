package dev.durable.node;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentSkipListSet;

import org.jspecify.annotations.Nullable;

/**
 * When runs that have left this memory are due again, so that a poll need not find them
 * by chance: a hint comes at that time. It is no more than a hint, so what is due late is
 * not kept, nor is anything when the node ends.
 */
final class WakeUps {

	private static final Duration LATEST = Duration.ofMinutes(1);

	private static final long GRAIN_MILLIS = 20;

	private final NodeExecutor executor;

	private final DatabaseClock clock;

	private final Runnable hint;

	/** Times, rounded up, for which an alarm is set. */
	private final ConcurrentSkipListSet<Long> times = new ConcurrentSkipListSet<>();

	WakeUps(NodeExecutor executor, DatabaseClock clock, Runnable hint) {
		this.executor = executor;
		this.clock = clock;
		this.hint = hint;
	}

	/**
	 * A run has left memory until some time.
	 * @param wakeAt when it is due, or null if at no time
	 */
	void add(@Nullable Instant wakeAt) {
		if (wakeAt == null) {
			return;
		}
		Duration wait = Duration.between(this.clock.now(), wakeAt);
		if (wait.compareTo(LATEST) > 0) {
			return;
		}
		Long time = (wakeAt.toEpochMilli() / GRAIN_MILLIS + 1) * GRAIN_MILLIS;
		if (this.times.add(time)) {
			Duration rounded = Duration.between(this.clock.now(), Instant.ofEpochMilli(time));
			this.executor.schedule(Lane.HINT, rounded.isNegative() ? Duration.ZERO : rounded, () -> due(time));
		}
	}

	private void due(Long time) {
		this.times.remove(time);
		this.hint.run();
	}

}
