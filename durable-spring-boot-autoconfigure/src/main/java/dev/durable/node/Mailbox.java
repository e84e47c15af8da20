package dev.durable.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.store.Letter;
import org.jspecify.annotations.Nullable;

/**
 * What a run was told and has not taken up yet, and whether a step that takes it up is
 * under way or about to be. May be used by any thread.
 */
final class Mailbox {

	private final NodeExecutor executor;

	private final Runnable step;

	private final Queue<Message> messages = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean letters = new AtomicBoolean();

	/** Letters that need not be looked for in the inbox. */
	private final Queue<Letter> handed = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	/**
	 * Create a mailbox.
	 * @param executor runs the step
	 * @param step takes up what there is; calls {@link #ended} at its end
	 */
	Mailbox(NodeExecutor executor, Runnable step) {
		this.executor = executor;
		this.step = step;
	}

	void add(Message message) {
		this.messages.add(message);
		nudge();
	}

	/**
	 * Put the first message in, before anybody knows whose mailbox it is; who has done so
	 * calls {@link #nudge} afterwards.
	 */
	void put(Message message) {
		this.messages.add(message);
	}

	/**
	 * Add a message, as the last thing that the step of the calling thread does.
	 */
	void addLast(Message message) {
		this.messages.add(message);
		nudgeNext();
	}

	void lettersArrived() {
		this.letters.set(true);
		nudge();
	}

	/**
	 * Take note of a letter that was the only unread one when it was sent.
	 */
	void handed(Letter letter) {
		this.handed.add(letter);
		nudge();
	}

	void nudge() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.executor.execute(Lane.TURN, this.step);
		}
	}

	/**
	 * Nudge, as one of the last things that the step of the calling thread does.
	 */
	void nudgeNext() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.executor.executeNext(Lane.TURN, this.step);
		}
	}

	/**
	 * The step has ended: from now on another one may begin.
	 */
	void ended() {
		this.scheduled.set(false);
	}

	boolean hasMessages() {
		return !this.messages.isEmpty();
	}

	boolean hasLetters() {
		return this.letters.get() || !this.handed.isEmpty();
	}

	@Nullable Message peek() {
		return this.messages.peek();
	}

	@Nullable Message poll() {
		return this.messages.poll();
	}

	/**
	 * Tell whether letters have arrived since the last time that this was asked: the
	 * inbox is to be looked into. What was handed over before is found there.
	 */
	boolean takeLetters() {
		boolean arrived = this.letters.getAndSet(false);
		if (arrived) {
			this.handed.clear();
		}
		return arrived;
	}

	/**
	 * Return the letters that were handed over since the last time that this was asked.
	 */
	List<Letter> takeHanded() {
		List<Letter> taken = new ArrayList<>();
		for (Letter letter = this.handed.poll(); letter != null; letter = this.handed.poll()) {
			taken.add(letter);
		}
		return taken;
	}

	/**
	 * The letters could not be taken: they are still there.
	 */
	void putLettersBack() {
		this.letters.set(true);
	}

}
