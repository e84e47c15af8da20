package dev.durable.node;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.history.Terminal;

/**
 * Who waits for the end of which run. One future a run, however many wait.
 */
final class Results {

	private final Map<UUID, CompletableFuture<Terminal>> waiting = new ConcurrentHashMap<>();

	CompletableFuture<Terminal> await(UUID runId) {
		CompletableFuture<Terminal> future = this.waiting.computeIfAbsent(runId, (id) -> new CompletableFuture<>());
		return future.copy();
	}

	void closed(UUID runId, Terminal terminal) {
		CompletableFuture<Terminal> future = this.waiting.remove(runId);
		if (future != null) {
			future.complete(terminal);
		}
	}

	/**
	 * This node stops: whoever waits here must ask another.
	 */
	void stopped() {
		this.waiting.forEach((runId,
				future) -> future.completeExceptionally(new IllegalStateException("This node has stopped before run "
						+ runId + " has closed. The run goes on; ask another node, or this"
						+ " one when it has started again, for its result.")));
		this.waiting.clear();
	}

	Set<UUID> awaited() {
		return Set.copyOf(this.waiting.keySet());
	}

}
