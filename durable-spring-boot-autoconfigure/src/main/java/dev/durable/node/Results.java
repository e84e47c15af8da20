package dev.durable.node;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.history.Terminal;

/**
 * Who waits for the end of which run.
 */
final class Results {

	private final Waiters<UUID, Terminal> waiting = new Waiters<>(
			(runId) -> new IllegalStateException("This node has stopped before run " + runId
					+ " has closed. The run goes on; ask another node, or this one when it has started again, for its"
					+ " result."));

	CompletableFuture<Terminal> await(UUID runId) {
		return this.waiting.await(runId);
	}

	/**
	 * A run has closed.
	 * @return whether somebody has waited for it here
	 */
	boolean closed(UUID runId, Terminal terminal) {
		return this.waiting.complete(runId, terminal);
	}

	/**
	 * A run has closed, but what it has ended with cannot be told.
	 */
	void unreadable(UUID runId, RuntimeException failure) {
		this.waiting.fail(runId, failure);
	}

	/**
	 * This node stops: whoever waits here, or is going to, must ask another.
	 */
	void stopped() {
		this.waiting.close();
	}

	Set<UUID> awaited() {
		return this.waiting.keys();
	}

}
