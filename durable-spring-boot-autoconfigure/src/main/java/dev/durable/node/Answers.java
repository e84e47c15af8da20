package dev.durable.node;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.durable.store.Letter;
import dev.durable.store.LetterRef;
import dev.durable.store.LetterState;

/**
 * Who waits for the answer to which update.
 */
final class Answers {

	private final Waiters<LetterRef, Settled> waiting = new Waiters<>(
			(update) -> new IllegalStateException("This node has stopped before an update was answered. It goes on;"
					+ " send it again with the same id, to another node, or to this one when it has started again,"
					+ " for its answer."));

	CompletableFuture<Settled> await(LetterRef update) {
		return this.waiting.await(update);
	}

	/**
	 * An update was answered here, durably.
	 * @return whether somebody has waited for it here
	 */
	boolean answered(LetterRef update, byte[] data) {
		return this.waiting.complete(update, new Settled(LetterState.ANSWERED, data));
	}

	/**
	 * An update was found answered, or beyond any answer.
	 */
	void settled(Letter letter) {
		this.waiting.complete(new LetterRef(letter.chain(), String.valueOf(letter.key())),
				new Settled(letter.state(), letter.data()));
	}

	/**
	 * This node stops: whoever waits here, or is going to, must ask another.
	 */
	void stopped() {
		this.waiting.close();
	}

	Set<LetterRef> awaited() {
		return this.waiting.keys();
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
