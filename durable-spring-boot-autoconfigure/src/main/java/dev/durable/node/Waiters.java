package dev.durable.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Who waits for what. Each who waits has a future of its own; one who gives up cancels
 * it, and nothing is kept for what nobody waits for any more.
 *
 * @param <K> names what is waited for
 * @param <V> what becomes of it
 */
final class Waiters<K, V> {

	private final Map<K, Set<CompletableFuture<V>>> waiting = new HashMap<>();

	private final Function<K, RuntimeException> stopped;

	private boolean closed;

	/**
	 * Create the collection.
	 * @param stopped makes what those get who wait when the node stops
	 */
	Waiters(Function<K, RuntimeException> stopped) {
		this.stopped = stopped;
	}

	CompletableFuture<V> await(K key) {
		CompletableFuture<V> future = new CompletableFuture<>();
		boolean late;
		synchronized (this) {
			late = this.closed;
			if (!late) {
				this.waiting.computeIfAbsent(key, (unused) -> new HashSet<>()).add(future);
			}
		}
		if (late) {
			future.completeExceptionally(this.stopped.apply(key));
		}
		else {
			future.whenComplete((value, failure) -> forget(key, future));
		}
		return future;
	}

	private synchronized void forget(K key, CompletableFuture<V> future) {
		Set<CompletableFuture<V>> futures = this.waiting.get(key);
		if (futures != null && futures.remove(future) && futures.isEmpty()) {
			this.waiting.remove(key);
		}
	}

	/**
	 * Tell those who wait.
	 * @return whether there was one
	 */
	boolean complete(K key, V value) {
		Set<CompletableFuture<V>> futures = remove(key);
		futures.forEach((future) -> future.complete(value));
		return !futures.isEmpty();
	}

	void fail(K key, RuntimeException failure) {
		remove(key).forEach((future) -> future.completeExceptionally(failure));
	}

	private synchronized Set<CompletableFuture<V>> remove(K key) {
		@Nullable Set<CompletableFuture<V>> futures = this.waiting.remove(key);
		return (futures != null) ? futures : Set.of();
	}

	/**
	 * This node stops: whoever waits here, or is going to, must ask another.
	 */
	void close() {
		Map<K, Set<CompletableFuture<V>>> rest;
		synchronized (this) {
			this.closed = true;
			rest = new HashMap<>(this.waiting);
			this.waiting.clear();
		}
		rest.forEach(
				(key, futures) -> futures.forEach((future) -> future.completeExceptionally(this.stopped.apply(key))));
	}

	synchronized Set<K> keys() {
		return Set.copyOf(this.waiting.keySet());
	}

}
