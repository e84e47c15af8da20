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

	private volatile boolean stopped;

	CompletableFuture<Terminal> await(UUID runId) {
		CompletableFuture<Terminal> future = this.waiting.computeIfAbsent(runId, (id) -> new CompletableFuture<>());
		CompletableFuture<Terminal> answer = future.copy();
		if (this.stopped) {
			stopped();
		}
		return answer;
	}

	void closed(UUID runId, Terminal terminal) {
		CompletableFuture<Terminal> future = this.waiting.remove(runId);
		if (future != null) {
			future.complete(terminal);
		}
	}

	/**
	 * This node stops: whoever waits here, or is going to, must ask another.
	 */
	void stopped() {
		this.stopped = true;
		this.waiting.keySet()
			.forEach((runId) -> fail(runId,
					new IllegalStateException("This node has stopped before run " + runId
							+ " has closed. The run goes on; ask another node, or this"
							+ " one when it has started again, for its result.")));
	}

	/*
	 * One by one: nobody who comes in at the same time may be forgotten.
	 */
	private void fail(UUID runId, IllegalStateException failure) {
		CompletableFuture<Terminal> future = this.waiting.remove(runId);
		if (future != null) {
			future.completeExceptionally(failure);
		}
	}

	Set<UUID> awaited() {
		return Set.copyOf(this.waiting.keySet());
	}

}
