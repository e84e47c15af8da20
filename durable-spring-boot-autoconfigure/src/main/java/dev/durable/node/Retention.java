package dev.durable.node;

import java.time.Duration;

import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes runs that closed longer ago than they are to be kept. Every node does so, as
 * nobody minds who it was.
 */
final class Retention {

	private static final Logger logger = LoggerFactory.getLogger(Retention.class);

	/** Rows of so many runs are not locked for long. */
	static final int RUNS_MAX = 500;

	private static final Duration INTERVAL_MAX = Duration.ofMinutes(1);

	private static final int INTERVALS = 10;

	private final NodeContext node;

	private final @Nullable Duration age;

	private volatile boolean closed;

	Retention(NodeContext node) {
		this.node = node;
		this.age = node.settings().retention();
	}

	void start() {
		if (this.age != null) {
			this.node.executor().execute(Lane.WATCH, () -> step(this.age));
		}
	}

	void close() {
		this.closed = true;
	}

	private void step(Duration kept) {
		if (!this.closed && !this.node.isGone()) {
			Duration rest = (delete(kept) < RUNS_MAX) ? interval(kept) : Duration.ZERO;
			this.node.executor().schedule(Lane.WATCH, rest, () -> step(kept));
		}
	}

	private static Duration interval(Duration kept) {
		Duration part = kept.dividedBy(INTERVALS);
		return (part.compareTo(INTERVAL_MAX) > 0) ? INTERVAL_MAX : part;
	}

	private int delete(Duration kept) {
		try {
			int deleted = this.node.store().deleteOld(kept, RUNS_MAX);
			if (deleted > 0) {
				logger.debug("{} runs that closed more than {} ago were deleted", deleted, kept);
			}
			return deleted;
		}
		catch (StoreException ex) {
			// As a rule another node is at them; if the store is away, the poller says so
			logger.debug("Runs that closed more than {} ago could not be deleted and are tried again", kept, ex);
		}
		catch (RuntimeException ex) {
			logger.error("Runs that closed more than {} ago could not be deleted and are tried again", kept, ex);
		}
		return 0;
	}

}
