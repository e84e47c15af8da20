package dev.durable.node;

import java.time.Duration;

import dev.durable.store.OpenRuns;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts once in a while what is there, for a listener that wants to know. It has a lane
 * of its own, so that a count that takes long delays nothing; it is repeated later then.
 */
final class Sampler {

	private static final Logger logger = LoggerFactory.getLogger(Sampler.class);

	private final NodeContext node;

	private volatile boolean closed;

	Sampler(NodeContext node) {
		this.node = node;
	}

	void start() {
		if (!this.node.listener().sampleInterval().isZero()) {
			this.node.executor().execute(Lane.WATCH, this::step);
		}
	}

	/**
	 * The node leaves: what it has shown is not there any more.
	 */
	void close() {
		this.closed = true;
		if (!this.node.listener().sampleInterval().isZero()) {
			this.node.executor().execute(Lane.WATCH, () -> this.node.listener().sampled(new NodeSample(null, 0, 0, 0)));
		}
	}

	private void step() {
		if (this.closed || this.node.isGone()) {
			return;
		}
		long begin = this.node.executor().nanos();
		ActivityRunner activities = this.node.activities();
		this.node.listener()
			.sampled(new NodeSample(count(), this.node.residents().size(), activities.running(), activities.waiting()));
		Duration rest = Duration.ofNanos(this.node.executor().nanos() - begin).multipliedBy(Rest.FACTOR);
		Duration interval = this.node.listener().sampleInterval();
		this.node.executor().schedule(Lane.WATCH, (rest.compareTo(interval) > 0) ? rest : interval, this::step);
	}

	private @Nullable OpenRuns count() {
		try {
			return this.node.store().countOpen();
		}
		catch (StoreException ex) {
			logger.debug("The open runs could not be counted", ex);
			return null;
		}
		catch (RuntimeException ex) {
			logger.warn("The open runs could not be counted", ex);
			return null;
		}
	}

}
