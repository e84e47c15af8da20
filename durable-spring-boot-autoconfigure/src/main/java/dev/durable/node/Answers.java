package dev.durable.node;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.store.Letter;
import dev.durable.store.LetterRef;
import dev.durable.store.LetterState;

/**
 * Who waits for the answer to which update. One future an update, however many wait.
 */
final class Answers {

	private final Map<LetterRef, CompletableFuture<Settled>> waiting = new ConcurrentHashMap<>();

	private volatile boolean stopped;

	CompletableFuture<Settled> await(LetterRef update) {
		CompletableFuture<Settled> future = this.waiting.computeIfAbsent(update, (ref) -> new CompletableFuture<>());
		CompletableFuture<Settled> answer = future.copy();
		if (this.stopped) {
			stopped();
		}
		return answer;
	}

	/**
	 * An update was answered here, durably.
	 */
	void answered(LetterRef update, byte[] data) {
		complete(update, new Settled(LetterState.ANSWERED, data));
	}

	/**
	 * An update was found answered, or beyond any answer.
	 */
	void settled(Letter letter) {
		complete(new LetterRef(letter.chain(), String.valueOf(letter.key())),
				new Settled(letter.state(), letter.data()));
	}

	private void complete(LetterRef update, Settled settled) {
		CompletableFuture<Settled> future = this.waiting.remove(update);
		if (future != null) {
			future.complete(settled);
		}
	}

	/**
	 * This node stops: whoever waits here, or is going to, must ask another.
	 */
	void stopped() {
		this.stopped = true;
		this.waiting.keySet()
			.forEach((update) -> fail(update,
					new IllegalStateException("This node has stopped before an update was answered. It goes on; send it"
							+ " again with the same id, to another node, or to this one when it has started"
							+ " again, for its answer.")));
	}

	/*
	 * One by one: nobody who comes in at the same time may be forgotten.
	 */
	private void fail(LetterRef update, IllegalStateException failure) {
		CompletableFuture<Settled> future = this.waiting.remove(update);
		if (future != null) {
			future.completeExceptionally(failure);
		}
	}

	Set<LetterRef> awaited() {
		return Set.copyOf(this.waiting.keySet());
	}

	/**
	 * What has become of an update.
	 *
	 * @param state whether it was answered, or found dead or unreadable
	 * @param data the answer; empty if there is none
	 */
	record Settled(LetterState state, byte[] data) {
	}

}
