package dev.durable.node;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.durable.client.WorkflowNotFound;
import dev.durable.history.Terminal;

/**
 * Who waits for the end of which run.
 */
final class Results {

	private final Waiters<UUID, Terminal> waiting = new Waiters<>(
			(runId) -> new IllegalStateException("This node has stopped before run " + runId
					+ " has closed. The run goes on; ask another node, or this one when it has started again, for its"
					+ " result."));

	/**
	 * The awaited runs that have been there: one that is there no more was deleted. Any
	 * other may still come.
	 */
	private final Set<UUID> known = new HashSet<>();

	/**
	 * Wait for the end of a run.
	 * @param runId the run
	 * @param there whether it is known that the run has been there
	 */
	synchronized CompletableFuture<Terminal> await(UUID runId, boolean there) {
		CompletableFuture<Terminal> future = this.waiting.await(runId);
		if (there) {
			this.known.add(runId);
		}
		return future;
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

	/**
	 * Return the runs that somebody waits for, and forget all others.
	 */
	synchronized Set<UUID> awaited() {
		Set<UUID> awaited = this.waiting.keys();
		this.known.retainAll(awaited);
		return awaited;
	}

	/**
	 * It was looked for awaited runs that are not known to have closed.
	 * @param asked the runs
	 * @param there those of them that are there
	 */
	void looked(Set<UUID> asked, Set<UUID> there) {
		Set<UUID> deleted = new HashSet<>(asked);
		deleted.removeAll(there);
		synchronized (this) {
			deleted.retainAll(this.known);
			this.known.addAll(there);
		}
		deleted.forEach((runId) -> this.waiting.fail(runId, WorkflowNotFound.none(runId.toString())));
	}

}
